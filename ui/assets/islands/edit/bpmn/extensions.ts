// Reads and writes hih: extension elements through bpmn-js, so that undo knows
// every change.
import { Group, ListGroup } from "@bpmn-io/properties-panel";

export interface Property {
  name: string;
  type: string;
}

export interface ExtensionType {
  name: string;
  meta: { allowedIn: string[]; many?: boolean; alone?: boolean };
  properties?: Property[];
}

export type Moddle = Record<string, unknown> & { $type: string; $parent?: Moddle; $instanceOf(type: string): boolean };
export interface Element {
  id: string;
  type: string;
  businessObject: Moddle;
  labelTarget?: Element;
}

interface Modeling {
  updateModdleProperties(element: Element, moddle: Moddle, properties: Record<string, unknown>): void;
}
interface Factory {
  create(type: string, attributes: Record<string, unknown>): Moddle;
}

export class Extensions {
  readonly widgets = { Group, ListGroup };

  constructor(
    private readonly modeling: Modeling,
    private readonly factory: Factory,
    private readonly moddle: Factory,
  ) {}

  mayStandOn(type: ExtensionType, element: Element): boolean {
    if (element.labelTarget) return this.mayStandOn(type, element.labelTarget);
    return type.meta.allowedIn.some((kind) => element.businessObject.$instanceOf(kind));
  }

  /** The extension elements of a type, in their order. */
  all(type: ExtensionType, element: Element): Moddle[] {
    return this.values(element).filter((one) => one.$type === `hih:${type.name}`);
  }

  value(type: ExtensionType, element: Element, index: number, name: string): unknown {
    return this.all(type, element)[index]?.[name];
  }

  /** Sets an attribute; an empty text takes it away, and with the last one the extension. */
  set(type: ExtensionType, element: Element, index: number, name: string, value: unknown): void {
    const given = value === "" || value === false ? undefined : value;
    const one = this.all(type, element)[index];
    if (!one) {
      if (given !== undefined) this.add(type, element, { [name]: given });
      return;
    }
    const left = (type.properties ?? []).some((p) => (p.name === name ? given : one[p.name]) !== undefined);
    if (left || type.meta.alone || type.meta.many) this.modeling.updateModdleProperties(element, one, { [name]: given });
    else this.remove(type, element, index);
  }

  add(type: ExtensionType, element: Element, attributes: Record<string, unknown>): void {
    const made = this.moddle.create(`hih:${type.name}`, attributes);
    const holder = element.businessObject["extensionElements"] as Moddle | undefined;
    if (holder) {
      made.$parent = holder;
      this.modeling.updateModdleProperties(element, holder, { values: [...this.values(element), made] });
      return;
    }
    const fresh = this.factory.create("bpmn:ExtensionElements", { values: [made] });
    made.$parent = fresh;
    fresh.$parent = element.businessObject;
    this.modeling.updateModdleProperties(element, element.businessObject, { extensionElements: fresh });
  }

  remove(type: ExtensionType, element: Element, index: number): void {
    const gone = this.all(type, element)[index];
    const holder = element.businessObject["extensionElements"] as Moddle | undefined;
    if (!gone || !holder) return;
    const values = this.values(element).filter((one) => one !== gone);
    if (values.length > 0) this.modeling.updateModdleProperties(element, holder, { values });
    else this.modeling.updateModdleProperties(element, element.businessObject, { extensionElements: undefined });
  }

  private values(element: Element): Moddle[] {
    const holder = element.businessObject["extensionElements"] as Moddle | undefined;
    return (holder?.["values"] as Moddle[] | undefined) ?? [];
  }
}
