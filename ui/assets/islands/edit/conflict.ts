// Two owners changed the same thing: both versions are shown, and the reader
// chooses. Nothing is lost either way; the other one stays among the revisions.
import { button, el } from "./dom";
import type { Clash } from "./saver";
import { say } from "./words";

/** Shows a clash and hears which content to go on from. */
export function ask(box: HTMLElement, clash: Clash, chosen: (content: string) => void): void {
  const choose = (content: string) => {
    box.hidden = true;
    box.replaceChildren();
    chosen(content);
  };
  const rows = clash.conflicts.map((c) => el("tr", {}, el("th", { scope: "row" }, c.name || c.element || "", ` · ${c.what}`), cell(c.yours), cell(c.theirs)));
  const head = el("tr", {}, ...["where", "mine", "theirs"].map((key) => el("th", { scope: "col" }, say(`conflict.${key}`))));
  box.replaceChildren(
    el("h2", { class: "ds-heading", "data-size": "2xs" }, say("conflict.title")),
    el("p", {}, say("conflict.lead")),
    el("div", { class: "conflict-table", tabindex: "0", role: "group", "aria-label": say("conflict.title") }, el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows))),
    el("p", { class: "actions" }, button(say("conflict.keep"), () => choose(clash.mine), { "data-variant": false }), button(say("conflict.take"), () => choose(clash.theirs))),
  );
  box.hidden = false;
  box.focus();
}

function cell(text: string | undefined): HTMLElement {
  return el("td", { dir: "auto" }, text || "–");
}
