// What goes wrong in real life, and what people then see.
import * as applicant from "../applicant";
import { inspect } from "../axe";
import { phone } from "../browser";
import * as clerk from "../clerk";
import { type Actor, expect, test } from "../fixtures";
import { note } from "../papers";
import { place, signIn } from "../personas";
import type { Language } from "../words";

/** A case of a persona whose application is filled in and not sent. */
async function filledIn(actor: Actor, name: string): Promise<void> {
  await applicant.begin(actor);
  await applicant.task(actor, "apply");
  await applicant.application(actor, name);
  await applicant.handIn(actor, "residence-title", applicant.title());
  await applicant.handIn(actor, "identity-document", applicant.passport());
}

for (const [language, javaScriptEnabled] of [["de", false], ["en", true]] as [Language, boolean][]) {
  test(`files that are no papers are refused and nothing typed is lost (${language}, JavaScript ${javaScriptEnabled})`, async ({ open }) => {
    const farid = await open("farid", { ...phone, language, javaScriptEnabled });
    const { page, say } = farid;
    await applicant.begin(farid);
    await applicant.task(farid, "apply");
    await applicant.answer.type(farid, "application", "passportName", "Farid Rahimi");
    await applicant.handIn(farid, "residence-title", note("notiz.txt"));
    await applicant.handIn(farid, "identity-document", applicant.zip());
    await page.getByRole("button", { name: say("task.next") }).click();
    const summary = page.getByRole("alert");
    await expect(summary.getByRole("link")).toHaveCount(2);
    await expect(page.getByLabel(say("form.application.passportName.label"))).toHaveValue("Farid Rahimi");
    await inspect(farid);
    await summary.getByRole("link").first().click();
    await expect(applicant.need(farid, "residence-title").locator("input[type=file]")).toBeFocused();
    await expect(applicant.need(farid, "residence-title").getByText(say("problem.upload.type"))).toBeVisible();
  });

  test(`an empty application names what is missing, beside each field (${language}, JavaScript ${javaScriptEnabled})`, async ({ open }) => {
    const oksana = await open("oksana", { ...phone, language, javaScriptEnabled });
    const { page, say } = oksana;
    await applicant.begin(oksana);
    await applicant.task(oksana, "apply");
    await applicant.answer.type(oksana, "application", "email", "oksana@mail.example");
    await page.getByRole("button", { name: say("task.next") }).click();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const send = page.getByRole("button", { name: say("check.send"), exact: true });
    if (await send.isVisible()) await send.click();
    const wanted = page.getByRole("alert").getByRole("link", { name: say("rule.required", { label: say("form.application.birthDate.label") }) });
    await expect(wanted).toBeVisible();
    await expect(page).toHaveTitle(new RegExp(`^${say("layout.failed")}`));
    await inspect(oksana);
    await wanted.click();
    await expect(page.getByLabel(say("form.application.birthDate.label"))).toBeFocused();
    await expect(page.getByLabel(say("form.application.email.label"))).toHaveValue("oksana@mail.example");
  });
}

test("starting without a course provider says so", async ({ open }) => {
  const mei = await open("mei", { to: "/start" });
  const { page, say } = mei;
  await page.getByRole("button", { name: say("start.go") }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByRole("alert").getByRole("link").click();
  await expect(page.getByLabel(say("role.course-provider.name"))).toBeFocused();
  await inspect(mei);
});

test("sending twice sends once, and the back button loses nothing", async ({ open }) => {
  const mei = await open("mei");
  const { page, say } = mei;
  await filledIn(mei, "Mei Zhang");
  await applicant.toCheck(mei);
  await page.getByRole("button", { name: say("check.send"), exact: true }).dblclick();
  await expect(page.getByRole("heading", { level: 1, name: say("done.title") })).toBeVisible();
  await page.goBack();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: say("task.closed") })).toBeVisible();
  await inspect(mei);
  await page.getByRole("link", { name: say("task.closed.go") }).click();
  await expect(page).toHaveURL(/\/cases\/[^/]+$/);
  await expect(page.getByText("pass.pdf")).toHaveCount(1);
});

test("the second tab of the same task gets a clear page", async ({ open }) => {
  const wiryanto = await open("wiryanto");
  const { page, say } = wiryanto;
  await filledIn(wiryanto, "Wiryanto");
  await applicant.toCheck(wiryanto);
  const second = { ...wiryanto, page: await page.context().newPage() };
  await second.page.goto(page.url());
  await applicant.send(wiryanto);
  await second.page.getByRole("button", { name: say("check.send"), exact: true }).click();
  await expect(second.page.getByRole("heading", { level: 1 })).toHaveText(new RegExp(`${say("problem.title.closed")}|${say("task.closed")}|${say("done.title")}`));
  await inspect(second);
});

test("only the agency that has the task can open it", async ({ open }) => {
  const wiryanto = await open("wiryanto");
  await filledIn(wiryanto, "Wiryanto");
  await applicant.toCheck(wiryanto);
  await applicant.send(wiryanto);
  await applicant.toCase(wiryanto);
  const number = await applicant.numberOf(wiryanto);
  const weber = await open("weber");
  await clerk.claim(weber, number, "confirm");
  const task = new URL(weber.page.url()).pathname;

  const nowak = await open("nowak", { to: task });
  await expect(nowak.page.getByRole("heading", { level: 1, name: nowak.say("problem.title.not-found") })).toBeVisible();
  await expect(nowak.page.getByText(number)).toHaveCount(0);
  await inspect(nowak);

  const kaya = await open("kaya", { to: task });
  await expect(kaya.page.getByText(kaya.say("work.taken"))).toBeVisible();
  await inspect(kaya);

  await wiryanto.page.goto(task);
  await expect(wiryanto.page.getByRole("heading", { level: 1, name: wiryanto.say("problem.title.forbidden") })).toBeVisible();
  await inspect(wiryanto);
});

test("a visitor signs in and comes back to where they wanted to go", async ({ stranger }) => {
  const anyone = await stranger();
  const { page, say } = anyone;
  await page.goto("/start");
  await page.locator("#username").fill("amal");
  await page.locator("#password").fill("wrong");
  await page.locator("#password").press("Enter");
  await expect(page.getByRole("alert")).toBeVisible();
  await inspect(anyone);
  await signIn(page, place(), "amal");
  await expect(page).toHaveURL(/\/start$/);
  await page.getByText(say("layout.account")).click();
  await page.getByRole("button", { name: say("layout.signout") }).click();
  await expect(page).not.toHaveURL(/\/start$/);
  await page.goto("/start");
  await expect(page.locator("#username")).toBeVisible();
});
