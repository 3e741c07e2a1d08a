// Several browsers work on one draft at once, and nothing is lost: what does not
// touch is joined, what does is shown, and a broken line only delays.
import { inspect } from "../axe";
import * as drafts from "../drafts";
import { expect, test } from "../fixtures";
import { persona, place } from "../personas";

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

test("two browsers change the same: each thing is chosen alone, and nothing is lost", async ({ open }) => {
  const [one, other] = [await open("lindner"), await open("berger")];
  const { page, say } = other;
  const draft = await drafts.begin(one);
  await drafts.edit(one, draft, file);
  await drafts.edit(other, draft, file);
  await page.route("**/files/**", (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
  for (const step of ["apply", "confirm", "admit"]) await drafts.rename(other, step, `B ${step}`);
  for (const step of ["apply", "confirm", "test"]) {
    await drafts.rename(one, step, `A ${step}`);
    await drafts.holds(one, draft, file, `name="A ${step}"`);
  }
  await page.unroute("**/files/**");
  const conflict = page.getByRole("region", { name: say("edit.conflict.title") });
  await expect(conflict.getByRole("radio")).toHaveCount(4); // the two steps that both named
  await expect(page.locator("[data-status]")).toHaveAttribute("data-state", "conflict");
  await inspect(other);
  const side = (text: string) => conflict.locator("label", { hasText: text }).locator("input");
  await side("A apply").check();
  await side("B confirm").check();
  await conflict.getByRole("button", { name: say("edit.conflict.join") }).click();
  for (const name of ["A apply", "B confirm", "B admit", "A test"]) await drafts.holds(other, draft, file, `name="${name}"`);
  await drafts.saved(other);
  await expect(conflict).toBeHidden();
  await expect(drafts.shape(other, "apply")).toContainText("A apply");
  const { items } = (await (await page.request.get(`/api/v1/drafts/${draft}/revisions?path=${file}`)).json()) as { items: { number: number; how: string }[] };
  expect(items.map((revision) => revision.how)).toContain("kept");
});

for (const { name, path, change } of [
  { name: "a decision table", path: "route.dmn", change: (text: string, who: string) => text.replace('"18a", "18b"', `"${who}", "18b"`) },
  { name: "a form", path: "application.form", change: (text: string, who: string) => text.replace('"label": "Familienname"', `"label": "Name ${who}"`) },
  { name: "texts", path: "i18n/en.json", change: (text: string, who: string) => text.replace(/"process.name": ".*"/, `"process.name": "Course ${who}"`) },
  { name: "data", path: "data.yaml", change: (text: string, who: string) => text.replace("purpose: integration-course", `purpose: integration-course # ${who}`) },
]) {
  test(`two owners change the same of ${name}: the editor asks, and joins as it is told`, async ({ open }) => {
    const [one, other] = [await open("lindner"), await open("berger")];
    const { page, say } = other;
    const draft = await drafts.begin(one);
    await drafts.edit(other, draft, path);
    // The other owner's browser has not seen what is saved meanwhile, and wants something else.
    const address = `/api/v1/drafts/${draft}/files/${path}`;
    const was = await one.page.request.get(address);
    const text = await was.text();
    const tag = was.headers()["etag"] ?? "";
    expect(change(text, "A")).not.toBe(text);
    expect((await one.page.request.put(address, { data: Buffer.from(change(text, "A")), headers: { "If-Match": tag, "Content-Type": "application/octet-stream" } })).status()).toBe(200);
    await page.evaluate(([key, kept]) => localStorage.setItem(key!, kept!), [`draft:${draft}:${path}`, JSON.stringify({ version: Number(tag.replace(/\D/g, "")), content: change(text, "B") })]);
    page.on("dialog", (dialog) => void dialog.accept());
    await page.reload();
    const conflict = page.getByRole("region", { name: say("edit.conflict.title") });
    await expect(conflict.getByRole("radio")).toHaveCount(2);
    await conflict.getByRole("button", { name: say("edit.conflict.all.mine") }).click();
    await conflict.getByRole("button", { name: say("edit.conflict.join") }).click();
    const mark = { "route.dmn": '"B", "18b"', "application.form": "Name B", "i18n/en.json": "Course B", "data.yaml": "integration-course # B" }[path] ?? "";
    await drafts.holds(other, draft, path, mark);
    await drafts.saved(other);
  });
}

test("two owners see each other and talk about a step on the canvas", async ({ open }) => {
  const [one, other] = [await open("lindner"), await open("berger")];
  const draft = await drafts.begin(one);
  await drafts.edit(one, draft, file);
  await drafts.edit(other, draft, file);
  await drafts.shape(one, "apply").click();
  const guests = other.page.locator("[data-people] li");
  await expect(guests).toContainText([persona(place(), "lindner").name]);
  await expect(other.page.locator('.sign-person[data-sign="apply"]')).toBeVisible();

  const said = await drafts.panel(one, "comments");
  await said.getByRole("textbox").fill("Warum so früh?");
  await said.getByRole("button", { name: one.say("edit.comments.send") }).click();
  const heard = await drafts.panel(other, "comments");
  await expect(heard).toContainText("Warum so früh?");
  await expect(other.page.locator('.sign-comment[data-sign="apply"]')).toBeVisible();
  await inspect(other);
  await heard.getByRole("button", { name: other.say("edit.comments.resolve") }).click();
  await expect(heard).not.toContainText("Warum so früh?");
  await expect(other.page.locator(".sign-comment")).toHaveCount(0);
  await expect(said).not.toContainText("Warum so früh?");

  // What one breaks, the checks of the other say too.
  await one.page.locator('.djs-context-pad [data-action="delete"]').click();
  const findings = await drafts.panel(other, "findings");
  await expect(findings.locator('[data-severity="error"]').first()).toBeVisible();
  await expect(drafts.shape(other, "apply")).toHaveCount(0);
  await one.page.context().close();
  await expect(guests).toHaveCount(0, { timeout: 60_000 }); // who is silent for half a minute is gone
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
