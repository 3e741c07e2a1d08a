// Files of other modelers: each opens in the editor as it was drawn, is saved with
// what its maker wrote into it, and the checks say what is missing here.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "../axe";
import * as drafts from "../drafts";
import { expect, test } from "../fixtures";

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "vendors");

/** What each maker writes that must still be there after our save, what of it does not run here, and the step that is renamed. */
const vendors: { name: string; step: string; own: string[]; told?: string[] }[] = [
  { name: "signavio.bpmn", step: "sid-C0FFEE02-2222-4AAA-8BBB-000000000002", own: ['signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffcc"', "labelStyle="] },
  { name: "camunda-7.bpmn", step: "Activity_0antrag", own: ['camunda:historyTimeToLive="180"', "camunda:taskListener", 'bioc:fill="#c8e6c9"'], told: ["camunda:formKey", "camunda:taskListener", "camunda:inputOutput"] },
  { name: "trisotech.bpmn", step: "_6f1f5d0a-0a1e-4f3e-8d64-3a1c0b7e0005", own: ["triso:ExtendedElement", 'trisobpmn:definesLanes="true"'] },
  { name: "flowable.bpmn", step: "antrag", own: ['flowable:formKey="antrag-formular"', "flowable:executionListener"], told: ["flowable:formKey", "flowable:type", "flowable:executionListener"] },
  { name: "camunda-8.bpmn", step: "Activity_antrag", own: ['zeebe:versionTag value="1.4"', 'eventType="completing"'], told: ["zeebe:taskListeners", "io.camunda:http-json:1"] },
  { name: "bizagi.bpmn", step: "Id_antrag", own: ['bizagi:BizagiProperty name="borderColor" value="#03689A"'] },
  { name: "jbpm.bpmn", step: "_antrag", own: ["drools:onExit-script", "bpsim:Scenario"], told: ["drools:onExit-script", "Programmcode"] },
  { name: "adonis.bpmn", step: "obj.105", own: ['adonis:attribute name="Bearbeitungszeit"', "00:000:00:10:00"] },
];

for (const { name, step, own, told } of vendors) {
  test(`a file of another modeler opens and keeps what it says: ${name}`, async ({ open }) => {
    const lindner = await open("lindner");
    const { page } = lindner;
    const draft = await drafts.upload(lindner, name, readFileSync(path.join(folder, name)));
    await drafts.edit(lindner, draft, "process.bpmn");
    const canvas = page.locator("[data-stage]");
    for (const text of ["Bürgerin", "Ausweis"]) await expect(canvas.getByText(text).first()).toBeVisible();
    const findings = await drafts.panel(lindner, "findings");
    await expect(findings.locator(".finding").first()).toBeVisible(); // no lane says who acts in it
    await expect(findings.locator('[data-rule="lane-without-role"]')).toHaveCount(2); // they are recognised, and ask who acts in them
    for (const what of told ?? []) await expect(findings.locator(".finding", { hasText: what }).first()).toBeVisible(); // what does not run here is not passed over
    if (name === vendors[0]!.name) await inspect(lindner);
    await drafts.rename(lindner, step, "Parkausweis beantragen");
    await drafts.holds(lindner, draft, "process.bpmn", 'name="Parkausweis beantragen"');
    for (const said of own) await drafts.holds(lindner, draft, "process.bpmn", said);
    await drafts.holds(lindner, draft, "process.bpmn", "Bounds "); // and where it is drawn
  });
}
