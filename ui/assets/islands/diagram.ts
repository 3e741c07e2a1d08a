// Draws a process with bpmn-js and marks where a case stands. The outline on the
// page says the same in words.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

interface Canvas {
  zoom(level: number | "fit-viewport", center?: "auto"): number;
  addMarker(element: string, marker: string): void;
}
interface Overlays {
  add(element: string, overlay: { position: { top: number; left: number }; scale: { min: number }; html: HTMLElement }): void;
}
interface Elements {
  get(id: string): unknown;
}

class Diagram {
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
    this.fit();
  }

  fit(): void {
    this.canvas().zoom("fit-viewport", "auto");
  }

  zoom(factor: number): void {
    const now = (this.canvas() as Canvas & { zoom(): number }).zoom();
    this.canvas().zoom(Math.min(4, Math.max(0.2, now * factor)));
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

async function start(box: HTMLElement): Promise<void> {
  const source = document.getElementById(box.dataset["diagram"] ?? "");
  const xml = source instanceof HTMLTemplateElement ? (source.content.textContent ?? "") : "";
  const diagram = new Diagram(box);
  try {
    await diagram.open(xml);
  } catch {
    box.textContent = box.dataset["failed"] ?? "";
    return;
  }
  const zoom = box.parentElement?.querySelector<HTMLElement>("[data-zoom]");
  if (!zoom) return;
  zoom.hidden = false;
  zoom.querySelector("[data-zoom-in]")?.addEventListener("click", () => diagram.zoom(1.25));
  zoom.querySelector("[data-zoom-out]")?.addEventListener("click", () => diagram.zoom(0.8));
  zoom.querySelector("[data-zoom-fit]")?.addEventListener("click", () => diagram.fit());
}

document.querySelectorAll<HTMLElement>("[data-diagram]").forEach((box) => void start(box));
