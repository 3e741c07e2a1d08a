// Files that mean harm, or are only broken: each is refused with its name, the reason and
// the way out, in the reader's language, and nothing else is touched.
import { writeFile } from "node:fs/promises";
import { crc32, deflateRawSync } from "node:zlib";
import { inspect } from "../axe";
import { expect, test } from "../fixtures";
import { spoken } from "../words";

interface File {
  name: string;
  content: Buffer;
}

const form = Buffer.from('{"id":"a","type":"default","components":[]}');
const bomb = `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">${[..."bcdefghij"].map((c, i) => `<!ENTITY ${c} "${`&${"abcdefghi"[i]};`.repeat(10)}">`).join("")}]><d>&j;</d>`;

const broken: { rule: string; file: File; says: string }[] = [
  { rule: "doctype", file: text("bomb.bpmn", bomb), says: "bomb.bpmn" },
  { rule: "doctype", file: text("xxe.dmn", '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'), says: "xxe.dmn" },
  { rule: "path", file: zip("slip.zip", [{ name: "../../etc/passwd.form", content: form }]), says: "../../etc/passwd.form" },
  { rule: "zip-size", file: zip("huge.zip", [{ name: "a.form", content: Buffer.alloc(20 << 20, 0x20) }]), says: "a.form" },
  { rule: "zip-in-zip", file: zip("two.zip", [{ name: "one.zip", content: zip("", [{ name: "a.form", content: form }]).content }]), says: "one.zip" },
  { rule: "zip-encrypted", file: zip("secret.zip", [{ name: "a.form", content: form }], 1), says: "a.form" },
  { rule: "path-twins", file: zip("twins.zip", [{ name: "a.form", content: form }, { name: "a.form", content: form }]), says: "a.form" },
  { rule: "root-element", file: text("page.bpmn", '<html xmlns="http://www.w3.org/1999/xhtml"/>'), says: "page.bpmn" },
  { rule: "not-utf8", file: { name: "latin.bpmn", content: Buffer.from('<definitions name="M\xfcller"/>', "latin1") }, says: "latin.bpmn" },
  { rule: "xml-syntax", file: text("half.bpmn", '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process>'), says: "half.bpmn" },
  { rule: "zip", file: text("torn.zip", "PK\u0003\u0004nonsense"), says: "torn.zip" },
  { rule: "unknown-file", file: text("run.exe", "MZ"), says: "run.exe" },
  { rule: "size", file: { name: "large.form", content: Buffer.alloc(50_000_000, 0x20) }, says: "" }, // nobody reads on to learn its name
];

for (const language of spoken(true)) {
  test(`a broken upload says where and what to do (${language})`, async ({ open }, info) => {
    const lindner = await open("lindner", { language, javaScriptEnabled: false, to: "/studio" });
    const { page, say } = lindner;
    const drafts = page.locator('a[href^="/studio/drafts/"]');
    const before = await drafts.evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    for (const { rule, file, says } of broken) {
      await test.step(`${rule}: ${file.name}`, async () => {
        await page.goto("/studio");
        await writeFile(info.outputPath(file.name), file.content);
        await page.locator("#files").setInputFiles(info.outputPath(file.name));
        await page.getByRole("button", { name: say("draft.new.upload") }).click();
        await expect(page.getByRole("alert")).toContainText(say(`problem.draft.${rule}`));
        await expect(page.getByRole("alert")).toContainText(says);
      });
    }
    await inspect(lindner);
    await page.goto("/studio");
    const after = await drafts.evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    expect(after).toEqual(expect.arrayContaining(before));
  });
}

test("invalid FEEL is taken in, and is a finding that leads to its place", async ({ open }) => {
  const { page, say } = await open("lindner", { javaScriptEnabled: false, to: "/studio" });
  const wrong = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p" isExecutable="true"><startEvent id="s"/><exclusiveGateway id="g" default="f2"/><endEvent id="e"/><endEvent id="e2"/>
<sequenceFlow id="f0" sourceRef="s" targetRef="g"/><sequenceFlow id="f1" sourceRef="g" targetRef="e"><conditionExpression>=1 +* 2</conditionExpression></sequenceFlow><sequenceFlow id="f2" sourceRef="g" targetRef="e2"/></process></definitions>`;
  await page.locator("#files").setInputFiles({ name: "feel.bpmn", mimeType: "text/xml", buffer: Buffer.from(wrong) });
  await page.getByRole("button", { name: say("draft.new.upload") }).click();
  const finding = page.getByRole("listitem").filter({ hasText: "expression-syntax" });
  await expect(finding).toContainText("Zeile 1, Zeichen 5");
  await expect(finding.getByRole("link")).toHaveAttribute("href", /edit\/process\.bpmn\?at=f1$/);
});

function text(name: string, content: string): File {
  return { name, content: Buffer.from(content) };
}

/** A zip file, with names and flags as they come. */
function zip(name: string, files: File[], flags = 0): File {
  const parts: Buffer[] = [];
  const index: Buffer[] = [];
  let at = 0;
  for (const { name: path, content } of files) {
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(path), 22);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, Buffer.from(path), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    index.push(Buffer.concat([Buffer.from("PK\u0001\u0002"), Buffer.from([20, 0]), common, tail, Buffer.from(path)]));
    parts.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(index);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return { name, content: Buffer.concat([...parts, directory, end]) };
}
