// The drawing board: bpmn-js, Camunda 8's extension elements and ours.
import Modeler from "bpmn-js/lib/Modeler";
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule } from "bpmn-js-properties-panel";
import zeebeBehaviors from "camunda-bpmn-js-behaviors/lib/camunda-cloud";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";
import hih from "../../../hih.json";
import german from "../../../words/bpmn.de.json";
import { translation } from "../translate";
import { say } from "../words";
import { hihModule } from "./properties";

/** An element of the diagram as far as we look at it. */
export interface Shape {
  id: string;
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  type: string;
  parent?: Shape;
  labelTarget?: Shape;
  incoming: Shape[];
  outgoing: Shape[];
  source?: Shape;
  target?: Shape;
  waypoints?: { x: number; y: number }[];
  businessObject: { id: string; name?: string };
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
interface Board {
  zoom(level: number | "fit-viewport", center?: "auto"): number;
  viewbox(): Box & { scale: number; inner: Box; outer: Box };
  viewbox(box: unknown): void;
  addMarker(element: string, marker: string): void;
  removeMarker(element: string, marker: string): void;
  scrollToElement(element: Shape, padding?: Record<string, number>): void;
  getRootElement(): Shape;
  setRootElement(root: Shape): void;
  findRoot(element: Shape): Shape | undefined;
}
export interface Registry {
  get(id: string): Shape | undefined;
  getAll(): Shape[];
}
interface Selection {
  get(): Shape[];
  select(elements: Shape | Shape[] | null): void;
}
interface Overlays {
  add(element: string, type: string, overlay: { position: Record<string, number>; scale: { min: number }; html: HTMLElement }): string;
  remove(filter: { type: string }): void;
}
interface Stack {
  undo(): void;
  redo(): void;
}

const palette = 125; // px
const margin = 60; // px
const legible = 0.6; // the scale from which texts can be read

export class Canvas {
  constructor(private readonly modeler: Modeler) {}

  /** Shows a file. What was selected and in view stays so. */
  async open(xml: string): Promise<void> {
    const again = this.modeler.getDefinitions() !== undefined;
    const selected = again ? this.selection.get().map((shape) => shape.id) : [];
    const view = again ? this.board.viewbox() : undefined;
    await this.modeler.importXML(xml);
    if (view) this.board.viewbox(view);
    else this.fit();
    this.selection.select(selected.map((id) => this.registry.get(id)).filter((shape) => shape !== undefined));
  }

  async content(): Promise<string> {
    const { xml } = await this.modeler.saveXML({ format: true });
    if (!xml) throw new Error("the diagram cannot be written");
    return xml;
  }

  onChange(told: () => void): void {
    this.modeler.on("commandStack.changed", (event: { trigger?: string }) => {
      if (event.trigger !== "clear") told();
    });
  }

  onSelect(told: (element: string) => void): void {
    this.modeler.on("selection.changed", (event: { newSelection: Shape[] }) => {
      const only = event.newSelection.length === 1 ? event.newSelection[0] : undefined;
      told(only ? (only.labelTarget ?? only).id : "");
    });
  }

  /** Selects an element and brings it into view; one that is not drawn selects nothing. */
  select(id: string): void {
    const shape = this.registry.get(id);
    this.selection.select(shape && shape !== this.board.getRootElement() ? shape : null);
    if (!shape || shape === this.board.getRootElement()) return;
    const root = this.board.findRoot(shape);
    if (root && root !== this.board.getRootElement()) this.board.setRootElement(root);
    if (this.board.viewbox().scale < legible) this.board.zoom(legible, "auto");
    this.board.scrollToElement(shape, { top: 120, right: 160, bottom: 120, left: palette + 40 });
  }

  undo(): void {
    this.modeler.get<Stack>("commandStack").undo();
  }

  redo(): void {
    this.modeler.get<Stack>("commandStack").redo();
  }

  fit(): void {
    this.frame(this.board.viewbox().inner);
  }

  /** Brings elements into view, all of them, as large as that allows. */
  see(shapes: Shape[]): void {
    const spots = shapes.flatMap((s) => s.waypoints ?? [{ x: s.x ?? 0, y: s.y ?? 0 }, { x: (s.x ?? 0) + (s.width ?? 0), y: (s.y ?? 0) + (s.height ?? 0) }]);
    if (spots.length === 0) return;
    const [left, top] = [Math.min(...spots.map((p) => p.x)), Math.min(...spots.map((p) => p.y))];
    this.frame({ x: left, y: top, width: Math.max(...spots.map((p) => p.x)) - left, height: Math.max(...spots.map((p) => p.y)) - top });
  }

  /** Shows a part of the diagram beside the palette, which covers what lies below it. */
  private frame(part: Box): void {
    const { outer } = this.board.viewbox();
    const room = { width: outer.width - palette - margin, height: outer.height - 2 * margin };
    if (room.width <= 0 || room.height <= 0) return;
    const scale = Math.min(1, room.width / Math.max(1, part.width), room.height / Math.max(1, part.height));
    const width = outer.width / scale;
    const height = outer.height / scale;
    const spare = (room.width / scale - part.width) / 2;
    this.board.viewbox({ x: part.x - palette / scale - spare, y: part.y - (height - part.height) / 2, width, height });
  }

  zoom(factor: number): void {
    const now = (this.board as unknown as { zoom(): number }).zoom();
    this.board.zoom(Math.min(4, Math.max(0.2, now * factor)));
  }

  get board(): Board {
    return this.modeler.get<Board>("canvas");
  }

  get registry(): Registry {
    return this.modeler.get<Registry>("elementRegistry");
  }

  get overlays(): Overlays {
    return this.modeler.get<Overlays>("overlays");
  }

  private get selection(): Selection {
    return this.modeler.get<Selection>("selection");
  }
}

/** Sets the board up in the page. */
export function page(stage: HTMLElement, properties: HTMLElement): Canvas {
  const modeler = new Modeler({
    container: stage,
    propertiesPanel: { parent: properties, feelPopupContainer: document.body },
    additionalModules: [BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule, zeebeBehaviors, hihModule, translation(german)] as never[],
    moddleExtensions: { zeebe, hih: structuredClone(hih) } as never, // it rewrites what it is given
  });
  const canvas = new Canvas(modeler);
  stage.querySelector("svg")?.setAttribute("aria-label", say("stage"));
  for (const [act, run] of Object.entries({ in: () => canvas.zoom(1.25), out: () => canvas.zoom(0.8), fit: () => canvas.fit() })) {
    document.querySelector(`[data-act=${act}]`)?.addEventListener("click", run);
  }
  return canvas;
}
