// What the checks say about the whole draft: a list beside the canvas, and marks on it.
import { el } from "./dom";
import type { Draft, Finding, Findings } from "./draft";
import type { Editor } from "./editor";
import { say } from "./words";

const kinds = ["error", "warning"] as const;

export class FindingList {
  private shown: Finding | undefined;
  private asked = 0;
  private version = 0; // of the draft that the list speaks of
  private wanted = ""; // an element that the reader came for
  private readonly lines = new Map<string, HTMLElement>(); // the button of each finding

  constructor(
    private readonly panel: HTMLElement,
    private readonly count: HTMLElement,
    private readonly draft: Draft,
    private readonly editor: Editor,
    private readonly root: string,
  ) {}

  /** Asks anew, when something was edited. An answer that a later question has overtaken is dropped. */
  async refresh(edited?: number): Promise<void> {
    const asked = ++this.asked;
    this.panel.setAttribute("aria-busy", "true");
    const began = performance.now();
    try {
      const said = await this.draft.findings();
      if (asked !== this.asked) return;
      this.render(said, Math.round(performance.now() - began));
      if (edited !== undefined) this.panel.dataset["answered"] = String(Math.round(performance.now() - edited));
    } catch {
      if (asked === this.asked) this.panel.replaceChildren(el("p", { class: "quiet" }, say("findings.failed")));
    } finally {
      if (asked === this.asked) this.panel.removeAttribute("aria-busy");
    }
  }

  /** Shows the finding about an element as soon as it is known, else only the element. */
  at(element: string): void {
    this.editor.select?.(element);
    this.wanted = element;
  }

  /** Asks whether somebody else's work has changed anything; where nobody worked, the list stays as it is. */
  async look(): Promise<void> {
    const asked = this.asked;
    const began = performance.now();
    const said = await this.draft.findings();
    if (asked === this.asked && said.version !== this.version) this.render(said, Math.round(performance.now() - began));
  }

  private render({ findings: all, milliseconds: server, version }: Findings, whole: number): void {
    this.version = version;
    this.lines.clear();
    const time = el("p", { class: "quiet", "data-checked": String(server) }, say("findings.time", { server, whole }));
    this.count.textContent = String(all.length);
    const groups = kinds.map((kind) => this.group(kind, all.filter((f) => f.severity === kind))).filter((g) => g !== undefined);
    const none = el("p", { class: "empty" }, say("findings.none"));
    this.panel.replaceChildren(...(groups.length > 0 ? groups : [none]), time);
    this.editor.mark?.(all.filter((f) => this.isHere(f)));
    const wanted = this.wanted ? all.find((f) => this.isHere(f) && f.element === this.wanted) : undefined;
    this.wanted = "";
    const shown = this.shown && all.find((f) => same(f, this.shown!));
    if (wanted) this.show(wanted);
    else if (shown) this.draw(shown, false);
    else this.hide();
  }

  private group(kind: string, findings: Finding[]): HTMLElement | undefined {
    if (findings.length === 0) return undefined;
    const list = el("ul", { class: "finding-list" }, ...findings.map((f) => this.line(f)));
    return el("section", {}, el("h3", { class: "finding-kind", "data-kind": kind }, say(`findings.${kind}`, { n: findings.length })), list);
  }

  private line(finding: Finding): HTMLElement {
    const where = finding.name || finding.element || finding.file || say("findings.whole");
    const text = [el("strong", {}, where), el("span", {}, finding.message), el("code", {}, finding.rule)];
    const here = this.isHere(finding);
    const to = finding.file?.startsWith("i18n/") ? `${this.root}/texts?part=missing` : `${this.root}/edit/${finding.file}${finding.element ? `?at=${encodeURIComponent(finding.element)}` : ""}`;
    const one = here
      ? el("button", { type: "button", class: "finding", "aria-pressed": "false", "data-rule": finding.rule, "data-element": finding.element ?? "" }, ...text)
      : el("a", { class: "finding", href: to, "data-rule": finding.rule }, ...text, el("span", { class: "quiet" }, finding.file));
    if (here) this.lines.set(key(finding), one);
    if (here) one.addEventListener("click", () => (this.shown && same(this.shown, finding) ? this.hide() : this.show(finding)));
    return el("li", { "data-severity": finding.severity }, one, this.way(finding));
  }

  /** The counter-example in words, for who cannot see it drawn. */
  private way(finding: Finding): HTMLElement | undefined {
    const steps = (finding.way ?? []).filter((step) => step.text);
    if (steps.length === 0) return undefined;
    const lines = steps.map((step) => el("li", {}, `${step.name || step.element} ${step.text}`));
    return el("details", { class: "finding-way" }, el("summary", {}, say("findings.way", { n: steps.length })), el("ol", {}, ...lines));
  }

  private isHere(finding: Finding): boolean {
    return !finding.file || finding.file === this.draft.path;
  }

  private show(finding: Finding): void {
    this.editor.select?.(finding.element ?? "");
    this.draw(finding, true);
  }

  /** Draws a finding's way; who is at work elsewhere by now is left there. */
  private draw(finding: Finding, look: boolean): void {
    this.shown = finding;
    this.press((one) => one === this.lines.get(key(finding)));
    this.editor.show?.(finding.path, look);
  }

  private hide(): void {
    this.shown = undefined;
    this.press(() => false);
    this.editor.show?.([], false);
  }

  private press(is: (one: HTMLElement) => boolean): void {
    this.panel.querySelectorAll<HTMLElement>("button.finding").forEach((one) => one.setAttribute("aria-pressed", String(is(one))));
  }
}

function key(f: Finding): string {
  return JSON.stringify([f.rule, f.element, f.message, f.path]);
}

function same(a: Finding, b: Finding): boolean {
  return key(a) === key(b);
}
