// The texts on the pages, from the same files as the pages have them: a test
// says which text it means and not how it is worded today.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export type Language = "de" | "en" | "ar";

/** What a page is looked at in: two languages, one of them from right to left where it has one. */
export const spoken = (staff: boolean): Language[] => (staff ? ["de", "en"] : ["de", "ar"]);

type Texts = Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>;

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
const read = (file: string) => JSON.parse(readFileSync(path.join(root, file), "utf8")) as Texts;

/** Says a text of the site or of the language course's process. */
export type Say = (key: string, values?: Record<string, string | number>) => string;

export function words(language: Language): Say {
  const texts = { ...read(`library/language-course/i18n/${language}.json`), ...read(`ui/locales/${language}.json`) };
  return (key, values = {}) => {
    const found = texts[key];
    if (found === undefined) throw new Error(`there is no text ${key} in ${language}`);
    const text = typeof found === "string" ? found : (found[new Intl.PluralRules(language).select(Number(values["count"]))] ?? "");
    return text.replace(/\{\{\.(\w+)\}\}/g, (_, name: string) => String(values[name] ?? `{{.${name}}}`));
  };
}

/** A pattern for a text that stands anywhere in another. */
export function within(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}
