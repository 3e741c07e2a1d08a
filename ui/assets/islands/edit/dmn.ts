// The editor of decisions: dmn-js, with a button for each of its views.
import Modeler, { type View, type Viewer } from "dmn-js/lib/Modeler";
import { button, part } from "./dom";
import type { Editor } from "./editor";
import { work } from "./page";
import { say } from "./words";

interface Stack {
  undo(): void;
  redo(): void;
}
interface Logic {
  rule?: { id: string }[];
}

const stage = part("stage");
const views = part("views");
const modeler = new Modeler({ container: stage });
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

function holding(element: string): View | undefined {
  return modeler.getViews().find(({ element: one }) => {
    const logic = (one as { decisionLogic?: Logic }).decisionLogic;
    return one.id === element || logic?.rule?.some((rule) => rule.id === element);
  });
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
    if (view) void modeler.open(view);
  },
  undo: () => stack()?.undo(),
  redo: () => stack()?.redo(),
};

await work(editor);
