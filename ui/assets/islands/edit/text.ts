// The editor of files that have no editor of their own: their text, with the same
// saving and the same checks.
import { part } from "./dom";
import type { Editor } from "./editor";
import { work } from "./page";

const area = part("stage") as HTMLTextAreaElement;

const editor: Editor = {
  async open(content) {
    const { selectionStart, selectionEnd, scrollTop } = area;
    area.value = content;
    area.setSelectionRange(selectionStart, selectionEnd);
    area.scrollTop = scrollTop;
  },
  content: async () => area.value,
  onChange: (told) => area.addEventListener("input", told),
  undo: () => document.execCommand("undo"),
  redo: () => document.execCommand("redo"),
};

await work(editor);
