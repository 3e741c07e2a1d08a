// The texts of the page: the server put them there in the reader's language.

const texts = new Map<string, string>();
const source = document.getElementById("words");
if (source instanceof HTMLTemplateElement) {
  source.content.querySelectorAll<HTMLElement>("[data-key]").forEach((one) => texts.set(one.dataset["key"] ?? "", one.textContent ?? ""));
}

/** Says a text; {name} in it becomes a value. An unknown key comes back in brackets, as on the server. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  const text = texts.get(key) ?? `[${key}]`;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A text that there need not be. */
export function find(key: string): string | undefined {
  return texts.get(key);
}

/** The language of the page, for the browser's own formats. */
export const language = document.documentElement.lang || "en";
