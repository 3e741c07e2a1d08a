// What a clerk does in the workbench.
import { expect } from "@playwright/test";
import { need } from "./applicant";
import type { Actor } from "./fixtures";
import type { Paper } from "./papers";
import { within } from "./words";

/** The row of a case at a step, which comes as soon as the engine is there. */
export async function row({ page, say }: Actor, number: string, element: string) {
  const found = page.getByRole("row").filter({ hasText: number }).filter({ hasText: say(`element.${element}.name`) });
  await expect(async () => {
    await page.goto("/work?sort=newest");
    await expect(found).toBeVisible({ timeout: 500 });
  }).toPass();
  return found;
}

/** Takes the task of a case and opens it. */
export async function claim(actor: Actor, number: string, element: string): Promise<void> {
  const { page, say } = actor;
  await (await row(actor, number, element)).getByRole("button", { name: within(say("inbox.claim")) }).click();
  await expect(page.getByRole("row").filter({ hasText: number }).getByText(say("inbox.mine"), { exact: true })).toBeVisible();
  await page.getByRole("row").filter({ hasText: number }).getByRole("link", { name: say(`element.${element}.name`) }).click();
  await expect(page.getByRole("heading", { name: say("work.form") })).toBeVisible();
}

/** Waits until the lent PDF is drawn and has something on it. */
export async function seesPdf({ page, say }: Actor, item: string): Promise<void> {
  const paper = page.getByRole("article", { name: say(`item.${item}.name`) });
  await paper.scrollIntoViewIfNeeded();
  const sheet = paper.getByRole("img", { name: `${say("work.page")} 1` });
  await expect(sheet).toBeVisible();
  await expect
    .poll(() => sheet.evaluate((canvas: HTMLCanvasElement) => canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data.some((v, i) => i % 4 < 3 && v < 128)))
    .toBe(true);
}

/** Waits until the lent picture is drawn. */
export async function seesPicture({ page, say }: Actor, item: string): Promise<void> {
  const picture = page.getByRole("article", { name: say(`item.${item}.name`) }).getByRole("img");
  await picture.scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
}

export async function add(actor: Actor, item: string, paper: Paper): Promise<void> {
  await need(actor, item).getByLabel(within(actor.say("need.file"))).setInputFiles(paper);
}

export async function complete({ page, say }: Actor): Promise<void> {
  await page.getByRole("button", { name: say("work.complete"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: say("workdone.title") })).toBeVisible();
}
