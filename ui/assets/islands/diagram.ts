// Draws a process with bpmn-js and marks where a case stands, or what a release
// changes. The outline or the list on the page says the same in words.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { pair, type Side } from "./pair";

interface Canvas {
  zoom(level: number | "fit-viewport", center?: "auto"): number;
  addMarker(element: string, marker: string): void;
  removeMarker(element: string, marker: string): void;
  hasMarker(element: string, marker: string): boolean;
}
interface Overlays {
  add(element: string, overlay: { position: { top: number; left: number }; scale: { min: number }; html: HTMLElement }): void;
}
interface Elements {
  get(id: string): unknown;
  filter(which: (element: { id: string }) => boolean): { id: string }[];
}

interface Events {
  on(event: "element.click", told: (event: { element: { id: string } }) => void): void;
}

class Diagram implements Side {
  private readonly viewer: NavigatedViewer;

  constructor(private readonly box: HTMLElement) {
    // The wheel belongs to the page; the buttons zoom, dragging moves.
    this.viewer = new NavigatedViewer({ container: box, zoomScroll: { enabled: false } });
  }

  async open(xml: string): Promise<void> {
    await this.viewer.importXML(xml);
    this.mark("taken", "taken");
    this.mark("done", "done");
    this.mark("here", "here", this.box.dataset["labelHere"]);
    this.mark("stuck", "stuck", this.box.dataset["labelStuck"]);
    for (const how of ["added", "removed", "changed", "moved"]) this.mark(how, how);
    this.fit();
  }

  fit(): void {
    this.canvas().zoom("fit-viewport", "auto");
  }

  zoom(factor: number): void {
    const now = (this.canvas() as Canvas & { zoom(): number }).zoom();
    this.canvas().zoom(Math.min(4, Math.max(0.2, now * factor)));
  }

  clicked(told: (id: string) => void): void {
    this.viewer.get<Events>("eventBus").on("element.click", ({ element }) => told(element.id.replace(/_label$/, "")));
  }

  /** Marks one element, and no other, with a marker. */
  choose(id: string | undefined, marker: string): void {
    const canvas = this.canvas();
    for (const chosen of this.viewer.get<Elements>("elementRegistry").filter((e) => canvas.hasMarker(e.id, marker))) {
      canvas.removeMarker(chosen.id, marker);
    }
    if (id && this.viewer.get<Elements>("elementRegistry").get(id)) canvas.addMarker(id, marker);
  }

  private canvas(): Canvas {
    return this.viewer.get<Canvas>("canvas");
  }

  private mark(list: string, marker: string, label?: string): void {
    for (const id of (this.box.dataset[list] ?? "").split(" ")) {
      if (!id || !this.viewer.get<Elements>("elementRegistry").get(id)) continue;
      this.canvas().addMarker(id, marker);
      if (label) this.token(id, marker, label);
    }
  }

  /** Tokens stay readable however far a large diagram is zoomed out. */
  private token(id: string, marker: string, label: string): void {
    const html = document.createElement("span");
    html.className = `token ${marker}`;
    html.textContent = label;
    this.viewer.get<Overlays>("overlays").add(id, { position: { top: -14, left: 6 }, scale: { min: 0.75 }, html });
  }
}

async function start(box: HTMLElement): Promise<Diagram | undefined> {
  const source = document.getElementById(box.dataset["diagram"] ?? "");
  const xml = source instanceof HTMLTemplateElement ? (source.content.textContent ?? "") : "";
  const diagram = new Diagram(box);
  try {
    await diagram.open(xml);
  } catch {
    box.textContent = box.dataset["failed"] ?? "";
    return undefined;
  }
  const zoom = box.parentElement?.querySelector<HTMLElement>("[data-zoom]");
  if (!zoom) return diagram;
  zoom.hidden = false;
  zoom.querySelector("[data-zoom-in]")?.addEventListener("click", () => diagram.zoom(1.25));
  zoom.querySelector("[data-zoom-out]")?.addEventListener("click", () => diagram.zoom(0.8));
  zoom.querySelector("[data-zoom-fit]")?.addEventListener("click", () => diagram.fit());
  return diagram;
}

const boxes = [...document.querySelectorAll<HTMLElement>("[data-diagram]")];
const drawn = await Promise.all(boxes.map(start));
const side = (name: string) => drawn[boxes.findIndex((box) => box.dataset["pair"] === name)];
const [from, to] = [side("from"), side("to")];
if (from && to) pair(from, to);
