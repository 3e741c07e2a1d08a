// What process owners do with releases and plans, and how a test sees what came of it.
import { randomUUID } from "node:crypto";
import { reflows } from "./axe";
import { desk } from "./browser";
import { bundle } from "./bundle";
import { type Actor, expect } from "./fixtures";
import { within } from "./words";

/** Asks the API as an actor; fails unless it does what it was asked. */
export async function post<T>(actor: Actor, path: string, data: unknown): Promise<T> {
  const headers = { "Idempotency-Key": randomUUID(), ...(Buffer.isBuffer(data) ? { "Content-Type": "application/octet-stream" } : {}) };
  const answer = await actor.page.request.post(`/api/v1${path}`, { data: data as Buffer, headers });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

export async function get<T>(actor: Actor, path: string): Promise<T> {
  const answer = await actor.page.request.get(`/api/v1${path}`);
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

/** Resident parking as it runs: with the roles that the modeler of its file has no word for. */
export function parking(change: (text: string) => string): Buffer {
  const agency = (role: string, zone: string) => `<bpmn:extensionElements><hih:agency role="${role}" zone="${zone}"/></bpmn:extensionElements>`;
  return bundle("ui/e2e/parking", (text) =>
    change(text)
      .replace(/(<bpmn:lane id="Lane_0buerger"[^>]*>)/, `$1${agency("applicant", "applicant")}`)
      .replace(/(<bpmn:lane id="Lane_1amt"[^>]*>)/, `$1${agency("test-centre", "service")}`),
  );
}

/** Publishes a package as two process owners do. */
export async function publish(one: Actor, other: Actor, content: Buffer): Promise<void> {
  const { proposal } = await post<{ proposal: { id: string; version: number } }>(one, "/proposals", content);
  await post(other, `/proposals/${proposal.id}/decision`, { approve: true, version: proposal.version });
}

/** Does something with each, some at once, in one order. */
export async function each<T, R>(all: T[], atOnce: number, what: (one: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(all.length);
  const left = all.entries();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const [i, one] of left) results[i] = await what(one);
    }),
  );
  return results;
}

/** Looks again until a plan is in a state. */
export async function becomes({ page, say }: Actor, state: string): Promise<void> {
  await expect(async () => {
    await page.reload();
    const heading = page.getByRole("heading", { name: within(say("plan.progress")) });
    await expect(heading).toHaveText(`${say("plan.progress")} ${say(`plan.state.${state}`)}`, { timeout: 500 });
  }).toPass({ timeout: 150_000 });
}

/** Nothing sticks out of a small window either. */
export async function narrow({ page }: Actor): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 });
  await reflows(page);
  await page.setViewportSize(desk.viewport);
}
