// The hih: groups of the properties panel. They are made from the descriptor, so
// that the panel offers what the parser reads: no more and no less.
import hih from "../../../hih.json";
import { say } from "../words";
import { itemName } from "./declared";
import { attributeEntry, itemLinkEntry, linkEntry, presenceEntry } from "./entries";
import { type Element, Extensions, type ExtensionType } from "./extensions";

const types = hih.types as ExtensionType[];

// Groups of Camunda 8 that mean nothing to our engine, and of the assignment what does.
const elsewhere = new Set([
  "userTaskImplementation",
  "jobPriorityDefinition",
  "businessId",
  "Zeebe__TaskListeners",
  "Zeebe__ExecutionListeners",
  "Zeebe__ExtensionProperties",
]);
const lanesDo = /^assignmentDefinition|^priorityDefinition|FollowUpDate$/;

interface PanelGroup {
  id: string;
  entries?: { id: string }[];
}

function executed(groups: PanelGroup[]): PanelGroup[] {
  return groups
    .filter((group) => !elsewhere.has(group.id))
    .map((group) => (group.entries ? { ...group, entries: group.entries.filter((entry) => !lanesDo.test(entry.id)) } : group));
}

interface Panel {
  registerProvider(priority: number, provider: unknown): void;
}

type Services = ConstructorParameters<typeof Extensions>;

class HihProvider {
  static $inject = ["propertiesPanel", "modeling", "bpmnFactory", "moddle"];
  private readonly extensions: Extensions;

  constructor(panel: Panel, ...services: Services) {
    this.extensions = new Extensions(...services);
    panel.registerProvider(400, this);
  }

  getGroups(element: Element) {
    return (groups: PanelGroup[]) => [...executed(groups), ...types.filter((type) => this.extensions.mayStandOn(type, element)).map((type) => this.group(type, element))];
  }

  private group(type: ExtensionType, element: Element) {
    const id = `hih-${type.name}`;
    const label = say(`hih.${type.name}`);
    if (type.meta.many) return this.many(type, element, id, label);
    const entries = [
      ...(type.meta.alone ? [presenceEntry(this.extensions, type, `${id}-is`)] : []),
      ...(type.properties ?? []).map((property) => attributeEntry(this.extensions, type, property, 0, `${id}-${property.name}`)),
      ...links(type, id),
    ];
    return { id, label, component: this.extensions.widgets.Group, entries };
  }

  private many(type: ExtensionType, element: Element, id: string, label: string) {
    const items = this.extensions.all(type, element).map((one, i) => ({
      id: `${id}-${i}`,
      label: itemName(String(one["item"] ?? "")),
      entries: [
        ...(type.properties ?? []).map((property) => attributeEntry(this.extensions, type, property, i, `${id}-${i}-${property.name}`)),
        itemLinkEntry(this.extensions, type, i, `${id}-${i}-link`),
      ],
      autoFocusEntry: `${id}-${i}-item`,
      remove: (event: Event) => {
        event.stopPropagation();
        this.extensions.remove(type, element, i);
      },
    }));
    const add = (event: Event) => {
      event.stopPropagation();
      this.extensions.add(type, element, {});
    };
    return { id, label, component: this.extensions.widgets.ListGroup, items, add };
  }
}

/** What the words of a milestone and the declaration of an item are, stands in tables of their own. */
function links(type: ExtensionType, id: string) {
  const table = { Milestone: "texts", Outcome: "texts", Transfer: "data" }[type.name];
  return table ? [linkEntry(table, `${id}-link`)] : [];
}

export const hihModule = { __init__: ["hihProvider"], hihProvider: ["type", HihProvider] };
