// A walk past every page and state, over the sample cases.
import { type Browser, expect, type Page } from "@playwright/test";
import * as applicant from "./applicant";
import * as clerk from "./clerk";
import { type Actor, visitor, type Wish } from "./fixtures";
import { arrive } from "./personas";
import type { Place } from "./stack";
import { type Language, spoken, within, words } from "./words";

/** What is done with a page once it shows its state. */
export type Look = (actor: Actor, name: string) => Promise<void>;

/** The pages that are read at work, and the demo's own page to sign in. */
const atWork = /^(work|studio|impact|signin)/;

/** One walk, in one stack. */
export class Tour {
  private readonly actors = new Map<string, Actor>();

  constructor(
    private readonly browser: Browser,
    private readonly at: Place,
    private readonly look: Look,
  ) {}

  /** A persona, who signs in the first time; "" is nobody. */
  async who(username: string, wish: Wish = {}): Promise<Actor> {
    const known = this.actors.get(username);
    if (known) return known;
    const actor = await visitor(this.browser, { at: this.at, ...wish });
    if (username) await arrive(actor.page, this.at, username, "/");
    this.actors.set(username, actor);
    return actor;
  }

  /** Brings a page into a state in each language, and looks at it. The way there must be repeatable. */
  async stop(username: string, name: string, way: string | ((actor: Actor) => Promise<void>)): Promise<void> {
    const actor = await this.who(username);
    for (const language of spoken(atWork.test(name))) {
      const told = { ...actor, language, say: words(language) };
      await speak(told.page, this.at, language);
      if (typeof way === "string") await told.page.goto(way);
      else await way(told);
      await this.look(told, name);
    }
    await speak(actor.page, this.at, actor.language);
  }

  async end(): Promise<void> {
    for (const actor of this.actors.values()) await actor.page.context().close();
  }
}

async function speak(page: Page, at: Place, language: Language): Promise<void> {
  await page.context().addCookies([{ name: "lang", value: language, url: at.url }]);
  await page.setExtraHTTPHeaders({ "Accept-Language": language });
}

/** The address of the first link that leads to a kind of page. */
async function address({ page }: Actor, from: string, kind: RegExp): Promise<string> {
  await page.goto(from);
  const all = await page.getByRole("main").getByRole("link").evaluateAll((links) => links.map((a) => a.getAttribute("href") ?? ""));
  const found = all.find((href) => kind.test(href));
  if (!found) throw new Error(`no link on ${from} leads to ${kind}`);
  return found;
}

const aCase = /^\/cases\/[^/]+$/;

/** Pages for everybody. */
export async function publicPages(tour: Tour): Promise<void> {
  await tour.stop("", "welcome", "/");
  await tour.stop("", "help", "/help");
  await tour.stop("", "register", "/register");
  await tour.stop("", "impact", "/register/language-course/impact");
  await tour.stop("", "accessibility", "/accessibility");
  await tour.stop("", "problem--not-found", "/nowhere");
  await tour.stop("", "signin", "/signin");
  await tour.stop("", "signin--wrong", async ({ page }) => {
    await page.goto("/signin");
    await page.locator("#username").fill("amal");
    await page.locator("#password").fill("wrong");
    await page.locator("#password").press("Enter");
    await expect(page.getByRole("alert")).toBeVisible();
  });
}

/** The applicant's pages. */
export async function portalPages(tour: Tour): Promise<void> {
  for (const [who, state] of [["leyla", "ended"], ["amal", "waiting"], ["farid", "todo"], ["wiryanto", "several"]] as const) {
    await tour.stop(who, `portal-home--${state}`, "/");
  }
  for (const [who, state] of [["leyla", "registered"], ["amal", "waiting"], ["farid", "todo"], ["mei", "test"], ["oksana", "referred"]] as const) {
    await tour.stop(who, `portal-case--${state}`, await address(await tour.who(who), "/", aCase));
  }
  const leylas = await address(await tour.who("leyla"), "/", aCase);
  await tour.stop("leyla", "portal-reads--many", `${leylas}/reads`);
  const meis = await address(await tour.who("mei"), "/", aCase);
  await tour.stop("mei", "portal-reads--some", `${meis}/reads`);
  await tour.stop("leyla", "portal-data--many", "/data");
  await tour.stop("amal", "portal-data--coming", "/data");
  await tour.stop("leyla", "portal-helpers", `${leylas}/helpers`);
  await tour.stop("leyla", "portal-helping", "/helping");
  await tour.stop("leyla", "portal-start", "/start");
  await tour.stop("leyla", "portal-start--error", async ({ page, say }) => {
    await page.goto("/start");
    await page.getByRole("button", { name: within(say("start.go")) }).click();
    await expect(page.getByRole("alert")).toBeVisible();
  });
  await tour.stop("leyla", "portal-problem--forbidden", "/work");
  await tasks(tour);
}

async function tasks(tour: Tour): Promise<void> {
  const supply = await address(await tour.who("farid"), "/", /^\/tasks\//);
  await tour.stop("farid", "portal-task--supply", supply);
  const draft = await address(await tour.who("wiryanto"), "/", /^\/tasks\//);
  await tour.stop("wiryanto", "portal-task--draft", draft);
  await tour.stop("wiryanto", "portal-task--saved", `${draft}?saved=1`);
  await tour.stop("wiryanto", "portal-check--incomplete", `${draft}/check`);
  await tour.stop("wiryanto", "portal-task--errors", async (actor) => {
    await actor.page.goto(draft);
    await applicant.handIn(actor, "residence-title", applicant.zip());
    await actor.page.getByRole("button", { name: actor.say("task.next") }).click();
    await expect(actor.page.getByRole("alert")).toBeVisible();
  });
  const amals = await sent(await tour.who("amal"));
  await tour.stop("amal", "portal-done", `${amals}/done`);
  await tour.stop("amal", "portal-task--closed", amals);
}

/** Applies once more; gives the address of the task that was sent. */
async function sent(actor: Actor): Promise<string> {
  await applicant.begin(actor);
  await applicant.task(actor, "apply");
  const task = new URL(actor.page.url()).pathname;
  await applicant.application(actor, "Amal Haddad");
  await applicant.handIn(actor, "residence-title", applicant.title());
  await applicant.handIn(actor, "identity-document", applicant.passport());
  await applicant.toCheck(actor);
  await applicant.send(actor);
  return task;
}

/** The clerks' pages. */
export async function workPages(tour: Tour): Promise<void> {
  await tour.stop("okafor", "work-inbox--empty", "/work");
  await tour.stop("brandt", "work-inbox--one", "/work");
  await tour.stop("okafor", "work-notices--empty", "/work/notices");
  await tour.stop("okafor", "work-concerns--empty", "/work/concerns");
  await tour.stop("okafor", "work-attestations--empty", "/work/attestations");
  await tour.stop("weber", "work-emergency", "/work/emergency");
  await tour.stop("weber", "work-emergency--no-case", "/work/emergency?number=nothing");
  await tour.stop("weber", "work-inbox--many", "/work");
  await tour.stop("weber", "work-inbox--none-match", "/work?number=nothing");
  const weber = await tour.who("weber");
  const task = await address(weber, "/work", /^\/work\/tasks\//);
  await tour.stop("weber", "work-task--free", task);
  await weber.page.goto(task);
  await weber.page.getByRole("button", { name: within(weber.say("inbox.claim")) }).click();
  await tour.stop("weber", "work-task--mine", async (actor) => {
    await actor.page.goto(task);
    await clerk.seesPicture(actor, "residence-title");
    await clerk.seesPdf(actor, "identity-document");
  });
  await tour.stop("weber", "work-task--errors", async (actor) => {
    await actor.page.goto(task);
    await actor.page.getByRole("button", { name: actor.say("work.complete"), exact: true }).click();
    await expect(actor.page.getByRole("alert")).toBeVisible();
  });
  await tour.stop("kaya", "work-task--taken", task);
  await tour.stop("nowak", "work-problem--not-found", task);
  await weber.page.goto(task);
  await applicant.answer.pick(weber, "confirmation", "entitlementDecision", "more");
  await applicant.answer.select(weber, "confirmation", "missingPaper", "additional-paper");
  await applicant.answer.type(weber, "confirmation", "missingReason", "Bitte senden Sie Ihre Meldebescheinigung.");
  await clerk.complete(weber);
  await tour.stop("weber", "work-done", `${task}/done`);
  await tour.stop("weber", "work-task--closed", task);
}

/** The process owner's pages. */
export async function studioPages(tour: Tour): Promise<void> {
  const drawn = async ({ page, say }: Actor) => {
    await expect(page.getByRole("region", { name: say("studio.diagram") }).getByText("Einstufungstest").first()).toBeVisible();
  };
  await tour.stop("lindner", "studio-processes", "/studio");
  const lindner = await tour.who("lindner");
  const process = await address(lindner, "/studio", /^\/studio\/processes\//);
  await tour.stop("lindner", "studio-process", async (actor) => {
    await actor.page.goto(process);
    await drawn(actor);
  });
  const running = await address(lindner, process, /^\/studio\/cases\//);
  await tour.stop("lindner", "studio-case--running", async (actor) => {
    await actor.page.goto(running);
    await drawn(actor);
  });
  await tour.stop("vogel", "studio-change", `${running}/change`);
}

/** What people see before there is any case. */
export async function emptyPages(tour: Tour): Promise<void> {
  await tour.stop("amal", "portal-home--empty", "/");
  await tour.stop("lindner", "studio-process--empty", "/studio/processes/language-course");
  await applicant.begin(await tour.who("mei"));
  const begun = await address(await tour.who("mei"), "/", aCase);
  await tour.stop("mei", "portal-case--just-begun", begun);
  await tour.stop("mei", "portal-reads--none", `${begun}/reads`);
  const first = await address(await tour.who("mei"), begun, /^\/tasks\//);
  await tour.stop("mei", "portal-task--empty", first);
}
