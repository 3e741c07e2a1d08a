// An operator changes a running case by hand, without JavaScript and without seeing
// anything personal; the applicant sees that it was done.
import * as applicant from "../applicant";
import { inspect, reflows } from "../axe";
import { desk } from "../browser";
import { expect, test } from "../fixtures";

test("an operator changes a case by hand", async ({ open }) => {
  const amal = await open("amal");
  await applicant.begin(amal);
  await amal.page.goto("/");
  const own = await amal.page.locator('a[href^="/cases/"]').first().getAttribute("href");
  const id = own!.split("/")[2]!;

  const vogel = await open("vogel", { javaScriptEnabled: false, to: `/studio/cases/${id}` });
  const { page, say } = vogel;
  await page.getByRole("link", { name: say("change.title") }).click();
  await expect(page.getByRole("heading", { level: 1, name: say("change.title") })).toBeVisible();
  await page.getByRole("button", { name: say("change.modify.go") }).click();
  await expect(page.getByRole("alert")).toBeVisible(); // nothing was chosen

  await page.getByRole("checkbox").first().check();
  await page.locator("#begin").selectOption("fillRegistration");
  await page.getByRole("button", { name: say("change.modify.go") }).click();
  await expect(page.getByRole("status")).toContainText(say("change.done"));
  await expect(page.locator("#cancel-" + (await page.getByRole("checkbox").first().getAttribute("value")))).toBeVisible();
  await expect(page.locator("fieldset").first()).toContainText("fillRegistration");

  await amal.page.goto(`/cases/${id}/reads`);
  await expect(amal.page.getByText(amal.say("reads.changed.modifyCase"))).toBeVisible();
});

test("the page to change a case has no barriers", async ({ open }) => {
  const amal = await open("amal");
  await applicant.begin(amal);
  await amal.page.goto("/");
  const own = await amal.page.locator('a[href^="/cases/"]').first().getAttribute("href");
  const vogel = await open("vogel", { to: `/studio/cases/${own!.split("/")[2]}/change` });
  await inspect(vogel);
  await vogel.page.setViewportSize({ width: 320, height: 640 });
  await reflows(vogel.page);
  await vogel.page.setViewportSize(desk.viewport);
});
