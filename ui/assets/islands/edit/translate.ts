// What the third parties' editors say, in the reader's language: from lists of ours,
// by their English words in small letters. What a list lacks stays English.
import { language } from "./words";

export type Words = Record<string, string>;

/** The `translate` service of bpmn.io's editors, as a module that replaces theirs. */
export function translation(german: Words): unknown {
  return { translate: ["value", (text: string, values: Record<string, string> = {}) => fill(translated(german, text), values)] };
}

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{\s*([^}]+?)\s*\}/g, (whole, name: string) => values[name] ?? whole);
}

export function translated(german: Words, text: string): string {
  if (language !== "de") return text;
  return german[text.toLowerCase()] ?? event(german, text) ?? text;
}

const places: Record<string, string> = { start: "Beginn", end: "Ende", boundary: "Am Rand", "intermediate catch": "Wartet", "intermediate throw": "Sendet", intermediate: "Zwischenstand" };
const named = /^(?:(.+?) )?(start|end|boundary|intermediate catch|intermediate throw|intermediate) event( \(non[- ]interrupting\))?$/;

/** Names of events are put together: what they wait for, where they stand, whether they interrupt. */
function event(german: Words, text: string): string | undefined {
  const [whole, trigger, place, beside] = named.exec(text.toLowerCase()) ?? [];
  if (!whole || !place) return undefined;
  const about = trigger && (german[trigger] ?? trigger);
  return [places[place], about && `: ${about}`, beside && " (unterbricht nicht)"].filter(Boolean).join("");
}

/** For an editor without such a service: says its fixed words in German wherever they come to stand in some of its parts. */
export function relabel(box: HTMLElement, parts: string, german: Words): void {
  if (language !== "de") return;
  const say = (text: string) => {
    const said = german[text.trim().toLowerCase()];
    return said && text.trim() !== said ? said : undefined;
  };
  const go = () => {
    for (const part of box.querySelectorAll<HTMLElement>(parts)) {
      for (const node of part.childNodes) {
        const said = node.nodeType === Node.TEXT_NODE ? say(node.nodeValue ?? "") : undefined;
        if (said) node.nodeValue = said;
      }
      for (const name of ["placeholder", "title", "aria-label"]) {
        const said = say(part.getAttribute(name) ?? "");
        if (said) part.setAttribute(name, said);
      }
    }
  };
  new MutationObserver(go).observe(box, { childList: true, subtree: true, characterData: true });
  go();
}
