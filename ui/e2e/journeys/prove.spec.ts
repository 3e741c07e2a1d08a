// What the checks find leads to its place, in whichever editor; a case is played with its
// forms, decisions and deadlines; and the answers come fast.
import { inspect } from "../axe";
import * as drafts from "../drafts";
import { type Actor, expect, test } from "../fixtures";

/** Changes a file of a draft as somebody without a browser would. */
async function rewrite({ page }: Actor, draft: string, path: string, change: (text: string) => string): Promise<void> {
  const address = `/api/v1/drafts/${draft}/files/${path}`;
  const was = await page.request.get(address);
  const text = await was.text();
  expect(change(text)).not.toBe(text);
  const answer = await page.request.put(address, { data: Buffer.from(change(text)), headers: { "If-Match": was.headers()["etag"] ?? "", "Content-Type": "application/octet-stream" } });
  expect(answer.status()).toBe(200);
}

test("a finding leads to the row of its table and to the field of its form", async ({ open }) => {
  const lindner = await open("lindner");
  const { page } = lindner;
  const draft = await drafts.begin(lindner);
  await rewrite(lindner, draft, "route.dmn", (text) => text.replace('"18a", "18b"', "18a +"));
  await rewrite(lindner, draft, "application.form", (text) => text.replace('"key": "familyName"', '"key": "clanName"'));
  await drafts.edit(lindner, draft, "process.bpmn");
  let findings = await drafts.panel(lindner, "findings");
  await findings.locator('a.finding[href*="application.form"]').first().click();
  await expect(page).toHaveURL(/application\.form\?at=clanName$/);
  await expect(page.locator("[data-stage] .fjs-editor-selected")).toContainText("Familienname");
  findings = page.locator("#side-findings");
  await expect(findings.locator('button.finding[aria-pressed="true"]')).toBeVisible();
  await findings.locator('a.finding[href*="route.dmn"]').first().click();
  await expect(page).toHaveURL(/route\.dmn\?at=/);
  await expect(page.locator("[data-stage] .is-found").first()).toContainText("18a +");
});

test("a case is played: the portal's form, the rule that decided, and back", async ({ open }) => {
  const lindner = await open("lindner");
  const { page, say } = lindner;
  const draft = await drafts.begin(lindner);
  await drafts.edit(lindner, draft, "process.bpmn");
  const run = await drafts.panel(lindner, "try");
  await run.getByRole("button", { name: say("edit.try.start") }).click();
  await run.getByRole("button", { name: say("edit.try.fill") }).click();
  await expect(run.getByText(say("form.application.familyName.description"))).toBeVisible(); // the process's own words, not the form's file
  await run.locator("[name=f-passportName]").fill("Amal Haddad");
  await inspect(lindner);
  await run.getByRole("button", { name: say("edit.try.complete") }).click();
  await expect(run.locator(".try-decisions li").first()).toContainText(/→/);
  await expect(page.locator('.sign-token[data-sign="apply"]')).toHaveCount(0);
  await expect(page.locator(".sign-token").first()).toBeVisible();
  await run.getByRole("button", { name: say("edit.try.back") }).click();
  await run.getByRole("button", { name: say("edit.try.restart") }).click();
  await expect(page.locator('.sign-token[data-sign="apply"]')).toBeVisible();
  await run.getByRole("button", { name: say("edit.try.stop") }).click();
  await expect(page.locator(".sign-token")).toHaveCount(0);
});

test("in a trial a deadline passes and a message arrives", async ({ open }) => {
  const lindner = await open("lindner");
  const { page, say } = lindner;
  const draft = await drafts.upload(lindner, "waits.bpmn", waits);
  await drafts.edit(lindner, draft, "process.bpmn");
  const run = await drafts.panel(lindner, "try");
  await run.getByRole("button", { name: say("edit.try.start") }).click();
  await expect(page.locator('.sign-token[data-sign="late"]')).toBeVisible();
  const now = run.locator("[role=status] p").first();
  const before = await now.textContent();
  await run.getByRole("button", { name: say("edit.try.advance") }).click();
  await expect(page.locator('.sign-token[data-sign="post"]')).toBeVisible();
  await expect(now).not.toHaveText(before ?? ""); // time went by
  await run.getByRole("button", { name: "answer" }).click();
  await expect(page.locator(".sign-token")).toHaveCount(0);
  await run.getByRole("button", { name: say("edit.try.back") }).click();
  await run.getByRole("button", { name: say("edit.try.back") }).click();
  await expect(page.locator('.sign-token[data-sign="late"]')).toBeVisible();
  await expect(now).toHaveText(before ?? "");
});

test("panels of the editors speak German, and English where the reader does", async ({ open }) => {
  for (const [language, words] of [["de", ["Allgemein", "Formular", "Trefferregel:", "Bausteine"]], ["en", ["General", "Form", "Hit policy:", "Components"]]] as const) {
    const lindner = await open("lindner", { language });
    const { page } = lindner;
    const draft = await drafts.begin(lindner);
    await drafts.edit(lindner, draft, "process.bpmn");
    await drafts.shape(lindner, "apply").click();
    await expect(page.locator('[data-group-id="group-general"]')).toContainText(words[0]);
    await expect(page.locator('[data-group-id="group-form"]')).toContainText(words[1]);
    await drafts.edit(lindner, draft, "route.dmn");
    await expect(page.locator("[data-stage]")).toContainText(words[2]);
    await drafts.edit(lindner, draft, "application.form");
    await expect(page.locator("[data-stage] .fjs-palette-header")).toHaveText(words[3]);
    const [stage, form] = [await page.locator("[data-stage]").boundingBox(), await page.locator("[data-stage] .fjs-form-container").boundingBox()];
    expect(form!.x + form!.width).toBeLessThanOrEqual(stage!.x + stage!.width); // nothing is cut
  }
});

test("a form's preview can be mirrored", async ({ open }) => {
  const lindner = await open("lindner");
  const { page, say } = lindner;
  const draft = await drafts.begin(lindner);
  await page.goto(`/studio/drafts/${draft}/preview/application?in=en`);
  const form = page.locator("[data-form-preview]");
  await expect(form).toContainText("Your application");
  const edge = async () => (await form.locator("input:not([type=hidden])").first().boundingBox())!.x;
  const left = await edge();
  await page.getByRole("link", { name: say("draft.preview.mirrored") }).click();
  await expect(form).toHaveCSS("direction", "rtl");
  expect(await edge()).toBeGreaterThan(left);
  await inspect(lindner);
  await page.goto(`/studio/drafts/${draft}/preview/application?in=ar`); // needs no wish: it is written so
  await expect(form).toHaveCSS("direction", "rtl");
});

test("checks on 300 elements answer soon after an edit", async ({ open }) => {
  const lindner = await open("lindner");
  const { page } = lindner;
  const draft = await drafts.upload(lindner, "long.bpmn", long(149));
  await drafts.edit(lindner, draft, "process.bpmn");
  const findings = await drafts.panel(lindner, "findings");
  await expect(findings.locator("[data-checked]")).toBeVisible();
  const times: number[] = [];
  for (const n of [1, 37, 67, 97, 127]) {
    await drafts.rename(lindner, `t${n}`, `Schritt ${n}!`); // its panel waits for the end of the typing by itself
    await drafts.holds(lindner, draft, "process.bpmn", `Schritt ${n}!`);
    await drafts.saved(lindner);
    const told = await page.evaluate(() => document.querySelector("#side-findings")?.getAttribute("data-answered"));
    if (told) times.push(Number(told));
  }
  expect(times.length).toBeGreaterThan(0);
  console.log(`299 elements: from an edit to the answer of the checks ${times.join(", ")} ms`);
});

const space = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"';

const waits = Buffer.from(`<definitions ${space} xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">
<message id="m" name="answer"><extensionElements><zeebe:subscription correlationKey="=&quot;1&quot;"/></extensionElements></message>
<process id="p" isExecutable="true"><startEvent id="s"/><intermediateCatchEvent id="late"><timerEventDefinition id="td"><timeDuration xsi:type="tFormalExpression">P14D</timeDuration></timerEventDefinition></intermediateCatchEvent>
<intermediateCatchEvent id="post"><messageEventDefinition id="md" messageRef="m"/></intermediateCatchEvent><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="late"/><sequenceFlow id="f2" sourceRef="late" targetRef="post"/><sequenceFlow id="f3" sourceRef="post" targetRef="e"/></process>
<bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="pl" bpmnElement="p">${["s", "late", "post", "e"].map((id, i) => `<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"><dc:Bounds x="${100 + i * 120}" y="100" width="36" height="36"/></bpmndi:BPMNShape>`).join("")}
${[1, 2, 3].map((i) => `<bpmndi:BPMNEdge id="f${i}_di" bpmnElement="f${i}"><di:waypoint x="${16 + i * 120}" y="118"/><di:waypoint x="${100 + i * 120}" y="118"/></bpmndi:BPMNEdge>`).join("")}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>`);

/** A process of so many steps in a row, drawn. */
function long(steps: number): Buffer {
  const ids = ["s", ...Array.from({ length: steps }, (_, i) => `t${i + 1}`), "e"];
  const node = (id: string) => (id === "s" ? `<startEvent id="s"/>` : id === "e" ? `<endEvent id="e"/>` : `<manualTask id="${id}" name="Schritt ${id.slice(1)}"/>`);
  const flows = ids.slice(1).map((id, i) => `<sequenceFlow id="f${i}" sourceRef="${ids[i]}" targetRef="${id}"/>`);
  const at = (i: number) => ({ x: 40 + (i % 15) * 150, y: 60 + Math.floor(i / 15) * 130 });
  const shapes = ids.map((id, i) => `<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"><dc:Bounds x="${at(i).x}" y="${at(i).y}" width="100" height="80"/></bpmndi:BPMNShape>`);
  const edges = flows.map((_, i) => `<bpmndi:BPMNEdge id="f${i}_di" bpmnElement="f${i}"><di:waypoint x="${at(i).x + 100}" y="${at(i).y + 40}"/><di:waypoint x="${at(i + 1).x}" y="${at(i + 1).y + 40}"/></bpmndi:BPMNEdge>`);
  return Buffer.from(`<definitions ${space} id="d" targetNamespace="t"><process id="p" isExecutable="true">${ids.map(node).join("")}${flows.join("")}</process><bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="pl" bpmnElement="p">${shapes.join("")}${edges.join("")}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>`);
}
