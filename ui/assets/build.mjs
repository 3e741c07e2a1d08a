// Builds the styles and scripts of the pages into dist/: names with a hash of
// the content, a gzipped copy of each, and manifest.json from one to the other.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "..", "dist");

const entries = {
  main: "main.css",
  work: "work.css",
  studio: "studio.css",
  "form.script": "islands/form.ts",
  "work.script": "islands/work.ts",
  "papers.script": "islands/papers.ts",
  "diagram.script": "islands/diagram.ts",
  "edit-bpmn": "edit-bpmn.css",
  "edit-bpmn.script": "islands/edit/bpmn.ts",
  "edit-dmn": "edit-dmn.css",
  "edit-dmn.script": "islands/edit/dmn.ts",
  "edit-form": "edit-form.css",
  "edit-form.script": "islands/edit/form.ts",
  "edit-text": "edit-text.css",
  "edit-text.script": "islands/edit/text.ts",
  "plan.script": "islands/plan.ts",
};

async function empty() {
  await mkdir(dist, { recursive: true });
  for (const name of await readdir(dist)) {
    if (name !== ".gitkeep") await rm(path.join(dist, name));
  }
}

/**
 * The editors' fields for expressions would write their styles into a style element, which
 * the content security policy of the pages refuses. A constructed sheet may be adopted.
 */
const adoptedStyles = {
  name: "adopted-styles",
  setup({ onLoad }) {
    onLoad({ filter: /style-mod\.js$/ }, async ({ path: file }) => {
      const source = await readFile(file, "utf8");
      const contents = source.replace("!root.head && root.adoptedStyleSheets", "root.adoptedStyleSheets");
      if (contents === source) throw new Error(`${file} chooses its style sheets in another way now`);
      return { contents };
    });
  },
};

/** Bundles every entry and gives logical name → content. */
async function bundle() {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: entries,
    bundle: true,
    minify: true,
    write: false,
    outdir: dist,
    format: "esm",
    target: ["es2022", "chrome109", "firefox115", "safari16.4"],
    legalComments: "eof",
    // Every browser that we build for reads woff2; the other formats stay behind.
    loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".eot": "empty", ".svg": "empty" },
    assetNames: "[name]-[hash]",
    logLevel: "warning",
    plugins: [adoptedStyles],
  });
  return outputFiles.map((f) => [path.basename(f.path).replace(".script.", "."), f.contents]);
}

async function write(files) {
  const manifest = {};
  for (const [name, contents] of files) {
    if (name.endsWith(".woff2")) {
      await writeFile(path.join(dist, name), contents); // styles know it by this name; it is packed already
      continue;
    }
    const hash = createHash("sha256").update(contents).digest("hex").slice(0, 12);
    const { name: stem, ext } = path.parse(name);
    manifest[name] = `${stem}-${hash}${ext}`;
    await writeFile(path.join(dist, manifest[name]), contents);
    await writeFile(path.join(dist, `${manifest[name]}.gz`), gzipSync(contents, { level: 9 }));
  }
  const sorted = Object.fromEntries(Object.entries(manifest).sort());
  await writeFile(path.join(dist, "manifest.json"), JSON.stringify(sorted, null, 2) + "\n");
}

const worker = path.join(here, "..", "node_modules", "pdfjs-dist", "build", "pdf.worker.min.mjs");
await empty();
await write([
  ...(await bundle()),
  ["pdf.worker.js", await readFile(worker)],
  ["icon.svg", await readFile(path.join(here, "icon.svg"))],
]);
