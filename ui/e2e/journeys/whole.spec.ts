// What the studio is for, in one piece: a file of another modeler comes in, a lane that
// leaks is seen and mended, a needless step goes, a second person publishes, and 200
// running cases go over, 40 of them only with a map. None is lost.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "../axe";
import { bundle } from "../bundle";
import * as drafts from "../drafts";
import { type Actor, expect, test } from "../fixtures";
import { becomes, each, get, narrow, parking, post, publish } from "../owners";

const all = 200;
const behind = 40; // stand at a step that has another name in the file of the other modeler
const old = "Activity_1erfassen";
const now = "Activity_0aufnehmen";
const notice = "Ein Schritt im Amt fällt weg.";
const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "parking");

/** Starts all cases; some go on to the step that will have another name. Gives their ids. */
async function crowd(actor: Actor): Promise<string[]> {
  return await each([...Array(all).keys()], 12, async (i) => {
    const started = await post<{ id: string; tasks: { id: string }[] }>(actor, "/cases", { caseType: "resident-parking" });
    if (i < behind) await post(actor, `/tasks/${started.tasks[0]!.id}/completion`, { values: { zone: "A1" } });
    return started.id;
  });
}

/** Says in the properties panel who acts in a lane. */
async function role(owner: Actor, lane: string, name: string, zone: string): Promise<void> {
  const { page } = owner;
  await drafts.selectLane(owner, lane);
  await drafts.speaksOf(owner, lane);
  await drafts.unfold(page.locator('[data-group-id="group-hih-Agency"]'));
  await page.locator("#bio-properties-panel-hih-Agency-role").fill(name);
  await page.locator("#bio-properties-panel-hih-Agency-role").blur();
  await page.locator("#bio-properties-panel-hih-Agency-zone").selectOption(zone);
  await drafts.saved(owner);
}

test("from a file of another modeler to 200 moved cases", async ({ open, own: at }) => {
  test.setTimeout(400_000);
  const lindner = await open("lindner", { at });
  const berger = await open("berger", { at });
  const leyla = await open("leyla", { at });
  await publish(lindner, berger, parking((text) => text.replaceAll(now, old))); // as it runs: one step has another name
  const ids = await crowd(leyla);

  const draft = await test.step("a file of another modeler, with the rest of the package", async () => {
    const { page, say } = lindner;
    await page.goto("/studio");
    await page.locator("#files").setInputFiles([
      { name: "Anwohnerparken (neu).bpmn", mimeType: "application/xml", buffer: readFileSync(path.join(folder, "process.bpmn")) },
      { name: "rest.zip", mimeType: "application/zip", buffer: bundle("ui/e2e/parking", undefined, "process.bpmn") },
    ]);
    await page.getByRole("button", { name: say("draft.new.upload") }).click();
    await expect(page).toHaveURL(/\/studio\/drafts\/[^/]+$/);
    await expect(page.getByRole("main")).toContainText("lane-without-role");
    return page.url().split("/").pop()!;
  });

  await test.step("its lanes get their roles", async () => {
    await drafts.edit(lindner, draft, "process.bpmn");
    await role(lindner, "Lane_0buerger", "applicant", "applicant");
    await role(lindner, "Lane_1amt", "test-centre", "service");
    const findings = await drafts.panel(lindner, "findings");
    await expect(findings).toContainText(lindner.say("edit.findings.none"));
    await drafts.holds(lindner, draft, "process.bpmn", 'exporter="Camunda Modeler"');
  });

  await test.step("a lane that leaks to enforcement: the way of the data is drawn", async () => {
    await drafts.selectLane(lindner, "Lane_1amt");
    await lindner.page.locator('.djs-context-pad [data-action="lane-insert-below"]').click();
    const lane = await added(lindner, draft);
    await role(lindner, lane, "immigration-office", "enforcement");
    await outline(lindner, draft, "Activity_1vorort", "move", lane);
    await drafts.edit(lindner, draft, "process.bpmn");
    const findings = await drafts.panel(lindner, "findings");
    const leak = findings.locator('button.finding[data-rule="firewall"]').first();
    await leak.click();
    await expect(leak).toHaveAttribute("aria-pressed", "true");
    await expect(lindner.page.locator(".djs-element.on-path").nth(1)).toBeAttached();
    await expect(lindner.page.locator(".sign-step").first()).toBeVisible();
    await inspect(lindner);
  });

  await test.step("it is mended, and a needless step goes", async () => {
    await outline(lindner, draft, "Activity_1vorort", "move", "Lane_1amt");
    await drafts.edit(lindner, draft, "process.bpmn");
    await drafts.selectLane(lindner, await added(lindner, draft));
    await lindner.page.locator('.djs-context-pad [data-action="delete"]').click();
    await expect.poll(async () => (await lanes(lindner, draft)).length).toBe(2);
    const findings = await drafts.panel(lindner, "findings");
    await expect(findings).toContainText(lindner.say("edit.findings.none"));
    await drafts.saved(lindner);
    await outline(lindner, draft, "Activity_1vermerk", "remove");
    await expect(lindner.page.locator("#step-Activity_1vermerk")).toHaveCount(0);
  });

  await test.step("a second person sees what is different and publishes it", async () => {
    await lindner.page.goto(`/studio/drafts/${draft}`);
    await lindner.page.getByRole("button", { name: lindner.say("draft.propose") }).click();
    await expect(lindner.page).toHaveURL(/\/studio\/proposals\//);
    await lindner.page.locator("#clerks-de").fill("Der Aktenvermerk entfällt.");
    await lindner.page.locator("#applicants-de").fill(notice);
    await lindner.page.getByRole("button", { name: lindner.say("proposals.save") }).click();
    await expect(lindner.page.getByRole("button", { name: lindner.say("proposals.approve") })).toHaveCount(0);
    await berger.page.goto(new URL(lindner.page.url()).pathname);
    await expect(berger.page.getByRole("region", { name: berger.say("diff.title") })).toContainText("Aktenvermerk anlegen");
    await inspect(berger);
    await berger.page.getByRole("button", { name: berger.say("proposals.approve") }).click();
    await expect(berger.page.getByRole("link", { name: berger.say("releases.title") })).toBeVisible();
  });

  await test.step("the plan is tried on copies: what cannot move, and why", async () => {
    const { page, say } = lindner;
    await page.goto("/studio/processes/resident-parking/migrate");
    await expect(page.getByRole("heading", { name: say("move.positions", { count: all }) })).toBeVisible();
    await inspect(lindner);
    await narrow(lindner);
    await page.locator("#notice-de").fill(notice);
    await page.getByRole("button", { name: say("move.try"), exact: true }).click();
    await becomes(lindner, "tried");
    await expect(page.locator("main")).toContainText(say("plan.n.would", { count: all - behind }));
    await expect(page.getByRole("region", { name: say("plan.obstacles", { count: behind }) })).toContainText("Antrag aufnehmen");
    await expect(page.getByRole("button", { name: say("plan.do.start") })).toHaveCount(0); // of so many cases another person starts it
    await inspect(lindner);
    await narrow(lindner);
  });

  await test.step("a second person starts it; 40 stay", async () => {
    const { page, say } = berger;
    await page.goto(new URL(lindner.page.url()).pathname);
    await page.getByRole("button", { name: say("plan.do.start"), exact: true }).click();
    await becomes(berger, "done");
    await expect(page.locator("main")).toContainText(say("plan.n.moved", { count: all - behind }));
  });

  await test.step("mapped on the two diagrams, they follow", async () => {
    const { page, say } = berger;
    await page.getByRole("link", { name: say("plan.again") }).click();
    await page.locator(`[data-pair="from"] [data-element-id="${old}"]`).click();
    await page.locator(`[data-pair="to"] [data-element-id="${now}"]`).click();
    await expect(page.locator(`#map-${old}`)).toHaveValue(now);
    await page.getByRole("button", { name: say("move.try"), exact: true }).click();
    await becomes(berger, "tried");
    await page.getByRole("button", { name: say("plan.do.start"), exact: true }).click();
    await becomes(berger, "done");
    await expect(page.locator("main")).toContainText(say("plan.n.moved", { count: behind }));
  });

  await test.step("none is lost: each runs once, under the new release, where it stood", async () => {
    const { release } = await get<{ release: string }>(berger, "/processes/resident-parking");
    const seen = await each(ids, 8, async (id) => await get<Seen>(berger, `/cases/${id}/diagram`));
    expect(seen.filter((one) => one.case.state === "running" && one.release === release && one.moves.length === 1)).toHaveLength(all);
    expect(seen.filter((one) => one.case.at.length === 1 && one.tokens[0]?.element === "Activity_0antrag")).toHaveLength(all - behind);
    const mapped = seen.filter((one) => one.case.at.length === 1 && one.tokens[0]?.element === now);
    expect(mapped).toHaveLength(behind);
    for (const one of mapped) expect(one.visits.find((visit) => visit.element === old)?.how).toBe("migrated");
  });

  await test.step("the applicant reads of it, and her case goes on", async () => {
    const { page, say } = leyla;
    await page.goto(`/cases/${ids[0]}`);
    await expect(page.getByRole("region", { name: say("news.case") })).toContainText(notice);
    await inspect(leyla);
    const { tasks } = await get<{ tasks: { id: string }[] }>(leyla, `/cases/${ids[all - 1]}`);
    await post(leyla, `/tasks/${tasks[0]!.id}/completion`, { values: { zone: "other" } });
    await expect.poll(async () => (await get<Seen>(berger, `/cases/${ids[all - 1]}/diagram`)).tokens.map((token) => token.element)).toEqual([now]);
    await berger.page.goto(`/studio/cases/${ids[0]}`);
    await expect(berger.page.getByRole("link", { name: berger.say("plan.title") })).toBeVisible();
    await expect(berger.page.getByRole("region", { name: berger.say("studio.visits") })).toContainText("Ausweis beantragen");
    await inspect(berger);
    await narrow(berger);
  });
});

/** A case on its diagram, as far as this test looks. */
interface Seen {
  case: { state: string; at: string[] };
  release: string;
  tokens: { element: string }[];
  visits: { element: string; how: string }[];
  moves: unknown[];
}

/** The ids of the lanes in the draft's file. */
async function lanes({ page }: Actor, draft: string): Promise<string[]> {
  const text = await (await page.request.get(`/api/v1/drafts/${draft}/files/process.bpmn`)).text();
  return [...text.matchAll(/<bpmn:lane id="([^"]+)"/g)].map((found) => found[1]!);
}

/** The lane that was drawn. */
async function added(owner: Actor, draft: string): Promise<string> {
  const drawn = async () => (await lanes(owner, draft)).filter((id) => id !== "Lane_0buerger" && id !== "Lane_1amt");
  await expect.poll(drawn).toHaveLength(1);
  return (await drawn())[0]!;
}

/** Does something with a step in the outline. */
async function outline({ page }: Actor, draft: string, step: string, what: "move" | "remove", lane?: string): Promise<void> {
  await page.goto(`/studio/drafts/${draft}/outline`);
  const at = page.locator(`#step-${step}`);
  await at.locator("summary").click();
  if (lane !== undefined) await page.locator(`#lane-${step}`).selectOption(lane);
  await at.locator(`button[value="${what}"]`).click();
  await expect(page.getByRole("status")).toBeVisible();
}

test("a clerk has nothing to do with plans", async ({ open, own: at }) => {
  const weber = await open("weber", { at });
  for (const path of ["/studio/processes/language-course/migrate", "/studio/plans/01999999-0000-7000-8000-000000000000"]) {
    expect((await weber.page.goto(path))?.status()).toBe(403);
  }
});
