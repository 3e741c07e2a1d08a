// A PNG of every page and state, in two languages, as on a phone and on a desk.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "./fixtures";
import { startStack } from "./stack";
import { emptyPages, type Look, portalPages, publicPages, studioPages, Tour, workPages } from "./tour";

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "screenshots");

const look: Look = async ({ page, language }, name) => {
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: path.join(folder, `${name}.${language}.${width}.png`), fullPage: true, animations: "disabled" });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
};

for (const [name, walk] of Object.entries({ publicPages, portalPages, workPages, studioPages })) {
  test(name, async ({ browser, seeded }) => {
    const tour = new Tour(browser, seeded, look);
    await walk(tour);
    await tour.end();
  });
}

test("emptyPages", async ({ browser }) => {
  const stack = await startStack({ seed: false });
  try {
    const tour = new Tour(browser, stack, look);
    await emptyPages(tour);
    await tour.end();
  } finally {
    await stack.stop();
  }
});
