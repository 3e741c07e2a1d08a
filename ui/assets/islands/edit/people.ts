// Who else works on this draft, and on what.
import { el } from "./dom";
import type { Draft, Presence } from "./draft";
import type { Editor } from "./editor";
import { say } from "./words";

const beat = 10_000; // ms; the server forgets who has been silent for 30 s

export class People {
  private element = "";
  private timer: number | undefined;

  constructor(
    private readonly box: HTMLElement,
    private readonly draft: Draft,
    private readonly editor: Editor,
    private readonly others: () => void, // somebody else is here: look for their changes
  ) {}

  start(): void {
    void this.tell();
    window.setInterval(() => void this.tell(), beat);
  }

  /** Says soon which element is selected here. */
  at(element: string): void {
    this.element = element;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.tell(), 1_000);
  }

  private async tell(): Promise<void> {
    if (document.visibilityState === "hidden") return;
    const here = await this.draft.here(this.element).catch(() => undefined);
    if (!here) return;
    const names = here.map((one) => el("li", {}, el("bdi", {}, one.name), this.where(one)));
    const same = names.length === this.box.children.length && names.every((li, i) => li.isEqualNode(this.box.children[i]!));
    if (!same) this.box.replaceChildren(...names);
    const mine = here.filter((one) => one.path === this.draft.path && one.element);
    this.editor.badge?.("person", new Map(mine.map((one) => [one.element ?? "", one.name])));
    if (here.length > 0) this.others();
  }

  private where(one: Presence): HTMLElement | undefined {
    if (one.path === this.draft.path || !one.path) return undefined;
    return el("span", { class: "quiet" }, ` ${say("people.in", { path: one.path })}`);
  }
}
