// A process owner draws: it is saved by itself, checked at once, and what is wrong is
// shown on the diagram until it is mended.
import { inspect } from "../axe";
import * as drafts from "../drafts";
import { expect, test } from "../fixtures";

test("a process owner draws, sees a leak and mends it", async ({ open }) => {
  const lindner = await open("lindner");
  const { page, say } = lindner;
  const draft = await drafts.begin(lindner);
  await drafts.edit(lindner, draft, "process.bpmn");
  const findings = await drafts.panel(lindner, "findings");
  await expect(findings).toContainText(say("edit.findings.none"));
  await inspect(lindner);

  await test.step("a step is named and another one drawn: both are saved by themselves", async () => {
    await drafts.rename(lindner, "apply", "Antrag stellen");
    await drafts.holds(lindner, draft, "process.bpmn", 'name="Antrag stellen"');
    await page.locator('.djs-context-pad [data-action="append.append-task"]').click();
    await page.locator(".djs-direct-editing-content").fill("Nachdenken");
    await page.locator(".djs-direct-editing-content").press("Enter");
    await drafts.holds(lindner, draft, "process.bpmn", 'name="Nachdenken"');
    await drafts.saved(lindner);
  });

  await test.step("what a step needs is chosen by name, and says what was declared of it", async () => {
    await drafts.shape(lindner, "apply").click();
    await drafts.speaksOf(lindner, "apply");
    const needs = page.locator('[data-group-id="group-hih-Requirement"]');
    await needs.locator(".bio-properties-panel-group-header").click();
    await needs.locator(".bio-properties-panel-collapsible-entry-header").first().click();
    const item = needs.locator("#bio-properties-panel-hih-Requirement-0-item");
    await expect(item.locator("option:checked")).toHaveText(say("item.residence-title.name"));
    await expect(needs.locator(".bio-properties-panel-description").first()).toContainText("AufenthG § 44");
    await expect(needs.getByRole("link", { name: say("edit.link.data") }).first()).toHaveAttribute("href", /data\?item=residence-title$/);
    await inspect(lindner);
  });

  await test.step("the checks find it without being asked, and it can be taken back", async () => {
    await drafts.panel(lindner, "findings");
    await expect(findings.locator("button.finding").first()).toBeVisible();
    await expect(findings.locator("[data-checked]")).toBeVisible();
    await expect(page.locator(".djs-element.is-error").first()).toBeAttached();
    await undo();
    await expect(findings).toContainText(say("edit.findings.none"));
  });

  await test.step("a lane that leaks to enforcement: the way of the data is drawn", async () => {
    await drafts.selectLane(lindner, "lane-test-centre");
    await drafts.speaksOf(lindner, "lane-test-centre");
    await drafts.unfold(page.locator('[data-group-id="group-hih-Agency"]'));
    await page.locator("#bio-properties-panel-hih-Agency-zone").selectOption("enforcement");
    await drafts.holds(lindner, draft, "process.bpmn", 'zone="enforcement"');
    await drafts.panel(lindner, "findings");
    const leak = findings.locator('button.finding[data-rule="firewall"]').first();
    await leak.click();
    await expect(leak).toHaveAttribute("aria-pressed", "true");
    await expect(page.locator(".djs-element.on-path").nth(1)).toBeAttached();
    await expect(page.locator(".sign-step").first()).toBeVisible();
    await inspect(lindner);
  });

  await test.step("who works on elsewhere is left there, and the way stays drawn", async () => {
    const checked = page.waitForResponse(/\/findings$/);
    await drafts.rename(lindner, "confirm", "Anspruch prüfen");
    await (await checked).finished();
    await drafts.panel(lindner, "findings");
    await expect(findings.locator('button.finding[aria-pressed="true"]')).toBeVisible();
    await expect(page.locator(".djs-element.on-path").nth(1)).toBeAttached();
    await expect(drafts.shape(lindner, "confirm")).toHaveClass(/selected/);
  });

  await test.step("mended, it is gone, and so is the way", async () => {
    await undo();
    await expect(findings).toContainText(say("edit.findings.none"));
    await expect(page.locator(".djs-element.on-path")).toHaveCount(0);
  });

  async function undo(): Promise<void> {
    const nothing = findings.getByText(say("edit.findings.none"));
    await expect(async () => {
      await page.locator("[data-act=undo]").click();
      await drafts.saved(lindner);
      await expect(nothing).toBeVisible({ timeout: 3_000 });
    }).toPass();
  }
});

test("a case of the draft is tried step by step", async ({ open }) => {
  const lindner = await open("lindner");
  const { page, say } = lindner;
  const draft = await drafts.begin(lindner);
  await drafts.edit(lindner, draft, "process.bpmn");
  const run = await drafts.panel(lindner, "try");
  await run.getByRole("button", { name: say("edit.try.start") }).click();
  await expect(page.locator('.sign-token[data-sign="apply"]')).toBeVisible();
  await run.getByRole("button", { name: say("edit.try.fill") }).click();
  await inspect(lindner);
  await run.getByRole("button", { name: say("edit.try.complete") }).click();
  await expect(run.getByRole("heading", { name: say("edit.try.decisions") })).toBeVisible();
  await expect(page.locator(".djs-connection.taken").first()).toBeAttached();
  await inspect(lindner);
  await run.getByRole("button", { name: say("edit.try.back") }).click();
  await expect(page.locator('.sign-token[data-sign="apply"]')).toBeVisible();
});
