// "Try it": a case of the draft, step by step on the real engine, drawn on the canvas.
import { button, el } from "../dom";
import type { Draft } from "../draft";
import { language, say } from "../words";
import { Answers, type Component } from "./answers";
import type { Drawing } from "./drawing";
import { type Decided, type OpenTask, Trial, type TrialEvent, type TrialState } from "./trial";

export class TryIt {
  private readonly trial: Trial;
  private readonly bar = el("p", { class: "actions" });
  private readonly said = el("div", { role: "status", "aria-live": "polite" });
  private readonly body = el("div");
  private running = false;

  constructor(
    panel: HTMLElement,
    private readonly draft: Draft,
    private readonly drawing: Drawing,
    private readonly name: (element: string) => string,
  ) {
    this.trial = new Trial((body) => draft.run(body));
    panel.append(this.bar, this.said, this.body);
    this.buttons();
    this.said.append(el("p", { class: "quiet" }, say("try.lead")));
  }

  /** The draft has changed: the same steps again, on what it is now. */
  stale(): void {
    if (this.running) void this.show(this.trial.again());
  }

  private buttons(): void {
    const start = button(say(this.running ? "try.restart" : "try.start"), () => void this.show(this.trial.start()));
    const back = button(say("try.back"), () => void this.show(this.trial.back()), { disabled: this.trial.steps === 0 });
    const stop = button(say("try.stop"), () => this.stop());
    this.bar.replaceChildren(start, ...(this.running ? [back, stop] : []));
  }

  private stop(): void {
    this.running = false;
    this.drawing.run(undefined);
    this.said.replaceChildren();
    this.body.replaceChildren();
    this.buttons();
  }

  private step(event: TrialEvent): void {
    void this.show(this.trial.step(event));
  }

  private async show(answer: Promise<TrialState>): Promise<void> {
    let state: TrialState;
    try {
      state = await answer;
    } catch (failure) {
      this.said.replaceChildren(el("p", { class: "try-rejected" }, failure instanceof Error ? failure.message : String(failure)));
      return;
    }
    this.running = true;
    this.drawing.run({ tokens: (state.tokens ?? []).map((t) => t.element), taken: state.taken ?? [] });
    this.said.replaceChildren(...this.headline(state));
    this.body.replaceChildren(...this.open(state), ...this.known(state));
    this.buttons();
  }

  private headline(state: TrialState): HTMLElement[] {
    const at = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(state.now));
    const lines = [el("p", { class: "quiet" }, say("try.now", { at }))];
    if (state.over) lines.push(el("p", {}, el("strong", {}, say(state.outcome ? "try.outcome" : "try.over", { outcome: state.outcome ?? "" }))));
    const no = state.rejected;
    if (no) {
      const fields = (no.fields ?? []).map((f) => el("li", {}, `${f.field}: ${f.rule}`));
      lines.push(el("div", { class: "try-rejected" }, el("p", {}, say("try.rejected"), " ", el("span", { lang: "en" }, no.message)), el("ul", {}, ...fields)));
    }
    return lines;
  }

  /** All that can happen next. */
  private open(state: TrialState): HTMLElement[] {
    const out: HTMLElement[] = [];
    for (const task of state.tasks ?? []) out.push(this.task(task, state.now.slice(0, 10)));
    for (const s of state.services ?? []) {
      const end = (result: "ok" | "failed") => button(say(`try.service.${result}`), () => this.step({ kind: "service", element: s.element, key: s.key, result }));
      out.push(this.item(s.element, say("try.service"), end("ok"), end("failed")));
    }
    for (const m of state.messages ?? []) out.push(this.item(m.element, say("try.message"), button(m.name, () => this.step({ kind: "message", name: m.name, element: m.element }))));
    for (const name of state.signals ?? []) out.push(this.item("", say("try.signal"), button(name, () => this.step({ kind: "signal", name }))));
    for (const c of state.choices ?? []) {
      out.push(this.item(c.element, say("try.choice"), ...c.steps.map((step) => button(this.name(step), () => this.step({ kind: "choose", key: c.key, element: step })))));
    }
    for (const i of state.incidents ?? []) out.push(this.item(i.element, say("try.incident", { cause: i.cause }), button(say("try.retry"), () => this.step({ kind: "retry", element: i.element, key: i.key }))));
    const next = [...(state.timers ?? [])].sort((a, b) => a.due.localeCompare(b.due))[0];
    if (next) {
      const due = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(next.due));
      out.push(this.item(next.element, say("try.timer", { due }), button(say("try.advance"), () => this.step({ kind: "advance" }))));
    }
    return out;
  }

  private item(element: string, what: string, ...acts: HTMLElement[]): HTMLElement {
    return el("section", { class: "try-item", "data-element": element }, el("h3", {}, element ? this.name(element) : what), el("p", { class: "quiet" }, what), ...acts);
  }

  private task(task: OpenTask, today: string): HTMLElement {
    const fill = button(say("try.fill"), () => void this.fill(task, today, item));
    const raise = (task.raisable ?? []).map((r) =>
      button(say(r.escalation ? "try.escalate" : "try.raise", { code: r.code ?? "" }), () => this.step({ kind: r.escalation ? "escalate" : "raise", element: task.element, key: task.key, code: r.code })),
    );
    const item = this.item(task.element, say("try.task", { role: task.role ?? "–" }), task.form ? fill : this.done(task, () => ({})), ...raise);
    return item;
  }

  private done(task: OpenTask, values: () => Record<string, unknown>): HTMLElement {
    return button(say("try.complete"), () => this.step({ kind: "complete", element: task.element, key: task.key, values: values() }), { "data-variant": false });
  }

  /** Puts the task's form in place of its button. */
  private async fill(task: OpenTask, today: string, item: HTMLElement): Promise<void> {
    const schema = JSON.parse((await this.draft.read(`${task.form}.form`)) || "{}") as { components?: Component[] };
    const answers = new Answers(schema.components ?? [], await this.draft.preview(task.form ?? "", language), today, task.shown ?? {});
    const shown = Object.entries(task.shown ?? {}).map(([key, value]) => el("div", {}, el("dt", {}, key), el("dd", {}, text(value))));
    item.querySelectorAll(":scope > button").forEach((one) => one.remove());
    if (shown.length > 0) item.append(el("dl", { class: "try-known" }, ...shown));
    const done = this.done(task, () => answers.values());
    answers.form.addEventListener("submit", (event) => {
      event.preventDefault();
      done.click();
    });
    item.append(answers.form, done);
    answers.form.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
  }

  private known(state: TrialState): HTMLElement[] {
    const out: HTMLElement[] = [];
    const decisions = state.decisions ?? [];
    if (decisions.length > 0) out.push(el("section", { class: "try-decisions" }, el("h3", {}, say("try.decisions")), ...decisions.map((d) => this.decision(d))));
    const variables = Object.entries(state.variables ?? {});
    const list = el("dl", { class: "try-known" }, ...variables.map(([key, value]) => el("div", {}, el("dt", {}, key), el("dd", {}, text(value)))));
    if (variables.length > 0) out.push(el("details", { class: "ds-details" }, el("summary", {}, say("try.variables", { n: variables.length })), list));
    return out;
  }

  /** What a table came to: the values it looked at, and the rules that matched. */
  private decision(d: Decided): HTMLElement {
    const tables = (d.tables ?? []).map((t) => {
      const inputs = (t.inputs ?? []).filter((i) => i.consulted).map((i) => `${i.label || i.expression} = ${text(i.value)}`);
      const rules = (t.matched ?? []).map((r) => say("try.rule", { n: r.number, value: text(r.value) }));
      return el("li", {}, el("strong", {}, t.decisionName || t.decision), ` ${inputs.join(", ")} → ${rules.join("; ") || say("try.norule")}`);
    });
    const why = (d.why ?? []).map((line) => el("li", { lang: "en" }, line));
    return el("div", {}, el("p", {}, `${this.name(d.element)}: ${d.decision} = `, el("strong", {}, text(d.value))), el("ul", {}, ...tables, ...why));
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
