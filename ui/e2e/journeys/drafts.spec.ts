// Process owners draw together, without JavaScript: what one does is not lost to what
// another does at the same time.
import { inspect, reflows } from "../axe";
import { desk } from "../browser";
import { type Actor, expect, test } from "../fixtures";

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
  await expect(second.page.locator("#step-apply summary")).toContainText("Antrag stellen");
  await expect(second.page.locator("#step-confirm summary")).toContainText("Anspruch bestätigen");

  // Both change the same: the later one is told, and what they wanted can be restored.
  const mine = await step(first, draft, "apply");
  const theirs = await step(second, draft, "apply");
  await mine.locator("#name-apply").fill("Antrag A");
  await mine.getByRole("button", { name: first.say("draft.step.rename"), exact: true }).click();
  await theirs.locator("#name-apply").fill("Antrag B");
  await theirs.getByRole("button", { name: second.say("draft.step.rename"), exact: true }).click();
  await expect(second.page.getByRole("alert")).toContainText(second.say("draft.clash"));
  await inspect(second);
  await second.page.goto(draft);
  const kept = second.page.getByRole("listitem").filter({ hasText: second.say("draft.how.kept") });
  await kept.getByRole("button").click();
  await second.page.goto(`${draft}/outline`);
  await expect(second.page.locator("#step-apply summary")).toContainText("Antrag B");
});

test("a draft has no barriers and fits a phone", async ({ open }) => {
  const owner = await open("lindner");
  const draft = await begin(owner);
  for (const part of ["", "/outline", "/texts?part=element", "/data?item=residence-title", "/preview/application"]) {
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
