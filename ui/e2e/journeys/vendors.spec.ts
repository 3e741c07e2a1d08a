// Files of other modelers: each opens in the editor as it was drawn, is saved with
// what its maker wrote into it, and the checks say what is missing here.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "../axe";
import * as drafts from "../drafts";
import { expect, test } from "../fixtures";

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "vendors");

/** What each maker writes that must still be there after our save, and the step that is renamed. */
const vendors = [
  { name: "signavio.bpmn", step: "sid-C0FFEE02-2222-4AAA-8BBB-000000000002", own: ['signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffcc"', "labelStyle="] },
  { name: "camunda-7.bpmn", step: "Activity_0antrag", own: ['camunda:historyTimeToLive="180"', "camunda:taskListener", 'bioc:fill="#c8e6c9"'] },
  { name: "trisotech.bpmn", step: "_6f1f5d0a-0a1e-4f3e-8d64-3a1c0b7e0005", own: ["triso:ExtendedElement", 'trisobpmn:definesLanes="true"'] },
  { name: "adonis.bpmn", step: "obj.105", own: ['adonis:attribute name="Bearbeitungszeit"', "00:000:00:10:00"] },
];

for (const { name, step, own } of vendors) {
  test(`a file of another modeler opens and keeps what it says: ${name}`, async ({ open }) => {
    const lindner = await open("lindner");
    const { page } = lindner;
    const draft = await drafts.upload(lindner, name, readFileSync(path.join(folder, name)));
    await drafts.edit(lindner, draft, "process.bpmn");
    const canvas = page.locator("[data-stage]");
    for (const text of ["Bürgerin", "Ausweis", "Antrag"]) await expect(canvas.getByText(text).first()).toBeVisible();
    const findings = await drafts.panel(lindner, "findings");
    await expect(findings.locator(".finding").first()).toBeVisible(); // no lane says who acts in it
    if (name === vendors[0]!.name) await inspect(lindner);
    await drafts.rename(lindner, step, "Parkausweis beantragen");
    await drafts.holds(lindner, draft, "process.bpmn", 'name="Parkausweis beantragen"');
    for (const said of own) await drafts.holds(lindner, draft, "process.bpmn", said);
  });
}
