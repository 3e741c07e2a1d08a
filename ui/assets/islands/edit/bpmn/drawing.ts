// What is drawn over a diagram and belongs to no file: marks of findings, a way
// through the elements, tokens, and signs of comments and other people.
import { el } from "../dom";
import type { Finding } from "../draft";
import { say } from "../words";
import type { Canvas, Shape } from "./canvas";

/** Where a run of the process stands. */
export interface Run {
  tokens: string[];
  taken: string[]; // flows and elements
}

const corner: Record<string, Record<string, number>> = {
  finding: { top: -12, right: 12 },
  step: { top: -12, left: -10 },
  token: { bottom: 12, left: -6 },
  comment: { bottom: 12, right: 14 },
  person: { bottom: -4, left: 4 },
};

export class Drawing {
  private readonly marked = new Map<string, [string, string][]>();

  constructor(private readonly canvas: Canvas) {}

  mark(findings: Finding[]): void {
    this.clear("finding");
    const worst = new Map<string, Finding[]>();
    for (const f of findings) if (f.element) worst.set(f.element, [...(worst.get(f.element) ?? []), f]);
    for (const [element, here] of worst) {
      const error = here.some((f) => f.severity === "error");
      if (!error && here.every((f) => f.severity === "note")) continue;
      this.marker("finding", element, error ? "is-error" : "is-warning");
      this.sign("finding", element, error ? "!" : "?", here.map((f) => f.message).join("\n"), error ? "error" : "warning");
    }
  }

  /** Draws a way: its elements, the connections between them, and the order; brings it into view when asked to. */
  path(elements: string[], look: boolean): void {
    this.clear("step");
    const shapes = elements.map((id) => this.canvas.registry.get(id)).filter((shape) => shape !== undefined);
    const numbers = new Map<string, number[]>();
    let step = 0;
    shapes.forEach((shape, i) => {
      this.marker("step", shape.id, "on-path");
      for (const flow of between(shape, shapes[i + 1])) this.marker("step", flow.id, "on-path");
      if (!shape.waypoints) numbers.set(shape.id, [...(numbers.get(shape.id) ?? []), ++step]);
    });
    if (look) this.canvas.see(shapes);
    for (const [id, order] of numbers) {
      const text = order.join(", ");
      this.sign("step", id, text, say("path.step", { n: text }));
    }
  }

  run(run: Run | undefined): void {
    this.clear("token");
    for (const id of new Set(run?.taken)) this.marker("token", id, "taken");
    const counts = new Map<string, number>();
    for (const id of run?.tokens ?? []) counts.set(id, (counts.get(id) ?? 0) + 1);
    for (const [id, n] of counts) {
      this.marker("token", id, "here");
      this.sign("token", id, n > 1 ? `● ${n}` : "●", say("try.token", { n }));
    }
  }

  badge(kind: string, badges: Map<string, string>): void {
    this.clear(kind);
    for (const [id, text] of badges) this.sign(kind, id, text, text);
  }

  private marker(kind: string, id: string, marker: string): void {
    if (!this.canvas.registry.get(id)) return;
    this.canvas.board.addMarker(id, marker);
    this.marked.set(kind, [...(this.marked.get(kind) ?? []), [id, marker]]);
  }

  private sign(kind: string, id: string, text: string, title: string, level = ""): void {
    const shape = this.canvas.registry.get(id);
    if (!shape || shape === this.canvas.board.getRootElement()) return;
    const html = el("span", { class: `sign sign-${kind}`, title, "data-level": level || undefined, "data-sign": id }, text);
    this.canvas.overlays.add(id, `hih-${kind}`, { scale: { min: 0.8 }, position: shape.waypoints ? middle(shape.waypoints) : corner[kind]!, html });
  }

  private clear(kind: string): void {
    this.canvas.overlays.remove({ type: `hih-${kind}` });
    for (const [id, marker] of this.marked.get(kind) ?? []) {
      if (this.canvas.registry.get(id)) this.canvas.board.removeMarker(id, marker);
    }
    this.marked.delete(kind);
  }
}

/** The connections of the shortest way from one station to the next, if any leads there. */
function between(from: Shape, to: Shape | undefined): Shape[] {
  if (!to) return [];
  const ways = new Map<Shape, Shape[]>([[from, []]]);
  for (const [at, way] of ways) { // a Map is walked in the order in which it grows
    if (at === to) return way;
    const hosted = (at as Shape & { attachers?: Shape[] }).attachers ?? [];
    const next = at.waypoints ? [at.target] : [];
    for (const flow of [at, ...hosted].flatMap((one) => one.outgoing ?? [])) if (flow.target && !ways.has(flow.target)) ways.set(flow.target, [...way, flow]);
    for (const one of next) if (one && !ways.has(one)) ways.set(one, way);
  }
  return [];
}

/** Overlays of a connection are placed from the corner of its box. */
function middle(points: { x: number; y: number }[]): Record<string, number> {
  const at = points[Math.floor((points.length - 1) / 2)]!;
  const next = points[Math.floor((points.length - 1) / 2) + 1] ?? at;
  const left = Math.min(...points.map((p) => p.x));
  const top = Math.min(...points.map((p) => p.y));
  return { left: (at.x + next.x) / 2 - left - 8, top: (at.y + next.y) / 2 - top - 12 };
}
