// The whole way of somebody through their own data, with and without JavaScript: each
// read is there on the next look, a consent taken back, a name put right, everything
// kept, what may go erased, and every row proven.
import { readFile, writeFile } from "node:fs/promises";
import * as applicant from "../applicant";
import { inspect } from "../axe";
import * as clerk from "../clerk";
import { type Actor, expect, test } from "../fixtures";
import { pdf } from "../papers";
import { place } from "../personas";
import { command } from "../stack";
import { within } from "../words";

const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);

/** Downloads what a link of the page leads to, and gives the file's content. */
async function keep({ page }: Actor, name: string): Promise<Buffer> {
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name, exact: true }).click();
  return await readFile((await (await waiting).path())!);
}

/** Every proof that a page of one's own data offers of a case, checked by the program's own command. */
async function proves({ page }: Actor, kase: string): Promise<number> {
  const links = await page.locator(`a[href^="${kase}/reads/"][href$="/proof"]`).evaluateAll((all) => all.map((a) => a.getAttribute("href")!));
  const args = ["audit", "verify"];
  for (const [i, link] of links.entries()) {
    const file = test.info().outputPath(`proof-${i}.json`);
    await writeFile(file, await (await page.request.get(link)).body());
    args.push("--proof", file);
  }
  const said = (await command(place(), ...args)).trim().split("\n");
  expect(said).toHaveLength(links.length);
  for (const line of said) expect(line).toContain("says what the proof says");
  return links.length;
}

/** A clerk answers a correction in the agency's list. */
async function corrects({ page, say }: Actor, number: string): Promise<void> {
  await page.goto("/work/concerns");
  const concern = page.getByRole("article").filter({ hasText: number });
  await concern.getByRole("textbox").fill("Berichtigt, danke.");
  await concern.getByLabel(say("concern.yes.rectification"), { exact: true }).check();
  await concern.getByRole("button", { name: within(say("concerns.send")) }).click();
  await expect(page.getByText(say("concerns.answered"))).toBeVisible();
}

for (const [who, javaScriptEnabled] of [["mei", true], ["wiryanto", false]] as const) {
  test(`somebody steers what is done with their data, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({ open }) => {
    test.setTimeout(600_000);
    const me = await open(who, { javaScriptEnabled });
    const { page, say } = me;
    await applicant.begin(me);
    const number = await applicant.numberOf(me);
    const kase = new URL(page.url()).pathname;
    await applicant.task(me, "apply");
    await applicant.application(me, "Mei Zang");
    await applicant.answer.type(me, "application", "email", "mei@example.org");
    await applicant.handIn(me, "residence-title", applicant.title());
    await applicant.handIn(me, "identity-document", applicant.passport());
    await applicant.toCheck(me);
    await applicant.send(me);

    const weber = await open("weber");
    await test.step("a clerk opens a paper, and the next look shows it", async () => {
      await clerk.claim(weber, number, "confirm");
      await clerk.seesPicture(weber, "residence-title");
      await page.goto("/data");
      const office = page.locator("details").filter({ hasText: "Ausländerbehörde Musterstadt" });
      const read = office.getByRole("listitem").filter({ hasText: number }).filter({ hasText: say("item.residence-title.name") });
      expect(await read.count()).toBeGreaterThan(0); // this look, and not a later one
      await inspect(me);
    });

    const brandt = await open("brandt");
    let task = "";
    await test.step("a consent is taken back, and the running case goes without", async () => {
      await applicant.answer.pick(weber, "confirmation", "entitlementDecision", "confirmed");
      await applicant.answer.type(weber, "confirmation", "certificateNumber", "BS-2026-004711");
      await applicant.answer.type(weber, "confirmation", "certificateExpires", inAYear);
      await applicant.answer.pick(weber, "confirmation", "obliged", "yes");
      await clerk.add(weber, "entitlement-certificate", pdf("berechtigung.pdf", "Demo certificate"));
      await clerk.complete(weber);
      await clerk.claim(brandt, number, "test");
      task = brandt.page.url();
      expect(await brandt.page.content()).toContain("mei@example.org");
      await page.goto(`${kase}/consents`);
      await page.getByText(say("consents.withdraw"), { exact: true }).first().click();
      await page.getByRole("button", { name: within(say("item.contact.name")) }).click();
      await expect(page.getByText(say("consents.withdrawn"))).toBeVisible();
      await inspect(me);
      await brandt.page.goto(task);
      await expect(brandt.page.getByRole("heading", { name: say("work.form") })).toBeVisible();
      expect(await brandt.page.content()).not.toContain("mei@example.org");
    });

    await test.step("a name is put right, and each who has it says so", async () => {
      await page.goto("/data");
      const section = page.getByRole("region", { name: say("data.rectify"), exact: true }).locator("details").filter({ hasText: number });
      await section.locator("summary").click();
      await section.getByLabel(say("data.rectify.item")).selectOption({ label: say("item.name.name") });
      await section.getByRole("button", { name: within(say("data.rectify.go")) }).click();
      await inspect(me);
      await page.getByLabel(within(say("form.application.passportName.label"))).fill("Mei Zhang");
      await page.getByRole("button", { name: say("data.rectify.send"), exact: true }).click();
      await expect(page.getByText(say("data.sent.rectification"))).toBeVisible();
      const told = page.getByRole("region", { name: say("data.concerns"), exact: true }).getByRole("listitem").filter({ hasText: number });
      await expect(told).toHaveCount(2);
      await inspect(me);
      await corrects(weber, number);
      await corrects(brandt, number);
      await page.goto("/data");
      await expect(told.getByText(say("concern.yes.rectification"), { exact: true })).toHaveCount(2);
      await expect(told.getByText(within(say("concern.applied")))).toHaveCount(1);
      await page.goto(kase);
      const corrections = page.getByRole("region", { name: say("case.corrections"), exact: true });
      await expect(corrections.getByText(say("concern.yes.rectification"), { exact: true })).toHaveCount(2);
      await expect(corrections.getByText(within(say("concern.applied")))).toHaveCount(1);
      await inspect(me);
      await page.goto("/data");
      await brandt.page.goto(task);
      expect(await brandt.page.content()).toContain("Mei Zhang");
    });

    await test.step("everything is kept, for people and for programs", async () => {
      expect((await keep(me, say("data.download"))).toString()).toContain(number);
      const all = JSON.parse((await keep(me, say("data.download.json"))).toString());
      expect(JSON.stringify(all)).toContain("Mei Zhang");
      expect(JSON.stringify(all)).not.toContain("mei@example.org");
      const archive = await keep(me, say("data.download.zip"));
      expect(archive.includes(`papers/${number}/`) && archive.includes("-pass.pdf") && archive.includes(applicant.passport().buffer)).toBe(true);
    });

    await test.step("what may go is erased, what stays says by which law", async () => {
      await page.goto("/data");
      await page.locator(`a[href="${kase}/erasure"]`).click();
      await inspect(me);
      await expect(page.getByText(say("erasure.stays.running"))).toBeVisible();
      await page.getByRole("button", { name: say("erasure.go"), exact: true }).click();
      await expect(page.getByText(say("erasure.done"))).toBeVisible();
      await expect(page.getByRole("region", { name: say("erasure.gone"), exact: true }).getByText(say("item.contact.name"), { exact: true })).toBeVisible();
      await expect(page.getByRole("region", { name: say("erasure.asked"), exact: true }).getByText(within(say("data.unanswered"))).first()).toBeVisible();
      await inspect(me);
    });

    await test.step("what was never sent goes at once, and its case with it", async () => {
      await applicant.begin(me);
      const other = new URL(page.url()).pathname;
      await applicant.task(me, "apply");
      const task = page.url();
      await applicant.handIn(me, "residence-title", applicant.title());
      await page.getByRole("button", { name: say("task.save"), exact: true }).click();
      await expect(page.getByText(say("task.saved"))).toBeVisible();
      await page.goto(`${other}/erasure`);
      await expect(page.getByText(say("erasure.why.unsent")).first()).toBeVisible();
      await expect(page.getByText(say("erasure.ends"))).toBeVisible();
      await inspect(me);
      await page.getByRole("button", { name: say("erasure.go.ends"), exact: true }).click();
      await expect(page.getByText(say("erasure.ended"))).toBeVisible();
      await expect(page.getByRole("region", { name: say("erasure.gone"), exact: true }).getByText(say("item.residence-title.name"), { exact: true })).toBeVisible();
      await inspect(me);
      await page.goto(other);
      await expect(page.locator(".outcome")).toBeVisible();
      await inspect(me);
      await page.goto("/");
      await expect(page.locator(`a[href="${new URL(task).pathname}"]`)).toHaveCount(0);
    });

    await test.step("somebody watches the deadlines, and reads on record", async () => {
      const engel = await open("engel", { javaScriptEnabled });
      await engel.page.goto("/protection");
      await inspect(engel);
      await engel.page.getByRole("listitem").filter({ hasText: number }).getByRole("button", { name: within(say("officer.read")) }).first().click();
      await expect(engel.page.getByText(say("officer.onrecord"))).toBeVisible();
      await inspect(engel);
      await page.goto("/data");
      await expect(page.getByText(say("data.how.officer")).first()).toBeAttached();
    });

    await test.step("the officer signs what she has read of the procedure, for all to see", async () => {
      const engel = await open("engel", { javaScriptEnabled });
      await engel.page.goto("/register/language-course/impact");
      const sign = engel.page.getByRole("button", { name: say("impact.sign-go"), exact: true });
      if ((await sign.count()) > 0) {
        await sign.click(); // the other journey may have been first: the same content is signed once
      }
      await page.goto("/register/language-course/impact");
      await expect(page.locator(".sign")).toContainText(say("impact.holds"));
      await expect(page.locator(".sign")).toContainText("Engel");
      await expect(page.getByRole("button", { name: say("impact.sign-go"), exact: true })).toHaveCount(0);
      await inspect(engel);
      await page.goto("/data");
    });

    await test.step("every row is proven by the program", async () => {
      const rows = page.getByRole("region", { name: say("data.agencies"), exact: true }).locator("details li");
      const proven = rows.filter({ has: page.locator('a[href$="/proof"]') });
      expect(await proven.count()).toBe(await rows.count());
      expect(await proves(me, kase)).toBeGreaterThan(10);
    });
  });
}
