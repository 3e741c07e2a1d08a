// The editors of decision tables, forms and plain files.
import { inspect } from "../axe";
import * as drafts from "../drafts";
import { expect, test } from "../fixtures";

test("a cell of a decision table is changed", async ({ open }) => {
  const lindner = await open("lindner");
  const { page } = lindner;
  const draft = await drafts.begin(lindner);
  await drafts.edit(lindner, draft, "route.dmn");
  await inspect(lindner);
  const cell = page.locator(".tjs-container td.input-cell .content-editable").first();
  await cell.click();
  await cell.press("ControlOrMeta+a");
  await cell.pressSequentially('"18a", "99z"');
  await page.locator("h1").click();
  await drafts.holds(lindner, draft, "route.dmn", '"18a", "99z"');
  await drafts.saved(lindner);
});

test("a field of a form is changed, and an applicant's view shows it", async ({ open }) => {
  const lindner = await open("lindner");
  const { page, say } = lindner;
  const draft = await drafts.begin(lindner);
  await drafts.edit(lindner, draft, "application.form");
  await page.locator('[data-stage] .fjs-element[data-id="application-familyName"]').click();
  await inspect(lindner);
  const properties = await drafts.panel(lindner, "properties");
  await drafts.unfold(properties.locator('[data-group-id="group-general"]'));
  await properties.locator("#bio-properties-panel-label").fill("Nachname");
  await drafts.holds(lindner, draft, "application.form", '"label": "Nachname"');
  await drafts.saved(lindner);

  await drafts.panel(lindner, "properties");
  await drafts.unfold(properties.locator('[data-group-id="group-condition"]'));
  await properties.locator('[data-group-id="group-condition"] .cm-content').click();
  await page.keyboard.type("not(sin");
  await expect(page.locator(".cm-tooltip-autocomplete")).toHaveCSS("position", /fixed|absolute/); // it has its styles
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");

  await drafts.panel(lindner, "preview");
  await expect(page.frameLocator("[data-preview]").getByText(say("form.application.familyName.label")).first()).toBeVisible();
  await inspect(lindner);
});

test("a file without an editor of its own is changed as text", async ({ open }) => {
  const lindner = await open("lindner");
  const { page, say } = lindner;
  const draft = await drafts.begin(lindner);
  await drafts.edit(lindner, draft, "data.yaml");
  const text = page.getByLabel(say("edit.text"));
  await text.fill((await text.inputValue()) + "# eine Bemerkung\n");
  await drafts.holds(lindner, draft, "data.yaml", "# eine Bemerkung");
  await drafts.saved(lindner);
  await inspect(lindner);
});
