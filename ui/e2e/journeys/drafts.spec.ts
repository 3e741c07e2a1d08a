// Process owners draw together, without JavaScript: what one does is not lost to what
// another does at the same time.
import type { Locator } from "@playwright/test";
import { inspect, reflows } from "../axe";
import { desk } from "../browser";
import { type Actor, expect, test } from "../fixtures";
import { persona, place } from "../personas";

/** Begins a draft of the language course and gives its address. */
async function begin({ page, say }: Actor): Promise<string> {
  await page.goto("/studio");
  await page.locator("#process").selectOption("language-course");
  await page.getByRole("button", { name: say("draft.new.go") }).click();
  await expect(page.getByRole("heading", { level: 1, name: say("process.name") })).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Opens a step in the outline and gives what is in it. */
async function step({ page }: Actor, draft: string, element: string) {
  await page.goto(`${draft}/outline`);
  const at = page.locator(`#step-${element}`);
  await at.locator("summary").click();
  return at;
}

test("two owners change one draft at once and nothing is lost", async ({ open }) => {
  const first = await open("lindner", { javaScriptEnabled: false });
  const second = await open("lindner", { javaScriptEnabled: false });
  const draft = await begin(first);
  await expect(first.page.getByText(first.say("draft.findings.none"))).toBeVisible();

  // Both look at the same version; each changes another step.
  const one = await step(first, draft, "apply");
  const two = await step(second, draft, "confirm");
  await one.locator("#name-apply").fill("Antrag stellen");
  await one.getByRole("button", { name: first.say("draft.step.rename"), exact: true }).click();
  await expect(first.page.getByRole("status")).toContainText(first.say("draft.done"));
  await two.locator("#name-confirm").fill("Anspruch bestätigen");
  await two.getByRole("button", { name: second.say("draft.step.rename"), exact: true }).click();
  await expect(second.page.getByRole("status")).toContainText(second.say("draft.done"));
  await expect(second.page.locator("#step-apply summary").first()).toContainText("Antrag stellen");
  await expect(second.page.locator("#step-confirm summary").first()).toContainText("Anspruch bestätigen");

  // Both change the same: the later one is told, and what they wanted can be restored.
  const mine = await step(first, draft, "apply");
  const theirs = await step(second, draft, "apply");
  await mine.locator("#name-apply").fill("Antrag A");
  await mine.getByRole("button", { name: first.say("draft.step.rename"), exact: true }).click();
  await theirs.locator("#name-apply").fill("Antrag B");
  await theirs.getByRole("button", { name: second.say("draft.step.rename"), exact: true }).click();
  await expect(second.page.getByRole("alert")).toContainText(second.say("draft.clash"));
  await expect(second.page.getByRole("alert")).toContainText("Antrag A");
  await expect(second.page.locator("#name-apply")).toHaveValue("Antrag B"); // to be saved again, or not
  await inspect(second);
  await second.page.locator("#step-apply").getByRole("button", { name: second.say("draft.step.rename"), exact: true }).click();
  await expect(second.page.locator("#step-apply summary").first()).toContainText("Antrag B");
  await second.page.goto(draft);
  const kept = second.page.getByRole("listitem").filter({ hasText: second.say("draft.how.kept") });
  await kept.getByRole("button").click();
  await second.page.goto(`${draft}/outline`);
  await expect(second.page.locator("#step-apply summary").first()).toContainText("Antrag B");
});

test("the tables of texts and data keep what two owners wanted, field by field", async ({ open }) => {
  const one = await open("lindner", { javaScriptEnabled: false });
  const other = await open("berger", { javaScriptEnabled: false });
  const draft = await begin(one);
  const text = ({ page }: Actor, key: string) => page.locator(`textarea[name="text:de:${key}"]`);
  const save = ({ page, say }: Actor) => page.getByRole("button", { name: say("draft.save") }).click();
  const [apply, confirm] = ["element.apply.name", "element.confirm.name"];
  for (const actor of [one, other]) await actor.page.goto(`${draft}/texts?part=element`);
  await text(one, apply).fill("Antrag A");
  await save(one);
  await text(other, apply).fill("Antrag B");
  await text(other, confirm).fill("Bestätigen B");
  await save(other);
  await expect(other.page.getByRole("alert")).toContainText("Antrag A");
  await expect(text(other, apply)).toHaveValue("Antrag B");
  await text(other, apply).fill("Antrag A"); // theirs is better
  await save(other);
  await expect(other.page.getByRole("status")).toContainText(other.say("draft.done"));
  await other.page.goto(`${draft}/texts?part=element`);
  await expect(text(other, apply)).toHaveValue("Antrag A");
  await expect(text(other, confirm)).toHaveValue("Bestätigen B");

  for (const actor of [one, other]) await actor.page.goto(`${draft}/data?item=residence-title`);
  await one.page.locator("#statute").fill("AufenthG § 44a");
  await one.page.locator("#legalBasis").fill("eu-gdpr:A6-1-c");
  await save(one);
  await other.page.locator("#statute").fill("AufenthG § 43");
  await save(other);
  await expect(other.page.getByRole("alert")).toContainText("AufenthG § 44a");
  await expect(other.page.locator("#statute")).toHaveValue("AufenthG § 43");
  await expect(other.page.locator("#legalBasis")).toHaveValue("eu-gdpr:A6-1-c"); // nobody else touched it
  await save(other);
  await other.page.goto(`${draft}/data?item=residence-title`);
  await expect(other.page.locator("#statute")).toHaveValue("AufenthG § 43");
  await expect(other.page.locator("#legalBasis")).toHaveValue("eu-gdpr:A6-1-c");
});

test("what the canvas can do, the outline can: by keyboard, in the order of the flow", async ({ open }) => {
  const owner = await open("lindner", { javaScriptEnabled: false });
  const { page, say } = owner;
  const draft = await begin(owner);
  await page.goto(`${draft}/outline`);
  const ids = await page.locator(".outline-steps > li").evaluateAll((all) => all.map((one) => one.id));
  expect(ids.indexOf("step-apply")).toBeLessThan(ids.indexOf("step-confirm"));
  expect(ids[0]).toMatch(/start/i);
  await press(page.locator("#step-apply summary").first());
  await press(page.locator("#step-apply").getByRole("link", { name: say("outline.more") }));

  const at = page.locator("#step-apply");
  await type(owner, at.locator("#add-name"), "Anrufen");
  await press(at.getByRole("button", { name: say("outline.add.go") }));
  await expect(page.locator("#step-step-1 summary").first()).toContainText("Anrufen");
  await expect(page.locator("#step-apply .outline-next")).toContainText("Anrufen");
  const milestone = await unfold(owner, "step-1", "Milestone");
  await type(owner, milestone.locator("#step-1-milestone-new-key"), "applied");
  await press(milestone.getByRole("button", { name: say("draft.save") }));
  await expect(fold(owner, "step-1", "Milestone").locator("summary")).toContainText("applied");

  const need = await unfold(owner, "step-1", "Requirement");
  await need.locator("#step-1-requirement-new-item").selectOption("identity-document");
  await type(owner, need.locator("#step-1-requirement-new-legalBasis"), "eu-gdpr:A6-1-e");
  await type(owner, need.locator("#step-1-requirement-new-statute"), "IntV § 8");
  await press(need.getByRole("button", { name: say("draft.save") }));
  await expect(fold(owner, "step-1", "Requirement")).toHaveCount(2); // this one, and room for another
  const wanted = await unfold(owner, "step-1", "Requirement");
  await expect(wanted.locator("#step-1-requirement-0-statute")).toHaveValue("IntV § 8");
  await press(wanted.getByRole("button", { name: say("outline.unsay") }));
  await expect(fold(owner, "step-1", "Requirement")).toHaveCount(1);

  const lane = page.locator("#step-lane-test-centre");
  await lane.locator("summary").press("Enter");
  await lane.locator("select").selectOption("enforcement");
  await press(lane.getByRole("button", { name: say("draft.save") }));
  await expect(page.getByText(say("draft.done"))).toBeVisible();
  await expect(page.locator(".ds-tag", { hasText: /Befund/ }).first()).toBeVisible(); // it leaks, and that stands at the steps
  await page.locator("#step-step-1 summary").first().press("Enter");
  await press(page.locator("#step-step-1").getByRole("button", { name: say("draft.step.remove") }));
  await expect(page.locator("#step-step-1")).toHaveCount(0);
});

test("a transfer by law and an outcome are said in the outline, by keyboard", async ({ open }) => {
  const owner = await open("lindner", { javaScriptEnabled: false });
  const { page, say } = owner;
  const draft = await begin(owner);
  const file = async () => (await page.request.get(`/api/v1${draft.replace("/studio", "")}/files/process.bpmn`)).text();
  const leak = page.locator("#step-confirm summary").first().locator(".ds-tag");
  await page.goto(`${draft}/outline?step=confirm`);
  await expect(leak).toHaveCount(0);
  await press((await unfold(owner, "confirm", "Transfer")).getByRole("button", { name: say("outline.unsay") }));
  await expect(leak).toBeVisible(); // what the office gets to know there has no law any more
  await expect(page.locator("#step-confirm")).toContainText("immigration-office");

  const transfer = await unfold(owner, "confirm", "Transfer");
  await transfer.locator('input[value="benefit"]').press("Space");
  await type(owner, transfer.locator("#confirm-transfer-new-recipient"), "immigration-office");
  await type(owner, transfer.locator("#confirm-transfer-new-legalBasis"), "eu-gdpr:A6-1-e");
  await press(transfer.getByRole("button", { name: say("draft.save") }));
  await expect(leak).toBeVisible(); // no statute yet
  const again = await unfold(owner, "confirm", "Transfer");
  await expect(again.locator('input[value="benefit"]')).toBeChecked();
  await inspect(owner);
  await type(owner, again.locator("#confirm-transfer-0-statute"), "AufenthG § 44a(1), IntV § 5a");
  await press(again.getByRole("button", { name: say("draft.save") }));
  await expect(fold(owner, "confirm", "Transfer").locator("summary")).toContainText("immigration-office");
  await expect(leak).toHaveCount(0);

  await page.goto(`${draft}/outline?step=toJobCentre`);
  const outcome = await unfold(owner, "toJobCentre", "Outcome");
  await outcome.locator("#toJobCentre-outcome-0-key").fill("");
  await type(owner, outcome.locator("#toJobCentre-outcome-0-key"), "elsewhere");
  await outcome.locator("#toJobCentre-outcome-0-adverse").press("Space");
  await press(outcome.getByRole("button", { name: say("draft.save") }));
  await expect(fold(owner, "toJobCentre", "Outcome").locator("summary")).toContainText("elsewhere");
  expect(await file()).toContain('<hih:outcome key="elsewhere" adverse="true" />');

  await page.goto(`${draft}/outline?step=admit`);
  await (await unfold(owner, "admit", "Decision")).locator("#admit-decision-0-is").press("Space"); // nobody decides there
  await press(fold(owner, "admit", "Decision").getByRole("button", { name: say("draft.save") }));
  await expect((await unfold(owner, "admit", "Decision")).locator("#admit-decision-new-is")).not.toBeChecked();
});

/** What the outline says of one thing about a step: the group of the properties panel in a fold. */
function fold({ page, say }: Actor, step: string, group: string): Locator {
  return page.locator(`#step-${step} details details`).filter({ has: page.locator("summary", { hasText: say(`edit.hih.${group}`) }) });
}

/** Unfolds it by keyboard; of several the first. */
async function unfold(actor: Actor, step: string, group: string): Promise<Locator> {
  const one = fold(actor, step, group).first();
  await press(one.locator("summary"));
  await expect(one.getByRole("button").first()).toBeVisible();
  return one;
}

async function press(one: Locator): Promise<void> {
  await one.focus();
  await expect(one).toBeFocused();
  await one.press("Enter");
}

async function type({ page }: Actor, one: Locator, text: string): Promise<void> {
  await one.focus();
  await page.keyboard.type(text);
}

test("two owners talk about a step in the outline, and see each other there", async ({ open }) => {
  const one = await open("lindner", { javaScriptEnabled: false });
  const other = await open("berger", { javaScriptEnabled: false });
  const draft = await begin(one);
  await one.page.goto(`${draft}/outline?step=apply`);
  await other.page.goto(`${draft}/outline?step=apply`);
  await expect(other.page.getByText(other.say("draft.here"))).toContainText(persona(place(), "lindner").name);
  await one.page.locator("#step-apply #comment").fill("Warum so früh?");
  await one.page.locator("#step-apply").getByRole("button", { name: one.say("draft.comment.go") }).click();
  await expect(one.page.locator("#step-apply article")).toContainText("Warum so früh?");
  await other.page.reload();
  await expect(other.page.locator("#step-apply article")).toContainText("Warum so früh?");
  await expect(other.page.locator("#step-apply summary").first()).toContainText("1 Anmerkung");
  await inspect(other);
  await other.page.locator("#step-apply article").getByRole("button").click();
  await expect(other.page.locator("#step-apply article")).toHaveCount(0);
  await one.page.goto(draft);
  await expect(one.page.getByText(one.say("draft.comment.resolved", { name: persona(place(), "berger").name }))).toBeVisible();
});

test("a draft has no barriers and fits a phone", async ({ open }) => {
  const owner = await open("lindner");
  const draft = await begin(owner);
  for (const part of ["", "/outline", "/outline?step=apply", "/outline?step=confirm", "/texts?part=element", "/data?item=residence-title", "/preview/application"]) {
    await owner.page.goto(draft + part);
    await inspect(owner);
    await owner.page.setViewportSize({ width: 320, height: 640 });
    await reflows(owner.page);
    await owner.page.setViewportSize(desk.viewport);
  }
});

test("a file that means harm is refused, and says where", async ({ open }) => {
  const { page, say } = await open("lindner", { javaScriptEnabled: false, to: "/studio" });
  await page.locator("#files").setInputFiles({ name: "a.bpmn", mimeType: "text/xml", buffer: Buffer.from('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>') });
  await page.getByRole("button", { name: say("draft.new.upload") }).click();
  await expect(page.getByRole("alert")).toContainText(say("problem.draft.doctype"));
  await expect(page.getByRole("alert")).toContainText("a.bpmn");
});
