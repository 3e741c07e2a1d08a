// Small helpers to build what stands beside a canvas.

type Child = Node | string | undefined | false;

/** Makes an element; attributes that are undefined or false are left out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | boolean | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((c): c is Node | string => c !== undefined && c !== false));
  return made;
}

export function button(text: string, act: () => void, attributes: Record<string, string | boolean | undefined> = {}): HTMLButtonElement {
  const made = el("button", { type: "button", class: "ds-button", "data-variant": "secondary", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

/** The one element of the page that carries a data attribute. */
export function part(name: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-${name}]`);
  if (!found) throw new Error(`the page has no part ${name}`);
  return found;
}
