// The editor of a process: bpmn-js with a properties panel.
import { part } from "./dom";
import type { Editor } from "./editor";
import { page } from "./bpmn/canvas";
import { Drawing } from "./bpmn/drawing";
import { work } from "./page";
import { TryIt } from "./bpmn/tryit";

const canvas = page(part("stage"), part("properties"));
const drawing = new Drawing(canvas);

const editor: Editor = {
  open: (xml) => canvas.open(xml),
  content: () => canvas.content(),
  pause: 60, // each change is a whole one, and half a second later the checks shall have answered
  onChange: (told) => canvas.onChange(told),
  onSelect: (told) => canvas.onSelect(told),
  select: (element) => canvas.select(element),
  mark: (findings) => drawing.mark(findings),
  show: (path, look) => drawing.path(path, look),
  badge: (kind, badges) => drawing.badge(kind, badges),
  undo: () => canvas.undo(),
  redo: () => canvas.redo(),
};

const desk = await work(editor);
const tryIt = new TryIt(part("try"), desk.draft, drawing, (element) => canvas.registry.get(element)?.businessObject.name || element);
desk.onSaved(() => tryIt.stale());
