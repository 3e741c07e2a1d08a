// Process owners set the days of policy switches in a table, without JavaScript:
// what is wrong is told at its field, and nothing of the file is lost.
import { inspect, reflows } from "../axe";
import { desk } from "../browser";
import { begin } from "../drafts";
import { type Actor, expect, test } from "../fixtures";

const admission = "admission_44_4";
const plain = { javaScriptEnabled: false };

const at = (draft: string) => `/studio/drafts/${draft}/data`;
const save = ({ page, say }: Actor) => page.getByRole("button", { name: say("draft.save"), exact: true }).click();
const file = async ({ page }: Actor, draft: string) => (await page.request.get(`/api/v1/drafts/${draft}/files/data.yaml`)).text();

/** Waits for the sentence at a field and for the field to be marked. */
async function wrong({ page }: Actor, field: string, text: string): Promise<void> {
  await expect(page.locator(`#${field}-wrong`)).toContainText(text);
  await expect(page.locator(`#${field}`)).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("alert").locator(`a[href="#${field}"]`)).toBeVisible();
}

test("a switch gets another day, and two owners lose nothing", async ({ open }) => {
  const one = await open("lindner", plain);
  const other = await open("berger", plain);
  const draft = await begin(one);
  await one.page.goto(at(draft));
  await expect(one.page.getByRole("region", { name: one.say("switch.title") })).toContainText("2026");
  await one.page.goto(`${at(draft)}?switch=${admission}`);
  await other.page.goto(`${at(draft)}?switch=${admission}`);
  await one.page.locator("#day-1").fill("2027-01-01");
  await one.page.locator("#value-1").fill("open");
  await one.page.locator("#default").fill("limited");
  await save(one);
  await expect(one.page.getByRole("status")).toContainText(one.say("draft.done"));
  await other.page.locator("#default").fill("waiting");
  await save(other);
  await expect(other.page.getByRole("alert")).toContainText("limited");
  await expect(other.page.locator("#default")).toHaveValue("waiting");
  await expect(other.page.locator("#day-1")).toHaveValue("2027-01-01"); // what nobody else touched
  await save(other);
  await expect(other.page.getByRole("status")).toContainText(other.say("draft.done"));
  const now = await file(one, draft);
  for (const line of ["default: waiting", "2026-02-01: closed", "2027-01-01: open", "# the federal office has admitted nobody", "# where the days of switches begin"]) expect(now).toContain(line);
  await one.page.goto(`${at(draft)}?switch=${admission}`);
  await expect(one.page.getByText(`switch.${admission}.value.waiting`)).toBeVisible();
  await expect(one.page.getByText(one.say("draft.switch.lacking", { languages: "de, en, ar" }))).toBeVisible();
});

test("what is wrong with a switch is told at its field", async ({ open }) => {
  const owner = await open("lindner", plain);
  const { page, say } = owner;
  const draft = await begin(owner);
  await page.goto(`${at(draft)}?switch=${admission}`);
  await page.locator("#value-1").fill("open");
  await page.locator("#day-2").fill("2026-02-01");
  await page.locator("#value-2").fill("true");
  await page.locator("#zone").fill("Europe/Atlantis");
  await save(owner);
  await wrong(owner, "day-1", say("problem.draft.switch.day-missing", { given: "open" }));
  await wrong(owner, "day-2", say("problem.draft.switch.day-twice", { given: "2026-02-01" }));
  await wrong(owner, "value-2", say("problem.draft.switch.kind", { given: "open" }));
  await wrong(owner, "zone", say("problem.draft.switch.zone"));
  await expect(page.locator("#value-1")).toHaveValue("open");
  await expect(page.locator("#zone")).toHaveValue("Europe/Atlantis");
  await inspect(owner);
  await page.setViewportSize({ width: 320, height: 640 });
  await reflows(page);
  await page.setViewportSize(desk.viewport);
  await page.locator("#day-1").fill("2027-02-30");
  await page.locator("#day-2").fill("");
  await page.locator("#value-2").fill("");
  await page.locator("#zone").fill("Europe/Berlin");
  await save(owner);
  await wrong(owner, "day-1", say("problem.draft.switch.day", { given: "2027-02-30" }));
  await page.locator("#day-1").fill("2027-02-28");
  await save(owner);
  await expect(page.getByRole("status")).toContainText(say("draft.done"));

  await page.goto(`${at(draft)}?switch=${admission}`);
  await page.getByRole("button", { name: say("draft.switch.remove") }).click();
  await expect(page.locator("#remove-wrong")).toContainText(say("problem.draft.switch.used", { names: "" }).slice(0, 40));
  expect(await file(owner, draft)).toContain(`${admission}:`);
});

test("a switch comes and goes", async ({ open }) => {
  const owner = await open("lindner", plain);
  const { page, say } = owner;
  const draft = await begin(owner);
  const before = await file(owner, draft);
  await page.goto(at(draft));
  await page.getByRole("link", { name: say("draft.switch.new") }).click();
  await page.locator("#name").fill(admission);
  await page.locator("#default").fill("false");
  await save(owner);
  await wrong(owner, "name", say("problem.draft.switch.taken", { name: admission }));
  await expect(page.locator("#default")).toHaveValue("false");
  await page.locator("#name").fill("online_only");
  await page.locator("#day-0").fill("2027-07-01");
  await page.locator("#value-0").fill("true");
  await save(owner);
  const row = page.getByRole("row").filter({ hasText: "online_only" });
  await expect(row).toContainText(say("draft.switch.unread"));
  await expect(row).toContainText(say("draft.switch.untold"));
  await inspect(owner);
  await page.goto(`/studio/drafts/${draft}`);
  await page.locator(`a[href$="/data?switch=online_only"]`).first().click(); // from the finding to the form
  await page.getByRole("button", { name: say("draft.switch.remove") }).click();
  await expect(page.getByRole("status")).toContainText(say("draft.done"));
  expect(await file(owner, draft)).toBe(before);
});
