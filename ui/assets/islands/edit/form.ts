// The editor of forms: form-js, with the form as an applicant will see it beside it.
import { FormEditor } from "@bpmn-io/form-js-editor";
import german from "../../words/form.de.json";
import { part } from "./dom";
import type { Editor } from "./editor";
import { work } from "./page";
import { relabel } from "./translate";

interface Stack {
  undo(): void;
  redo(): void;
}
interface Selection {
  get(): { id?: string; key?: string } | undefined;
  set(field: unknown): void;
}
interface Fields {
  getAll(): { id: string; key?: string }[];
}

const form = new FormEditor({ container: part("stage"), propertiesPanel: { parent: part("properties") } });
relabel(part("stage"), ".fjs-palette-container, .fjs-palette-container *, .fjs-empty-editor *", german);
relabel(part("properties"), ".bio-properties-panel-header-type, .bio-properties-panel-group-header *, .bio-properties-panel-label, .bio-properties-panel-placeholder-text", german);
const frame = part("preview") as HTMLIFrameElement;
const tongue = part("language") as HTMLSelectElement;
const mirrored = part("mirrored") as HTMLInputElement;
let opening = false;

const editor: Editor = {
  async open(text) {
    const selected = form.get<Selection>("selection", false)?.get();
    opening = true;
    try {
      await form.importSchema(JSON.parse(text));
    } finally {
      opening = false;
    }
    if (selected?.id) editor.select?.(selected.id);
  },
  content: async () => JSON.stringify(form.saveSchema(), null, 2) + "\n",
  onChange: (told) => {
    form.on("commandStack.changed", () => {
      if (!opening) told();
    });
  },
  onSelect: (told) => form.on("selection.changed", ({ selection }: { selection?: { key?: string; id?: string } }) => told(selection?.key ?? selection?.id ?? "")),
  select: (element) => {
    const field = form.get<Fields>("formFieldRegistry").getAll().find((one) => one.id === element || one.key === element);
    if (field) form.get<Selection>("selection").set(field);
  },
  undo: () => form.get<Stack>("commandStack").undo(),
  redo: () => form.get<Stack>("commandStack").redo(),
};

/** Shows the saved form in the chosen language. */
function preview(): void {
  // The version makes it another address: the same one would not be loaded again.
  frame.src = `${frame.dataset["of"]}?in=${encodeURIComponent(tongue.value)}&at=${desk.saver.base()}${mirrored.checked ? "&mirrored=1" : ""}#main`;
}

/** The form at the top of the frame: what is above it is the page's. */
function scroll(): void {
  const form = frame.contentDocument?.querySelector("[data-form-preview]");
  if (form) frame.contentWindow?.scrollBy(0, form.getBoundingClientRect().top);
}

frame.addEventListener("load", scroll);
document.getElementById("tab-preview")?.addEventListener("click", scroll);
for (const wish of [tongue, mirrored]) wish.addEventListener("change", preview);
const desk = await work(editor);
desk.onSaved(preview);
preview();
