// What people see and steer of their own data: without JavaScript.
import { readFile } from "node:fs/promises";
import * as applicant from "../applicant";
import { inspect } from "../axe";
import * as clerk from "../clerk";
import { expect, test } from "../fixtures";
import { within } from "../words";

const plain = { javaScriptEnabled: false };

test("an applicant sees and steers what is done with their data", async ({ open }) => {
  const amal = await open("amal", plain);
  const { page, say } = amal;
  await applicant.begin(amal);
  const number = await applicant.numberOf(amal);
  const kase = new URL(page.url()).pathname;
  await applicant.task(amal, "apply");
  await applicant.application(amal, "Amal Haddad");
  await applicant.handIn(amal, "residence-title", applicant.title());
  await applicant.handIn(amal, "identity-document", applicant.passport());
  await applicant.toCheck(amal);
  await applicant.send(amal);

  await test.step("a clerk confirms a paper", async () => {
    const weber = await open("weber");
    await clerk.claim(weber, number, "confirm");
    await weber.page.getByText(within(say("attest.title"))).first().click();
    await weber.page.getByLabel(say("attest.says")).fill("Aufenthaltserlaubnis nach § 25 Abs. 2");
    await inspect(weber);
    await weber.page.getByRole("button", { name: within(say("attest.go")) }).click();
    await expect(weber.page.getByText(say("attested.valid"), { exact: true }).first()).toBeVisible();
    await inspect(weber);
    await weber.page.goto("/work/attestations");
    await expect(weber.page.getByText(number).first()).toBeVisible();
    await inspect(weber);
  });

  await test.step("my data: who read what, what comes next, and the proof of a read", async () => {
    await page.goto("/data");
    await expect(page.getByText(say("data.coming"), { exact: true })).toBeVisible();
    await expect(page.locator("summary").filter({ hasText: "Ausländerbehörde Musterstadt" }).first()).toBeVisible();
    await inspect(amal);
    const waiting = page.waitForEvent("download");
    await page.getByRole("link", { name: within(say("reads.proof")) }).first().click();
    const proof = JSON.parse(await readFile((await (await waiting).path())!, "utf8"));
    expect(proof.checkpoint.note).toContain("handinhand/access-log");
    expect(proof.inclusion.entry).toBe(proof.says.id);
  });

  await test.step("a problem is reported and answered", async () => {
    await page.getByRole("region", { name: say("data.problem"), exact: true }).locator("summary").first().click();
    await page.locator("#problem-text").fill("Meine alte Anschrift steht noch dort.");
    await page.getByRole("button", { name: say("data.problem.send"), exact: true }).first().click();
    await expect(page.getByText(say("data.sent.problem"))).toBeVisible();
    await inspect(amal);
  });

  await test.step("a helper comes and goes", async () => {
    await page.goto(`${kase}/helpers`);
    await inspect(amal);
    await page.getByRole("button", { name: say("helpers.give"), exact: true }).click();
    const code = (await page.getByRole("status").locator("strong").textContent())!.trim();
    await inspect(amal);
    const farid = await open("farid", plain);
    await farid.page.goto("/helping");
    await farid.page.getByLabel(say("helping.code")).fill(code);
    await farid.page.getByRole("button", { name: say("helping.accept"), exact: true }).click();
    await expect(farid.page).toHaveURL(new RegExp(kase));
    await inspect(farid);
    await page.goto(`${kase}/helpers`);
    await page.getByRole("button", { name: within(say("helpers.end")) }).first().click();
    await expect(page.getByText(say("helpers.ended"))).toBeVisible();
    await farid.page.goto(kase);
    await expect(farid.page.getByRole("heading", { level: 1, name: say("problem.title.not-found") })).toBeVisible();
  });

  await test.step("glass is broken, and the applicant is told", async () => {
    const kaya = await open("kaya", plain);
    await kaya.page.goto("/work/emergency");
    await inspect(kaya);
    await kaya.page.getByLabel(say("case.number")).fill(number);
    await kaya.page.getByRole("button", { name: say("emergency.find"), exact: true }).click();
    await kaya.page.getByLabel(say("emergency.item")).selectOption("residence-title");
    await kaya.page.getByLabel(say("emergency.reason")).fill("Die Person liegt bewusstlos im Krankenhaus.");
    await inspect(kaya);
    await kaya.page.getByRole("button", { name: say("emergency.go"), exact: true }).click();
    await expect(kaya.page.getByRole("link", { name: within(say("emergency.read")) })).toBeVisible();
    await page.goto(`${kase}/reads`);
    await expect(page.getByText("Die Person liegt bewusstlos im Krankenhaus.")).toBeVisible();
    await inspect(amal);
  });

  await test.step("the next case takes the paper that is on hand", async () => {
    await applicant.begin(amal);
    await applicant.task(amal, "apply");
    await inspect(amal);
    const need = applicant.need(amal, "residence-title");
    await need.getByRole("button", { name: within(say("onhand.use")) }).first().click();
    await expect(applicant.need(amal, "residence-title").getByText(say("need.there"))).toBeVisible();
  });
});
