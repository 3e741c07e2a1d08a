// One registration from start to end, as the people in it live it: the applicant
// on a phone without JavaScript, the clerks at their desks, the process owner
// who watches and sees nobody's data.
import * as applicant from "../applicant";
import { inspect } from "../axe";
import { phone } from "../browser";
import * as clerk from "../clerk";
import { type Actor, expect, test } from "../fixtures";
import { pdf } from "../papers";
import { place, signIn } from "../personas";
import { within } from "../words";

const { pick, select, type } = applicant.answer;
const today = new Date().toISOString().slice(0, 10);
const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);

test("a registration crosses four agencies and no paper is carried", async ({ open, stranger }) => {
  test.setTimeout(600_000);
  const leyla = await stranger({ ...phone, javaScriptEnabled: false });
  let number = "";

  await test.step("the applicant signs in and starts a case", async () => {
    const { page, say } = leyla;
    await page.goto("/");
    await inspect(leyla);
    await page.getByRole("main").getByRole("link", { name: say("layout.signin") }).click();
    await inspect(leyla);
    await signIn(page, place(), "leyla");
    await expect(page.getByText(say("home.empty"))).toBeVisible();
    await inspect(leyla);
    await page.getByRole("link", { name: say("home.start") }).click();
    await inspect(leyla);
    await applicant.begin(leyla);
    number = await applicant.numberOf(leyla);
    await inspect(leyla);
  });

  await test.step("fills in the application; one paper cannot be had", async () => {
    const { page, say } = leyla;
    await applicant.task(leyla, "apply");
    await inspect(leyla);
    await applicant.application(leyla, "Leyla Aydın");
    await applicant.handIn(leyla, "residence-title", applicant.title());
    await applicant.cannot(leyla, "identity-document", "Das Konsulat antwortet nicht.");
    await applicant.toCheck(leyla);
    await expect(page.getByRole("main").getByText("Leyla Aydın")).toBeVisible();
    await expect(page.getByText("Das Konsulat antwortet nicht.")).toBeVisible();
    await expect(page.getByText("aufenthaltstitel.png")).toBeVisible();
    await inspect(leyla);
    await applicant.send(leyla);
    await expect(page.getByText(number)).toBeVisible();
    await inspect(leyla);
    await applicant.toCase(leyla);
    await expect(async () => {
      await page.reload();
      await expect(page.getByText(say("element.confirm.next"))).toBeVisible({ timeout: 500 });
    }).toPass();
    await inspect(leyla);
  });

  await test.step("a clerk takes the task from the keyboard and asks for a paper", async () => {
    const kaya = await open("kaya");
    const { page, say } = kaya;
    await clerk.row(kaya, number, "confirm");
    await inspect(kaya);
    await page.getByRole("link", { name: say("element.confirm.name") }).first().click();
    await expect(page.getByText(say("work.unclaimed"))).toBeVisible();
    await expect(page.getByText("Leyla")).toHaveCount(0);
    await inspect(kaya);
    await page.keyboard.press("c");
    await expect(page.getByRole("heading", { name: say("work.form") })).toBeVisible();
    await clerk.seesPicture(kaya, "residence-title");
    await expect(page.getByText("Das Konsulat antwortet nicht.")).toBeVisible();
    await inspect(kaya);
    await pick(kaya, "confirmation", "entitlementDecision", "more");
    await select(kaya, "confirmation", "missingPaper", "additional-paper");
    await type(kaya, "confirmation", "missingReason", "Bitte senden Sie Ihre Meldebescheinigung.");
    await inspect(kaya);
    await clerk.complete(kaya);
    await inspect(kaya);
  });

  await test.step("the applicant hands it in", async () => {
    const { page } = leyla;
    await applicant.task(leyla, "supply");
    await expect(page.getByText("Bitte senden Sie Ihre Meldebescheinigung.")).toBeVisible();
    await applicant.handIn(leyla, "additional-paper", pdf("meldung.pdf", "Demo residence registration"));
    await inspect(leyla);
    await applicant.toCheck(leyla);
    await applicant.send(leyla);
    await applicant.toCase(leyla);
  });

  await test.step("a colleague reads the papers beside the form and confirms", async () => {
    const weber = await open("weber");
    await clerk.claim(weber, number, "confirm");
    await clerk.seesPicture(weber, "residence-title");
    await clerk.seesPdf(weber, "additional-paper");
    await inspect(weber);
    await pick(weber, "confirmation", "entitlementDecision", "confirmed");
    await type(weber, "confirmation", "certificateNumber", "BS-2026-004711");
    await type(weber, "confirmation", "certificateExpires", inAYear);
    await pick(weber, "confirmation", "obliged", "yes");
    await clerk.add(weber, "entitlement-certificate", pdf("berechtigung.pdf", "Demo certificate"));
    await clerk.complete(weber);
  });

  await test.step("the process owner sees where the case is, and nobody's data", async () => {
    await watch(await open("lindner"), number);
  });

  await test.step("the test centre reports the level", async () => {
    const brandt = await open("brandt");
    await clerk.claim(brandt, number, "test");
    await clerk.seesPdf(brandt, "entitlement-certificate");
    await inspect(brandt);
    await type(brandt, "placement-test", "testDate", today);
    await select(brandt, "placement-test", "testLevel", "below-A1");
    await select(brandt, "placement-test", "courseType", "general");
    await select(brandt, "placement-test", "firstSection", "1");
    await clerk.complete(brandt);
    await expect(brandt.page.getByText(brandt.say("inbox.none"))).toBeVisible();
    await inspect(brandt);
  });

  await test.step("the applicant fills in the registration", async () => {
    await applicant.task(leyla, "fillRegistration");
    await expect(leyla.page.getByText("BS-2026-004711")).toBeVisible(); // known, not asked again
    await inspect(leyla);
    await applicant.registration(leyla);
    await applicant.toCheck(leyla);
    await inspect(leyla);
    await applicant.send(leyla);
    await applicant.toCase(leyla);
  });

  const nowak = await open("nowak");
  await test.step("the course provider accepts", async () => {
    await clerk.claim(nowak, number, "register");
    await clerk.seesPdf(nowak, "entitlement-certificate");
    await inspect(nowak);
    await pick(nowak, "course-registration", "registrationDecision", "accepted");
    await type(nowak, "course-registration", "courseNumber", "IK-2026-118");
    await select(nowak, "course-registration", "courseSection", "1");
    await type(nowak, "course-registration", "registeredOn", today);
    await clerk.add(nowak, "registration-confirmation", pdf("anmeldung.pdf", "Demo confirmation"));
    await clerk.complete(nowak);
  });

  await test.step("the office has its proof without anybody carrying it", async () => {
    const weber = await open("weber");
    await clerk.claim(weber, number, "proof");
    await clerk.seesPdf(weber, "registration-confirmation");
    await expect(weber.page.getByText("Lindenweg")).toHaveCount(0); // the firewall
    await inspect(weber);
    await clerk.complete(weber);
  });

  await test.step("the course provider announces the start", async () => {
    await clerk.claim(nowak, number, "announceStart");
    await type(nowak, "course-start", "startDate", inAYear);
    await type(nowak, "course-start", "place", "Marktplatz 3, Raum 204");
    await type(nowak, "course-start", "times", "Mo–Do, 9:00–12:15");
    await clerk.complete(nowak);
  });

  await test.step("the applicant sees the start, who read what, and the outcome", async () => {
    const { page, say } = leyla;
    await applicant.task(leyla, "seeStart");
    await expect(page.getByText("Marktplatz 3, Raum 204")).toBeVisible();
    await inspect(leyla);
    await applicant.toCheck(leyla);
    await applicant.send(leyla);
    await applicant.toCase(leyla);
    await expect(async () => {
      await page.reload();
      await expect(page.getByText(say("outcome.registered.text"))).toBeVisible({ timeout: 500 });
    }).toPass();
    await inspect(leyla);
    await page.getByRole("link", { name: say("home.seen.all") }).click();
    await inspect(leyla);
    const reads = await applicant.reads(leyla);
    for (const agency of ["Ausländerbehörde Musterstadt", "Teststelle Musterstadt", "Volkshochschule Musterstadt", "Bundesamt für Kurse (Demo)"]) {
      expect(reads).toContain(agency);
    }
    expect(reads).toContain(say("reads.document", { item: say("item.residence-title.name") }));
  });
});

/** What the process owner sees of a case that waits for the test. */
async function watch(lindner: Actor, number: string): Promise<void> {
  const { page, say } = lindner;
  await inspect(lindner);
  await page.getByRole("heading", { name: say("process.name") }).getByRole("link").click();
  const diagram = page.getByRole("region", { name: say("studio.diagram") });
  await expect(diagram.getByText("Einstufungstest").first()).toBeVisible();
  await inspect(lindner);
  const link = page.getByRole("link", { name: number });
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("listitem").filter({ has: link }).getByText(within(say("element.test.name")))).toBeVisible({ timeout: 2000 });
  }).toPass();
  await link.click();
  await expect(diagram.getByText(say("studio.state.here"), { exact: true })).toBeVisible();
  const current = page.getByRole("region", { name: say("studio.outline") }).getByRole("listitem").filter({ hasText: say("element.test.name") });
  await expect(current).toHaveAttribute("aria-current", "step");
  await expect(page.getByText(/Leyla|Aydın|leyla|aufenthaltstitel|BS-2026|Konsulat/)).toHaveCount(0);
  await inspect(lindner);
}
