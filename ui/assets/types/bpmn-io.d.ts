// What we use of bpmn.io's packages that bring no types.
declare module "bpmn-js-properties-panel" {
  export const BpmnPropertiesPanelModule: unknown;
  export const BpmnPropertiesProviderModule: unknown;
  export const ZeebePropertiesProviderModule: unknown;
  export function useService<T>(name: string): T;
}
declare module "@bpmn-io/properties-panel" {
  type Component = (props: never) => unknown;
  export const Group: Component;
  export const ListGroup: Component;
  export const TextFieldEntry: Component;
  export const SelectEntry: Component;
  export const CheckboxEntry: Component;
  export const isTextFieldEntryEdited: (node: unknown) => boolean;
  export const isSelectEntryEdited: (node: unknown) => boolean;
  export const isCheckboxEntryEdited: (node: unknown) => boolean;
}
declare module "@bpmn-io/properties-panel/preact" {
  export function h(component: unknown, props: Record<string, unknown> | null, ...children: unknown[]): unknown;
}
declare module "camunda-bpmn-js-behaviors/lib/camunda-cloud" {
  const behaviors: unknown;
  export default behaviors;
}
declare module "zeebe-bpmn-moddle/resources/zeebe.json" {
  const descriptor: unknown;
  export default descriptor;
}
declare module "dmn-js/lib/Modeler" {
  export interface View {
    id: string;
    type: string;
    element: { id: string; name?: string; $type: string };
  }
  interface Bus {
    on(event: string, told: (event: never) => void): void;
  }
  export interface Viewer extends Bus {
    get<T>(name: string, strict?: boolean): T;
  }
  export default class Modeler extends Object {
    constructor(options: Record<string, unknown>);
    importXML(xml: string): Promise<{ warnings: unknown[] }>;
    saveXML(options: { format: boolean }): Promise<{ xml: string }>;
    getViews(): View[];
    getActiveView(): View | undefined;
    getActiveViewer(): Viewer | undefined;
    open(view: View): Promise<unknown>;
    on(event: string, told: (event: never) => void): void;
  }
}
