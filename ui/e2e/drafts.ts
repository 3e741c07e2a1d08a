// How a process owner comes to a draft and works in its editors.
import { randomUUID } from "node:crypto";
import { expect, type Locator } from "@playwright/test";
import type { Actor } from "./fixtures";

/** Begins a draft from a published process; gives its id. */
export async function begin({ page }: Actor, caseType = "language-course"): Promise<string> {
  const answer = await page.request.post("/api/v1/drafts", { data: { caseType }, headers: { "Idempotency-Key": randomUUID() } });
  expect(answer.status(), await answer.text()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

/** Begins a draft from files of any modeler. */
export async function upload({ page }: Actor, name: string, content: Buffer): Promise<string> {
  const multipart = { title: name, file: { name, mimeType: "application/xml", buffer: content } };
  const answer = await page.request.post("/api/v1/drafts", { multipart, headers: { "Idempotency-Key": randomUUID() } });
  expect(answer.status(), await answer.text()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

/** Opens a file in its editor and waits until it stands there. */
export async function edit(actor: Actor, draft: string, path: string): Promise<void> {
  await actor.page.goto(`/studio/drafts/${draft}/edit/${path}`);
  await saved(actor);
}

/** Waits until nothing of ours is unsaved. */
export async function saved({ page }: Actor): Promise<void> {
  await expect(page.locator("[data-status]")).toHaveAttribute("data-state", "saved");
}

/** Waits until the server's file says something. */
export async function holds({ page }: Actor, draft: string, path: string, text: string): Promise<void> {
  await expect.poll(async () => (await page.request.get(`/api/v1/drafts/${draft}/files/${path}`)).text()).toContain(text);
}

/** Opens one of the panels beside the canvas. */
export async function panel({ page, say }: Actor, name: "properties" | "findings" | "try" | "comments" | "preview"): Promise<Locator> {
  await page.getByRole("tab", { name: say(`edit.side.${name}`) }).click();
  return page.locator(`#side-${name}`);
}

/** An element on the canvas. */
export function shape({ page }: Actor, id: string): Locator {
  return page.locator(`.djs-element[data-element-id="${id}"]`);
}

/** Names an element in the properties panel. */
export async function rename(actor: Actor, id: string, name: string): Promise<void> {
  if (!(await isSelected(shape(actor, id)))) await shape(actor, id).click();
  await speaksOf(actor, id);
  const field = actor.page.locator("#bio-properties-panel-name");
  await field.fill(name);
  await field.blur();
}

/** Opens a group of the properties panel, unless it is open. */
export async function unfold(group: Locator): Promise<void> {
  await expect(group).toBeVisible();
  const open = group.locator(".bio-properties-panel-group-entries.open");
  if ((await open.count()) === 0) await group.locator(".bio-properties-panel-group-header").first().click();
  await expect(open.first()).toBeVisible();
}

/** Selects a lane: by the stripe with its name, for what lies on it hides the rest. */
export async function selectLane(actor: Actor, id: string): Promise<void> {
  const lane = shape(actor, id);
  if (await isSelected(lane)) return;
  const box = await lane.boundingBox();
  if (!box) throw new Error(`no lane ${id} is drawn`);
  await actor.page.mouse.click(box.x + 3, box.y + box.height / 2);
  await expect(lane).toHaveClass(selected);
}

const selected = /(^| )selected( |$)/;

/** Says whether an element is selected, as what was just drawn is; a click would let go of it. */
async function isSelected(element: Locator): Promise<boolean> {
  return selected.test((await element.getAttribute("class")) ?? "");
}

/** Waits until the properties panel speaks of an element: it follows a selection a moment later. */
export async function speaksOf(actor: Actor, id: string): Promise<void> {
  await panel(actor, "properties");
  await unfold(actor.page.locator('[data-group-id="group-general"]'));
  await expect(actor.page.locator("#bio-properties-panel-id")).toHaveValue(id);
}
