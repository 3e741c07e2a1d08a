// The fields of the hih: groups.
import {
  CheckboxEntry,
  isCheckboxEntryEdited,
  isSelectEntryEdited,
  isTextFieldEntryEdited,
  SelectEntry,
  TextFieldEntry,
} from "@bpmn-io/properties-panel";
import { h } from "@bpmn-io/properties-panel/preact";
import { useService } from "bpmn-js-properties-panel";
import hih from "../../../hih.json";
import { part } from "../dom";
import { find, say } from "../words";
import { known } from "./declared";
import type { Element, Extensions, ExtensionType, Property } from "./extensions";

interface Given {
  element: Element;
  id: string;
}

const values = new Map(hih.enumerations.map((e) => [e.name, e.literalValues.map((v) => v.name)]));

/** An attribute as a field: a list where it has its values, a tick for yes or no, else a line. */
export function attributeEntry(extensions: Extensions, type: ExtensionType, property: Property, index: number, id: string) {
  const choice = values.get(property.type);
  const declared = known(type.name, property.name);
  const common = ({ element }: Given) => ({
    element,
    id,
    label: say(`attr.${property.name}`),
    getValue: () => extensions.value(type, element, index, property.name) ?? (property.type === "Boolean" ? false : ""),
    setValue: (value: unknown) => extensions.set(type, element, index, property.name, value),
  });
  if (choice) {
    const options = () => [{ value: "", label: say("attr.unset") }, ...choice.map((value) => ({ value, label: find(`${property.name}.${value}`) ?? value }))];
    const component = (given: Given) => h(SelectEntry, { ...common(given), getOptions: options });
    return { id, component, isEdited: isSelectEntryEdited };
  }
  if (declared.length > 0) {
    const component = (given: Given) => {
      const now = String(extensions.value(type, given.element, index, property.name) ?? "");
      const strange = now && !declared.some(({ value }) => value === now) ? [{ value: now, label: now }] : [];
      const getOptions = () => [{ value: "", label: say("attr.unset") }, ...declared, ...strange];
      return h(SelectEntry, { ...common(given), getOptions, description: declared.find(({ value }) => value === now)?.says });
    };
    return { id, component, isEdited: isSelectEntryEdited };
  }
  if (property.type === "Boolean") {
    return { id, component: (given: Given) => h(CheckboxEntry, common(given)), isEdited: isCheckboxEntryEdited };
  }
  const component = (given: Given) => h(TextFieldEntry, { ...common(given), debounce: useService<unknown>("debounceInput") });
  return { id, component, isEdited: isTextFieldEntryEdited };
}

/** Leads to the declaration of the item that an extension is about. */
export function itemLinkEntry(extensions: Extensions, type: ExtensionType, index: number, id: string) {
  const component = ({ element }: Given) => {
    const item = String(extensions.value(type, element, index, "item") ?? "");
    return item ? leads(`data?item=${encodeURIComponent(item)}`, "data") : null;
  };
  return { id, component };
}

/** A tick for an extension that says something by being there. */
export function presenceEntry(extensions: Extensions, type: ExtensionType, id: string) {
  const component = ({ element }: Given) =>
    h(CheckboxEntry, {
      element,
      id,
      label: say(`is.${type.name}`),
      getValue: () => extensions.all(type, element).length > 0,
      setValue: (on: boolean) => (on ? extensions.add(type, element, {}) : extensions.remove(type, element, 0)),
    });
  return { id, component, isEdited: isCheckboxEntryEdited };
}

/** Leads to a table of the draft. */
export function linkEntry(table: string, id: string) {
  return { id, component: () => leads(table, table) };
}

function leads(to: string, table: string) {
  const href = `/studio/drafts/${part("edit").dataset["draft"]}/${to}`;
  return h("p", { class: "bio-properties-panel-entry" }, h("a", { href }, say(`link.${table}`)));
}
