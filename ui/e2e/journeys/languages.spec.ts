// The core of the applicant's journey in other languages and with JavaScript, on a
// telephone.
import * as applicant from "../applicant";
import { inspect } from "../axe";
import { phone } from "../browser";
import { expect, test } from "../fixtures";

const others = [["English", "en"], ["Arabic", "ar"]] as const;
for (const [name, language] of others) test(`an applicant applies in ${name} with JavaScript`, async ({ open }) => {
  const amal = await open("amal", { ...phone, language });
  const { page, say } = amal;
  await inspect(amal);
  await applicant.begin(amal);
  await inspect(amal);
  await applicant.task(amal, "apply");

  // Questions that an answer makes unnecessary go away at once.
  const issued = page.getByLabel(say("form.application.titleIssued.label"));
  await expect(issued).toBeVisible();
  await applicant.answer.select(amal, "application", "residenceTitle", "eu-citizen");
  await expect(issued).toBeHidden();
  await inspect(amal);

  await applicant.application(amal, "Amal Haddad");
  await expect(issued).toBeVisible();
  await applicant.handIn(amal, "residence-title", applicant.title());
  await page.getByRole("button", { name: say("task.save") }).click();
  await expect(page.getByText(say("task.saved"))).toBeVisible();
  await expect(page.getByText("aufenthaltstitel.png")).toBeVisible();
  await inspect(amal);

  await applicant.handIn(amal, "identity-document", applicant.passport());
  await applicant.toCheck(amal);
  await inspect(amal);
  await applicant.send(amal);
  await inspect(amal);
  await applicant.toCase(amal);
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(say("element.confirm.next"))).toBeVisible({ timeout: 500 });
  }).toPass();
  await inspect(amal);
  await page.getByRole("link", { name: say("home.seen.all") }).click();
  await expect(page.getByText(say("reads.none"))).toBeVisible();
  await inspect(amal);
});
