// Several browsers work on one draft at once, and nothing is lost: what does not
// touch is joined, what does is shown, and a broken line only delays.
import { inspect } from "../axe";
import * as drafts from "../drafts";
import { expect, test } from "../fixtures";

const file = "process.bpmn";

test("two browsers change different steps, and both changes survive", async ({ open }) => {
  const [one, other] = [await open("lindner"), await open("lindner")];
  const draft = await drafts.begin(one);
  await drafts.edit(one, draft, file);
  await drafts.edit(other, draft, file);
  await drafts.rename(one, "apply", "Vom einen benannt");
  await drafts.holds(one, draft, file, 'name="Vom einen benannt"');
  await drafts.rename(other, "admit", "Vom anderen benannt");
  await drafts.holds(other, draft, file, 'name="Vom anderen benannt"');
  await drafts.holds(other, draft, file, 'name="Vom einen benannt"');
  await drafts.saved(other);
  await expect(drafts.shape(other, "apply")).toContainText("Vom einen");
  await expect(other.page.locator("[data-news]")).toHaveText(other.say("edit.state.merged"));
  await expect(drafts.shape(other, "admit")).toHaveClass(/selected/); // joining keeps the place
});

test("two browsers change the same step: both versions are shown and kept", async ({ open }) => {
  const [one, other] = [await open("lindner"), await open("lindner")];
  const { page, say } = other;
  const draft = await drafts.begin(one);
  await drafts.edit(one, draft, file);
  await drafts.edit(other, draft, file);
  await drafts.rename(one, "apply", "Vom einen benannt");
  await drafts.holds(one, draft, file, 'name="Vom einen benannt"');
  await drafts.rename(other, "apply", "Vom anderen benannt");
  const conflict = page.getByRole("region", { name: say("edit.conflict.title") });
  await expect(conflict).toContainText("Vom einen benannt");
  await expect(conflict).toContainText("Vom anderen benannt");
  await expect(page.locator("[data-status]")).toHaveAttribute("data-state", "conflict");
  await inspect(other);
  await conflict.getByRole("button", { name: say("edit.conflict.keep") }).click();
  await drafts.holds(other, draft, file, 'name="Vom anderen benannt"');
  await drafts.saved(other);
  await expect(conflict).toBeHidden();

  const { items } = (await (await page.request.get(`/api/v1/drafts/${draft}/revisions?path=${file}`)).json()) as { items: { how: string }[] };
  expect(items.map((revision) => revision.how)).toContain("kept");
});

test("a broken line loses nothing", async ({ open }) => {
  const lindner = await open("lindner");
  const { page } = lindner;
  const draft = await drafts.begin(lindner);
  await drafts.edit(lindner, draft, file);
  await page.context().setOffline(true);
  await drafts.rename(lindner, "apply", "Ohne Netz benannt");
  await expect(page.locator("[data-status]")).toHaveAttribute("data-state", "offline");
  await page.context().setOffline(false);
  await drafts.holds(lindner, draft, file, 'name="Ohne Netz benannt"');
  await drafts.saved(lindner);

  // And a window that was closed before anything could be saved: its work is there again.
  await page.route("**/files/**", (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
  await drafts.rename(lindner, "apply", "Vor dem Schließen benannt");
  await expect(page.locator("[data-status]")).toHaveAttribute("data-state", "offline");
  await page.unroute("**/files/**");
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await drafts.holds(lindner, draft, file, 'name="Vor dem Schließen benannt"');
});
