// Running cases go over to another release: a plan, its dry run, the batch, then a
// second plan with a map for those that could not go. By keyboard, without JavaScript.
import { randomUUID } from "node:crypto";
import { inspect, reflows } from "../axe";
import { desk } from "../browser";
import { bundle } from "../bundle";
import { type Actor, expect, test as base } from "../fixtures";
import { type Stack, startStack } from "../stack";
import { within } from "../words";

/** A stack of its own: a further process would stand on the start page of all other journeys. */
const test = base.extend<object, { own: Stack }>({
  own: [
    async ({}, use) => {
      const stack = await startStack({ seed: false });
      await use(stack);
      await stack.stop();
    },
    { scope: "worker", timeout: 300_000 },
  ],
});

const all = 12;
const behind = 3; // stand where the new release has another step
const notice = "Das Ansehen heißt jetzt Prüfen.";

const shape = (id: string, x: number, y: number) =>
  `<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"><dc:Bounds x="${x}" y="${y}" width="100" height="80"/></bpmndi:BPMNShape>`;

/** The odd job of the API's tests, under a name of its own and with a diagram. */
function job(look: string): Buffer {
  const drawn = `<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="d"><bpmndi:BPMNPlane id="p" bpmnElement="odd">
    ${shape("ask", 100, 100)}<bpmndi:BPMNShape id="free_di" bpmnElement="free" isExpanded="true"><dc:Bounds x="260" y="60" width="320" height="160"/></bpmndi:BPMNShape>${shape(look, 290, 100)}${shape("call", 440, 100)}
    </bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>`;
  return bundle("api/testdata/odd-job", (text) =>
    text
      .replaceAll("odd-job", "plan-job")
      .replaceAll('"look"', `"${look}"`)
      .replaceAll(">look<", `>${look}<`)
      .replaceAll("element.look.", `element.${look}.`)
      .replace("</bpmn:definitions>", drawn),
  );
}

async function post(actor: Actor, path: string, data: unknown): Promise<unknown> {
  const headers = { "Idempotency-Key": randomUUID(), ...(Buffer.isBuffer(data) ? { "Content-Type": "application/octet-stream" } : {}) };
  const answer = await actor.page.request.post(`/api/v1${path}`, { data: data as Buffer, headers });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return await answer.json();
}

/** Publishes as two process owners do. */
async function publish(one: Actor, other: Actor, content: Buffer): Promise<void> {
  const { proposal } = (await post(one, "/proposals", content)) as { proposal: { id: string; version: number } };
  await post(other, `/proposals/${proposal.id}/decision`, { approve: true, version: proposal.version });
}

/** Starts the cases; some go on to the step that will have another name. Gives their ids. */
async function crowd(actor: Actor): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < all; i++) {
    const started = (await post(actor, "/cases", { caseType: "plan-job" })) as { id: string; tasks: { id: string }[] };
    ids.push(started.id);
    if (i < behind) await post(actor, `/tasks/${started.tasks[0]!.id}/completion`, { values: { wish: "tea" } });
  }
  return ids;
}

/** Presses the button that is reached by keyboard; ends on the plan's page. */
async function press(actor: Actor, name: string): Promise<void> {
  await actor.page.getByRole("button", { name, exact: true }).focus();
  const sent = actor.page.waitForResponse((answer) => answer.request().method() === "POST");
  await actor.page.keyboard.press("Enter");
  await sent;
  await expect(actor.page).toHaveURL(/\/studio\/plans\//);
}

/** Nothing sticks out of a small window either. */
async function narrow({ page }: Actor): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 });
  await reflows(page);
  await page.setViewportSize(desk.viewport);
}

/** Looks again until the plan is in a state. */
async function becomes(actor: Actor, state: string): Promise<void> {
  await expect(async () => {
    await actor.page.reload();
    await expect(actor.page.getByRole("heading", { name: within(actor.say("plan.progress")) })).toHaveText(`${actor.say("plan.progress")} ${actor.say(`plan.state.${state}`)}`, { timeout: 200 });
  }).toPass();
}

test("running cases go over, those that cannot with a map, and none is lost", async ({ open, own: at }) => {
  const lindner = await open("lindner", { at });
  const berger = await open("berger", { at });
  await publish(lindner, berger, job("look"));
  const leyla = await open("leyla", { at });
  const ids = await crowd(leyla);
  await publish(lindner, berger, job("inspect"));

  // On the two diagrams, by mouse.
  await lindner.page.goto("/studio/processes/plan-job/migrate");
  await expect(lindner.page.getByRole("heading", { name: lindner.say("move.positions", { count: all }) })).toBeVisible();
  await lindner.page.locator('[data-pair="from"] [data-element-id="look"]').click();
  await lindner.page.locator('[data-pair="to"] [data-element-id="inspect"]').click();
  await expect(lindner.page.locator("#map-look")).toHaveValue("inspect");
  await inspect(lindner);
  await narrow(lindner);

  // Without JavaScript, by keyboard: first without a map.
  const vogel = await open("vogel", { at, javaScriptEnabled: false, to: "/studio/processes/plan-job/migrate" });
  const { page, say } = vogel;
  await page.locator("#notice-de").focus();
  await page.keyboard.type(notice);
  await press(vogel, say("move.try"));
  await becomes(vogel, "tried");
  await expect(page.locator("main")).toContainText(say("plan.n.would", { count: all - behind }));
  await expect(page.getByRole("region", { name: say("plan.obstacles", { count: behind }) })).toContainText("look");
  await inspect(vogel);
  await narrow(vogel);
  await press(vogel, say("plan.do.start"));
  await becomes(vogel, "done");
  await expect(page.locator("main")).toContainText(say("plan.n.moved", { count: all - behind }));

  // Then with it.
  await page.getByRole("link", { name: say("plan.again") }).focus();
  await page.keyboard.press("Enter");
  const map = page.locator("#map-look");
  await map.focus();
  for (let i = 0; i < 5 && (await map.inputValue()) !== "inspect"; i++) await page.keyboard.press("ArrowDown");
  await press(vogel, say("move.try"));
  await becomes(vogel, "tried");
  await press(vogel, say("plan.do.start"));
  await becomes(vogel, "done");
  await expect(page.locator("main")).toContainText(say("plan.n.moved", { count: behind }));
  await expect(page.locator("main")).not.toContainText(say("plan.n.stuck", { count: behind }));

  // The journal of each case says so, and its applicant was told.
  for (const id of ids) {
    const seen = (await (await vogel.page.request.get(`/api/v1/cases/${id}/diagram`)).json()) as { moves: unknown[] };
    expect(seen.moves).toHaveLength(1);
  }
  await leyla.page.goto(`/cases/${ids[0]}`);
  await expect(leyla.page.getByText(notice)).toBeVisible();

  // A case on its diagram.
  await page.goto(`/studio/cases/${ids[0]}`);
  await expect(page.getByRole("link", { name: say("plan.title") })).toBeVisible();
  await expect(page.getByRole("region", { name: say("studio.visits") })).toContainText("Fragen");
  await inspect(vogel);
  await narrow(vogel);
});

test("a clerk has nothing to do with plans", async ({ open }) => {
  const weber = await open("weber");
  for (const path of ["/studio/processes/language-course/migrate", "/studio/plans/01999999-0000-7000-8000-000000000000"]) {
    expect((await weber.page.goto(path))?.status()).toBe(403);
  }
});
