// The editor of decisions: dmn-js, with a button for each of its views.
import Modeler, { type View, type Viewer } from "dmn-js/lib/Modeler";
import german from "../../words/dmn.de.json";
import { button, part } from "./dom";
import type { Editor } from "./editor";
import { work } from "./page";
import { translation } from "./translate";
import { say } from "./words";

interface Stack {
  undo(): void;
  redo(): void;
}
interface Named {
  id: string;
}
interface Logic extends Named {
  rule?: (Named & { inputEntry?: Named[]; outputEntry?: Named[] })[];
  input?: (Named & { inputExpression?: Named })[];
  output?: (Named & { inputExpression?: Named })[];
}

const stage = part("stage");
const views = part("views");
const inGerman = { additionalModules: [translation(german)] };
const modeler = new Modeler({ container: stage, drd: inGerman, decisionTable: inGerman, literalExpression: inGerman, boxedExpression: inGerman });
let changed = () => {};

modeler.on("viewer.created", ({ viewer }: { viewer: Viewer }) => {
  viewer.on("commandStack.changed", ({ trigger }: { trigger?: string }) => {
    if (trigger !== "clear") changed();
  });
});
modeler.on("views.changed", () => draw());

function draw(): void {
  const active = modeler.getActiveView();
  const buttons = modeler.getViews().map((view) =>
    button(name(view), () => void modeler.open(view), { "aria-pressed": String(view.element === active?.element), "data-view": view.element.id }),
  );
  views.replaceChildren(...buttons);
}

function name(view: View): string {
  return view.type === "drd" ? say("dmn.drd") : view.element.name || view.element.id;
}

/** The view in which an element stands: a decision, or a table, column, rule or cell of its logic. */
function holding(element: string): View | undefined {
  return modeler.getViews().find(({ element: one }) => one.id === element) ?? modeler.getViews().find(({ element: one }) => has((one as { decisionLogic?: Logic }).decisionLogic, element));
}

function has(logic: Logic | undefined, element: string): boolean {
  if (!logic) return false;
  const columns = [...(logic.input ?? []), ...(logic.output ?? [])].flatMap((column) => [column, column.inputExpression]);
  const cells = (logic.rule ?? []).flatMap((rule) => [rule, ...(rule.inputEntry ?? []), ...(rule.outputEntry ?? [])]);
  return [logic, ...columns, ...cells].some((one) => one?.id === element);
}

/** Marks the row or column that an element is, and brings it into view. */
function point(element: string): void {
  stage.querySelectorAll(".is-found").forEach((one) => one.classList.remove("is-found"));
  const cells = stage.querySelectorAll<HTMLElement>(`[data-row-id="${CSS.escape(element)}"], [data-col-id="${CSS.escape(element)}"], [data-element-id="${CSS.escape(element)}"]`);
  cells.forEach((one) => one.classList.add("is-found"));
  cells[0]?.scrollIntoView({ block: "center" });
}

const stack = () => modeler.getActiveViewer()?.get<Stack | null>("commandStack", false);

const editor: Editor = {
  async open(xml) {
    const before = modeler.getActiveView()?.element.id;
    await modeler.importXML(xml);
    const again = before ? holding(before) : modeler.getViews().find((view) => view.type === "decisionTable");
    if (again && again.element.id !== modeler.getActiveView()?.element.id) await modeler.open(again);
  },
  content: async () => (await modeler.saveXML({ format: true })).xml,
  onChange: (told) => {
    changed = told;
  },
  select: (element) => {
    const view = holding(element);
    if (view) void modeler.open(view).then(() => point(element));
  },
  undo: () => stack()?.undo(),
  redo: () => stack()?.redo(),
};

await work(editor);
