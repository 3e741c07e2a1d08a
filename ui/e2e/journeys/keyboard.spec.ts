// The pages with the keyboard only: one can see where one is, and comes along in
// reading order.
import type { Page } from "@playwright/test";
import * as applicant from "../applicant";
import { type Actor, expect, test } from "../fixtures";

interface Stop {
  y: number;
  name: string;
  visible: boolean; // whether the focus can be seen
}

/** What has the focus, if anything of the page has it. */
async function focused(page: Page): Promise<Stop | undefined> {
  return await page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return undefined;
    const shown = (e: Element) => {
      const style = getComputedStyle(e);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    };
    const visible = shown(at) || at.closest("label, .ds-field") !== null && shown(at.closest("label, .ds-field")!);
    return { y: Math.round(at.getBoundingClientRect().top + scrollY), name: `${at.tagName} ${at.id || at.textContent?.trim().slice(0, 40)}`, visible };
  });
}

/** Walks the page with the Tab key, once around at most. */
async function walk(page: Page): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    if (!stop) break;
    stops.push(stop);
  }
  return stops;
}

async function orderly({ page }: Actor): Promise<void> {
  const stops = await walk(page);
  expect(stops.length).toBeGreaterThan(3);
  // A date has several stops; the browser itself marks the calendar's button.
  const seen = new Set(stops.filter((s) => s.visible).map((s) => s.name));
  expect(stops.filter((s) => !seen.has(s.name)).map((s) => s.name), `focus that cannot be seen on ${page.url()}`).toEqual([]);
  const back = stops.filter((s, i) => i > 1 && s.y < stops[i - 1]!.y - 60);
  expect(back.map((s) => s.name), `focus that jumps back on ${page.url()}`).toEqual([]);
}

test("focus is visible and in order", async ({ open, stranger }) => {
  const anyone = await stranger();
  await anyone.page.goto("/");
  await orderly(anyone);
  const amal = await open("amal", { to: "/start" });
  await orderly(amal);
  await applicant.begin(amal);
  await amal.page.reload();
  await orderly(amal);
  await applicant.task(amal, "apply");
  await orderly(amal);
  const weber = await open("weber");
  await orderly(weber);
});

test("the skip link goes past the header", async ({ open }) => {
  const { page, say } = await open("amal");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: say("layout.skip") })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});
