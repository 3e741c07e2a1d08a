// The people of a test, each with a browser of their own, and what they do.
import { test as base, expect, type Browser, type BrowserContextOptions, type Page } from "@playwright/test";
import { desk } from "./browser";
import { arrive, place } from "./personas";
import { type Place, type Stack, startStack } from "./stack";
import { type Language, type Say, words } from "./words";

/** A persona in a browser. */
export interface Actor {
  page: Page;
  say: Say;
  language: Language;
  scripts: boolean; // whether pages run JavaScript
  refused: string[]; // what the content security policy of a page did not let happen
}

export interface Wish extends BrowserContextOptions {
  language?: Language;
  to?: string; // where to arrive; default: the start page
  at?: Place; // default: the stack of the run
}

/** Opens a browser in which nobody is signed in. */
export async function visitor(browser: Browser, { language = "de", to: _, at = place(), ...options }: Wish = {}): Promise<Actor> {
  const locale = { de: "de-DE", en: "en-GB", ar: "ar-SY" }[language];
  const context = await browser.newContext({ ...desk, locale, baseURL: at.url, ...options });
  await context.addCookies([{ name: "lang", value: language, url: at.url }]);
  const page = await context.newPage();
  const refused: string[] = [];
  page.on("console", (line) => {
    if (line.text().includes("Content Security Policy")) refused.push(`${page.url()}: ${line.text()}`);
  });
  return { page, say: words(language), language, scripts: options.javaScriptEnabled ?? true, refused };
}

/** Ends a test's browsers. No page may have tried what its own policy forbids. */
async function part(actors: Actor[]): Promise<void> {
  for (const actor of actors) await actor.page.context().close();
  expect(actors.flatMap((actor) => actor.refused)).toEqual([]);
}

interface People {
  open: (username: string, wish?: Wish) => Promise<Actor>;
  stranger: (wish?: Wish) => Promise<Actor>;
}

export const test = base.extend<People, { seeded: Stack; own: Stack }>({
  /** A stack of its own with the sample cases. */
  seeded: [
    async ({}, use) => {
      const stack = await startStack({ seed: true });
      await use(stack);
      await stack.stop();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  /** A stack of its own without cases: a further process would stand on the start page of all other journeys. */
  own: [
    async ({}, use) => {
      const stack = await startStack({ seed: false });
      await use(stack);
      await stack.stop();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  /** Opens a browser for a persona who has signed in. */
  open: async ({ browser }, use) => {
    const actors: Actor[] = [];
    await use(async (username, wish = {}) => {
      const actor = await visitor(browser, wish);
      actors.push(actor);
      await arrive(actor.page, wish.at ?? place(), username, wish.to ?? "/");
      return actor;
    });
    await part(actors);
  },
  stranger: async ({ browser }, use) => {
    const actors: Actor[] = [];
    await use(async (wish) => {
      const actor = await visitor(browser, wish);
      actors.push(actor);
      return actor;
    });
    await part(actors);
  },
});

export { expect };
