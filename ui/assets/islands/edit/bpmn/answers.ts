// Simple fields for a form of the draft, so that a task can be done in a trial.
// What must be answered is filled in already, to step on quickly.
import { el } from "../dom";
import { say } from "../words";

export interface Component {
  type: string;
  key?: string;
  id?: string;
  label?: string;
  dateLabel?: string;
  readonly?: boolean;
  disabled?: boolean;
  values?: { value: string; label?: string }[];
  validate?: { required?: boolean };
  components?: Component[];
}

type Value = string | boolean | number | string[] | undefined;

interface Field {
  key: string;
  value: () => Value;
}

export class Answers {
  readonly box = el("div", { class: "try-fields" });
  private readonly fields: Field[] = [];

  constructor(components: Component[], today: string, private readonly prefix: string) {
    this.add(components, today);
  }

  values(): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    for (const { key, value } of this.fields) {
      const given = value();
      if (given !== undefined) out[key] = given;
    }
    return out;
  }

  private add(components: Component[], today: string): void {
    for (const one of components) {
      if (one.components) this.add(one.components, today);
      else if (one.key && !one.readonly && !one.disabled) this.field(one, one.key, today);
    }
  }

  private field(one: Component, key: string, today: string): void {
    const id = `${this.prefix}-${key}`;
    const must = one.validate?.required === true;
    const label = `${one.label || one.dateLabel || key}${must ? " *" : ""}`;
    switch (one.type) {
      case "checkbox":
        return this.tick(id, key, label, must);
      case "checklist":
      case "taglist":
        return this.choice(id, key, label, one, true, must);
      case "radio":
      case "select":
        return this.choice(id, key, label, one, false, must);
      case "textfield":
      case "textarea":
      case "number":
      case "datetime":
        return this.line(id, key, label, one.type, must ? today : "");
    }
  }

  private tick(id: string, key: string, label: string, on: boolean): void {
    const input = el("input", { type: "checkbox", id, checked: on });
    this.box.append(el("label", { for: id }, input, ` ${label}`));
    this.fields.push({ key, value: () => input.checked });
  }

  private choice(id: string, key: string, label: string, one: Component, several: boolean, must: boolean): void {
    const select = el("select", { class: "ds-input", id, multiple: several });
    if (!several) select.append(el("option", { value: "" }, say("try.nothing")));
    for (const option of one.values ?? []) select.append(el("option", { value: option.value }, option.label || option.value));
    if (must) select.selectedIndex = several ? 0 : 1;
    this.box.append(el("label", { class: "ds-label", for: id }, label), select);
    const value = () => (several ? [...select.selectedOptions].map((o) => o.value) : select.value || undefined);
    this.fields.push({ key, value });
  }

  private line(id: string, key: string, label: string, type: string, today: string): void {
    const kind = { number: "number", datetime: "date" }[type] ?? "text";
    const sample = { number: "1", date: today, text: say("try.sample") }[kind] ?? "";
    const input = el("input", { class: "ds-input", type: kind, id, value: today ? sample : "" });
    this.box.append(el("label", { class: "ds-label", for: id }, label), input);
    this.fields.push({ key, value: () => (input.value === "" ? undefined : kind === "number" ? Number(input.value) : input.value) });
  }
}
