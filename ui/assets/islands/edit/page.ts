// The page around a canvas: saves by itself, says so, shows what the checks find,
// who else is here and what they remarked.
import { Comments } from "./comments";
import { ask } from "./conflict";
import { part } from "./dom";
import { Draft } from "./draft";
import type { Editor } from "./editor";
import { FindingList } from "./findings";
import { People } from "./people";
import { Saver, type State } from "./saver";
import { Tabs } from "./tabs";
import { language, say } from "./words";

export interface Desk {
  draft: Draft;
  root: string; // of the draft's pages
  saver: Saver;
  tabs: Tabs;
  /** Hears after each save. */
  onSaved(told: () => void): void;
}

/** Puts an editor to work on the file of the page. */
export async function work(editor: Editor): Promise<Desk> {
  const place = part("edit").dataset;
  const id = place["draft"] ?? "";
  const draft = new Draft(id, place["path"] ?? "");
  const root = `/studio/drafts/${id}`;
  const listeners: (() => void)[] = [];
  const tabs = new Tabs(part("tabs"));
  const findings = new FindingList(part("findings"), part("findings-count"), draft, editor, root);
  const comments = new Comments(part("comments"), part("comments-count"), draft, editor);

  const saver: Saver = new Saver(draft, editor, {
    state: tell,
    saved: (merged) => {
      if (merged) announce(say("state.merged"));
      void findings.refresh(saver.since);
      for (const told of listeners) told();
    },
    clash: (clash) => ask(part("conflict"), clash, (choice) => void saver.settleClash(clash, choice).then(() => findings.refresh())),
  }, id);

  const look = async () => {
    await saver.refresh(); // first: what is drawn on the canvas goes when a file is opened anew
    await Promise.all([findings.look(), comments.refresh()]);
  };
  const people = new People(part("people"), draft, editor, () => void look().catch(() => undefined)); // a dead line: next time
  editor.onChange(() => saver.changed());
  editor.onSelect?.((element) => {
    comments.on(element);
    people.at(element);
  });
  wire("undo", () => editor.undo?.());
  wire("redo", () => editor.redo?.());
  try {
    await saver.open();
  } catch (failure) {
    part("failed").hidden = false;
    part("reason").textContent = failure instanceof Error ? failure.message : String(failure);
  }
  const at = new URLSearchParams(location.search).get("at");
  if (at) {
    tabs.open("side-findings");
    findings.at(at);
  }
  void findings.refresh();
  void comments.refresh();
  people.start();
  return { draft, root, saver, tabs, onSaved: (told) => listeners.push(told) };
}

function wire(name: string, act: () => void): void {
  document.querySelector(`[data-act=${name}]`)?.addEventListener("click", act);
}

function tell(state: State, reason: string): void {
  const status = part("status");
  if (status.dataset["state"] === state && !reason) return;
  const done = state === "saved" && status.dataset["state"] !== undefined; // not: as it was when it was opened
  status.dataset["state"] = state;
  status.textContent = say(done ? "state.saved.at" : `state.${state}`, { reason, at: new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(new Date()) });
}

function announce(text: string): void {
  part("news").textContent = text;
}
