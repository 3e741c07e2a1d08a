// A form of the draft, so that a task can be done in a trial: as the portal shows it,
// in the reader's language. What must be answered is filled in already, to step on
// quickly.
import { reveal } from "../../reveal";
import { el } from "../dom";
import { say } from "../words";

export interface Component {
  type: string;
  key?: string;
  readonly?: boolean;
  disabled?: boolean;
  components?: Component[];
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
type Known = Record<string, unknown>;

export class Answers {
  readonly form = el("form", { class: "form try-fields", novalidate: true });
  private readonly asked = new Map<string, Component>();

  /** Takes the fields out of the page that shows the form as the portal does. */
  constructor(components: Component[], preview: string, today: string, known: Known) {
    const page = new DOMParser().parseFromString(preview, "text/html");
    const fields = page.querySelector("[data-form-preview] .form");
    this.form.append(...(fields?.childNodes ?? []));
    this.gather(components, known);
    for (const key of this.asked.keys()) this.sample(this.controls(key), today);
    reveal(this.form);
  }

  values(): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    for (const [key, { type }] of this.asked) {
      const value = given(type, this.controls(key).filter((one) => !one.closest("[hidden], [data-hidden]")));
      if (value !== undefined) out[key] = value;
    }
    return out;
  }

  private gather(components: Component[], known: Known): void {
    for (const one of components) {
      if (one.components) this.gather(one.components, known);
      if (!one.key) continue;
      if (!one.readonly && !one.disabled) this.asked.set(one.key, one);
      else this.controls(one.key).forEach((control) => show(control, known[one.key!]));
    }
  }

  private controls(key: string): Control[] {
    return [...this.form.querySelectorAll<Control>(`[name="${CSS.escape(`f-${key}`)}"]`)].filter((one) => one.type !== "hidden");
  }

  private sample(controls: Control[], today: string): void {
    const first = controls[0];
    if (!first || (first.getAttribute("aria-required") ?? first.closest("fieldset")?.getAttribute("aria-required")) !== "true") return;
    if (first instanceof HTMLSelectElement) first.selectedIndex = 1;
    else if (first.type === "checkbox" || first.type === "radio") (first as HTMLInputElement).checked = true;
    else first.value = { date: today, "datetime-local": `${today}T09:00`, time: "09:00" }[first.type] ?? (first.inputMode === "decimal" ? "1" : say("try.sample"));
  }
}

function show(control: Control, value: unknown): void {
  control.disabled = true;
  if (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type)) control.checked = value === true || value === control.value;
  else control.value = value === undefined ? "" : String(value);
}

/** What was answered, as the engine wants it; undefined where nothing was. */
function given(type: string, controls: Control[]): unknown {
  const [first] = controls;
  if (!first) return undefined;
  const ticked = controls.filter((one) => (one as HTMLInputElement).checked).map((one) => one.value);
  switch (type) {
    case "checkbox":
      return (first as HTMLInputElement).checked;
    case "checklist":
    case "taglist":
      return ticked;
    case "radio":
      return ticked[0];
    case "number":
      return first.value === "" ? undefined : Number(first.value.replace(",", "."));
  }
  return first.value === "" ? undefined : first.value;
}
