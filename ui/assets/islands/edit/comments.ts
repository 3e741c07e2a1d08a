// Remarks on elements: a list beside the canvas and signs on it.
import { button, el } from "./dom";
import type { Draft, Remark } from "./draft";
import type { Editor } from "./editor";
import { language, say } from "./words";

export class Comments {
  private element = "";
  private heard = "";
  private readonly list = el("ul", { class: "remarks" });
  private readonly text = el("textarea", { class: "ds-input", id: "remark", rows: "3" });
  private readonly about = el("span", { class: "quiet" });

  constructor(
    panel: HTMLElement,
    private readonly count: HTMLElement,
    private readonly draft: Draft,
    private readonly editor: Editor,
  ) {
    const form = el("form", { class: "remark-form" });
    form.append(el("label", { class: "ds-label", for: "remark" }, say("comments.new"), " ", this.about), this.text);
    form.append(el("button", { class: "ds-button", type: "submit" }, say("comments.send")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    panel.append(this.list, form);
    this.on("");
  }

  /** The element that the next remark is about. */
  on(element: string): void {
    this.element = element;
    this.about.textContent = element ? say("comments.on", { element }) : say("comments.onfile");
  }

  async refresh(): Promise<void> {
    const all = (await this.draft.comments().catch(() => undefined))?.filter((c) => c.path === this.draft.path && !c.resolvedAt);
    if (!all) return;
    if (JSON.stringify(all) !== this.heard) this.render(all); // else what stands there keeps the reader's place
    this.heard = JSON.stringify(all);
    const counts = new Map<string, number>();
    for (const { element } of all) if (element) counts.set(element, (counts.get(element) ?? 0) + 1);
    this.editor.badge?.("comment", new Map([...counts].map(([element, n]) => [element, say("comments.badge", { n })])));
  }

  private render(all: Remark[]): void {
    this.count.textContent = String(all.length);
    this.list.replaceChildren(...all.map((remark) => this.line(remark)));
    if (all.length === 0) this.list.append(el("li", { class: "empty" }, say("comments.none")));
  }

  private line(remark: Remark): HTMLElement {
    const when = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" }).format(new Date(remark.at));
    const about = remark.element
      ? button(remark.element, () => this.editor.select?.(remark.element ?? ""), { class: "link-button", "data-variant": false })
      : undefined;
    const done = button(say("comments.resolve"), () => void this.resolve(remark));
    return el("li", {}, el("p", { class: "quiet" }, el("bdi", {}, remark.by), ` · ${when} `, about), el("p", { dir: "auto" }, remark.text), done);
  }

  private async send(): Promise<void> {
    const text = this.text.value.trim();
    if (!text) return;
    await this.draft.comment(this.element, text);
    this.text.value = "";
    await this.refresh();
  }

  private async resolve(remark: Remark): Promise<void> {
    await this.draft.resolve(remark.number);
    await this.refresh();
  }
}
