// Every page and state in German and, dark, in another language, which is one from right to
// left where applicants and the public read: no barriers, and no sideways scrolling at 320 pixels.
import { inspect, reflows } from "../axe";
import { desk } from "../browser";
import { test } from "../fixtures";
import { type Look, portalPages, publicPages, studioPages, Tour, workPages } from "../tour";

test.describe.configure({ mode: "default", timeout: 600_000 }); // one after the other, on one stack

const look: Look = async (actor) => {
  const { page, language } = actor;
  await page.emulateMedia({ colorScheme: language === "de" ? "light" : "dark" });
  await inspect(actor);
  await page.setViewportSize({ width: 320, height: 640 });
  await reflows(page);
  await page.setViewportSize(desk.viewport);
};

for (const [name, walk] of Object.entries({ publicPages, portalPages, workPages, studioPages })) {
  test(`no barriers: ${name}`, async ({ browser, seeded }) => {
    const tour = new Tour(browser, seeded, look);
    await walk(tour);
    await tour.end();
  });
}
