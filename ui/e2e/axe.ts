// What every page must be: free of known barriers, titled, in its language and
// no wider than its window.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import type { Actor } from "./fixtures";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/**
 * axe is a script, and a page without JavaScript cannot run it: the check looks
 * at the same markup, with the same styles, in a browser that can.
 */
async function twin(page: Page, check: (twin: Page) => Promise<void>): Promise<void> {
  const browser = page.context().browser()!;
  const context = await browser.newContext({ viewport: page.viewportSize(), storageState: await page.context().storageState() });
  try {
    const body = await page.content();
    const same = await context.newPage();
    await same.route(page.url(), (route) => route.fulfill({ body, contentType: "text/html; charset=utf-8" }));
    await same.goto(page.url());
    await check(same);
  } finally {
    await context.close();
  }
}

/** Fails on any violation, and tells rule, element and what is wrong. */
async function accessible(page: Page): Promise<void> {
  // Legacy mode stays on the page; there are no frames to look into.
  const { violations } = await new AxeBuilder({ page }).withTags(rules).setLegacyMode().analyze();
  const told = violations.flatMap((v) => v.nodes.map((n) => `${v.id} at ${n.target.join(" ")}: ${n.failureSummary ?? v.help}`));
  expect.soft(told, `barriers on ${page.url()}`).toEqual([]);
}

/** A page says what it is, in the language that it says it is in. */
async function named(page: Page, language: string): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  expect(await page.title(), `title of ${page.url()}`).toMatch(/\S/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
}

/** Nobody has to scroll sideways (WCAG 1.4.10). Names what sticks out. */
export async function reflows(page: Page): Promise<void> {
  const out = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > room + 0.5 || e.getBoundingClientRect().left < -0.5);
    return [`${document.documentElement.scrollWidth} pixels instead of ${room}`, ...wide.slice(-8).map((e) => `${e.tagName}.${e.className}`)];
  });
  expect.soft(out, `too wide on ${page.url()}`).toEqual([]);
}

/** All of it, at every state that a journey comes to. A journey goes on after a barrier, and fails at its end. */
export async function inspect({ page, language, scripts }: Actor): Promise<void> {
  await named(page, language);
  await (scripts ? accessible(page) : twin(page, accessible));
  await reflows(page);
}
