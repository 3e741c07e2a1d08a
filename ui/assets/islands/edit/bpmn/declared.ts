// What the draft declares: the items and milestones that a diagram can speak of, as the
// server put them into the page in the reader's language.

export interface Known {
  value: string;
  label: string;
  says: string; // of an item its label, purpose, law and retention; of a milestone its words
}

function declared(kind: "item" | "milestone"): Known[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-declared] [data-${kind}]`)].map((one) => ({
    value: one.dataset[kind] ?? "",
    label: one.dataset["name"] ?? "",
    says: one.textContent ?? "",
  }));
}

const items = declared("item");
const milestones = declared("milestone");

/** What an attribute can be one of; nothing where it is free, or nothing is declared. */
export function known(type: string, attribute: string): Known[] {
  if (attribute === "item") return items;
  return type === "Milestone" && attribute === "key" ? milestones : [];
}

/** An item as its owner calls it. */
export function itemName(id: string): string {
  return items.find((one) => one.value === id)?.label ?? id;
}
