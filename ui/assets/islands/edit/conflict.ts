// Two owners changed the same thing: both versions are shown, and the reader
// chooses for each. Nothing is lost: what was not chosen stays among the revisions.
import { button, el } from "./dom";
import type { Conflict } from "./draft";
import type { Choice, Clash } from "./saver";
import { find, say } from "./words";

type Side = "mine" | "theirs";

/** Shows a clash and hears how it is to end. */
export function ask(box: HTMLElement, clash: Clash, chosen: (choice: Choice) => void): void {
  const choose = (choice: Choice) => {
    box.hidden = true;
    box.replaceChildren();
    chosen(choice);
  };
  const each = clash.kept > 0 && clash.conflicts.length > 0 && clash.conflicts.every((c) => c.element);
  box.replaceChildren(
    el("h2", { class: "ds-heading", "data-size": "2xs" }, say("conflict.title")),
    el("p", {}, say(each ? "conflict.each" : "conflict.lead")),
    each ? oneByOne(clash, (mine) => choose({ mine })) : asAWhole(clash, (whole) => choose({ whole })),
  );
  box.hidden = false;
  box.focus();
}

/** A choice for each thing; nothing is chosen beforehand. */
function oneByOne(clash: Clash, done: (mine: Conflict[]) => void): HTMLElement {
  const form = el("form", {}, table(clash.conflicts, (c, i, side) => radio(i, side, where(c), side === "mine" ? c.yours : c.theirs)));
  const all = (side: Side) => button(say(`conflict.all.${side}`), () => form.querySelectorAll<HTMLInputElement>(`input[value=${side}]`).forEach((one) => (one.checked = true)));
  form.append(el("p", { class: "actions" }, el("button", { class: "ds-button", type: "submit" }, say("conflict.join")), all("mine"), all("theirs")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = new FormData(form);
    done(clash.conflicts.filter((_, i) => chosen.get(`clash-${i}`) === "mine"));
  });
  return form;
}

/** A file that can only be taken as it is: one was removed, or is no BPMN any more. */
function asAWhole(clash: Clash, done: (content: string) => void): HTMLElement {
  const keep = button(say("conflict.keep"), () => done(clash.mine), { "data-variant": false });
  const shown = table(clash.conflicts, (c, _, side) => el("span", { dir: "auto" }, (side === "mine" ? c.yours : c.theirs) || "–"));
  return el("div", {}, shown, el("p", { class: "actions" }, keep, button(say("conflict.take"), () => done(clash.theirs))));
}

function table(conflicts: Conflict[], cell: (c: Conflict, i: number, side: Side) => HTMLElement): HTMLElement {
  const head = el("tr", {}, ...["where", "mine", "theirs"].map((key) => el("th", { scope: "col" }, say(`conflict.${key}`))));
  const rows = conflicts.map((c, i) => el("tr", {}, el("th", { scope: "row" }, where(c)), el("td", {}, cell(c, i, "mine")), el("td", {}, cell(c, i, "theirs"))));
  return el("div", { class: "conflict-table", tabindex: "0", role: "group", "aria-label": say("conflict.title") }, el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows)));
}

function where(c: Conflict): string {
  const what = find(`what.${c.what}`) ?? c.what;
  return `${c.name || c.element || ""} · ${what}`;
}

function radio(i: number, side: Side, about: string, text: string | undefined): HTMLElement {
  const state = find(`what.is.${text ?? ""}`);
  const input = el("input", { class: "ds-input", type: "radio", name: `clash-${i}`, value: side, required: true, "aria-label": `${about}: ${say(`conflict.${side}`)}` });
  return el("label", { class: "conflict-side" }, input, el("span", { dir: "auto" }, state ?? (text || "–")));
}
