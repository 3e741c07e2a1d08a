// What an applicant does on the pages, in either language, with and without
// JavaScript.
import { expect } from "@playwright/test";
import type { Actor } from "./fixtures";
import { disguised, type Paper, pdf, png } from "./papers";
import { within } from "./words";

export const title = (): Paper => png("aufenthaltstitel.png");
export const passport = (): Paper => pdf("pass.pdf", "Demo passport");
export const zip = (): Paper => disguised("pass.pdf");

/** Starts a language course case; ends on its page. */
export async function begin({ page, say }: Actor, provider = "vhs-musterstadt"): Promise<void> {
  await page.goto("/start");
  await page.getByLabel(say("role.course-provider.name")).selectOption(provider);
  await page.getByRole("button", { name: within(say("start.go")) }).click();
  await expect(page).toHaveURL(/\/cases\/[^/]+$/);
}

/** The number of the case whose page is open. */
export async function numberOf({ page, say }: Actor): Promise<string> {
  const line = await page.getByText(within(say("case.number"))).first().textContent();
  return line!.replace(say("case.number"), "").trim();
}

/** Opens the applicant's task from the case's page, which it reloads until the task is there. */
export async function task({ page, say }: Actor, element: string): Promise<void> {
  const link = page.getByRole("link", { name: say(`element.${element}.name`), exact: true });
  await expect(async () => {
    await page.reload();
    await expect(link).toBeVisible({ timeout: 500 });
  }).toPass();
  await link.click();
  await expect(page).toHaveURL(/\/tasks\//);
}

/** The section of a paper that is asked for. */
export function need({ page, say }: Actor, item: string) {
  return page.getByRole("region", { name: within(say(`item.${item}.name`)) }).last();
}

export async function handIn(actor: Actor, item: string, paper: Paper): Promise<void> {
  await need(actor, item).getByLabel(within(actor.say("need.file"))).setInputFiles(paper);
}

/** Says that a paper cannot be had. */
export async function cannot(actor: Actor, item: string, reason: string): Promise<void> {
  const section = need(actor, item);
  await section.getByText(actor.say("need.cannot")).click();
  await section.getByLabel(actor.say("need.cannot.label")).fill(reason);
}

/** Answers one question of the application: a text, a date, or one of its options. */
async function pick({ page, say }: Actor, form: string, field: string, option: string): Promise<void> {
  const group = page.getByRole("radiogroup", { name: say(`form.${form}.${field}.label`), exact: false });
  await group.getByLabel(say(`form.${form}.${field}.option.${option}`), { exact: true }).check();
}

async function select({ page, say }: Actor, form: string, field: string, option: string): Promise<void> {
  await page.getByLabel(within(say(`form.${form}.${field}.label`))).selectOption(option);
}

async function type({ page, say }: Actor, form: string, field: string, text: string): Promise<void> {
  await page.getByLabel(within(say(`form.${form}.${field}.label`))).fill(text);
}

export const answer = { pick, select, type };

/** Fills in the application of somebody who must take part. */
export async function application(actor: Actor, name: string): Promise<void> {
  const form = "application";
  await type(actor, form, "passportName", name);
  await type(actor, form, "birthDate", "1988-11-02");
  await select(actor, form, "residenceTitle", "25-2");
  await type(actor, form, "titleIssued", "2026-03-02");
  await pick(actor, form, "titleDuration", "1-year-or-more");
  await select(actor, form, "germanLevel", "none");
  await pick(actor, form, "courseUsed", "no");
  await pick(actor, form, "inSchool", "no");
  await pick(actor, form, "work", "none");
  await pick(actor, form, "benefit", "none");
}

/** Fills in the registration for the course. */
export async function registration(actor: Actor): Promise<void> {
  const form = "registration";
  await type(actor, form, "birthPlace", "Homs");
  await type(actor, form, "nationalities", "SYR");
  await pick(actor, form, "sex", "female");
  await type(actor, form, "street", "Lindenweg 7");
  await type(actor, form, "postcode", "12345");
  await type(actor, form, "town", "Musterstadt");
  await pick(actor, form, "literacy", "other-script");
  await pick(actor, form, "schoolYears", "7-10");
}

/** From the questions to the page that says that all was sent. */
export async function toCheck({ page, say }: Actor): Promise<void> {
  await page.getByRole("button", { name: say("task.next") }).click();
  await expect(page.getByRole("heading", { level: 1, name: say("check.title") })).toBeVisible();
}

export async function send({ page, say }: Actor): Promise<void> {
  await page.getByRole("button", { name: say("check.send"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: say("done.title") })).toBeVisible();
}

/** From the page after sending to the case. */
export async function toCase({ page, say }: Actor): Promise<void> {
  await page.getByRole("link", { name: say("done.case"), exact: true }).click();
  await expect(page).toHaveURL(/\/cases\/[^/]+$/);
}

/** All that the list of reads says, over all its pages. */
export async function reads({ page, say }: Actor): Promise<string> {
  const more = page.getByRole("link", { name: say("list.more") });
  let all = await page.getByRole("main").innerText();
  while (await more.isVisible()) {
    await more.click();
    all += await page.getByRole("main").innerText();
  }
  return all;
}
