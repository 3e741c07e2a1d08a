// What the page around a canvas needs of it. Each kind of file has its own.
import type { Finding } from "./draft";

export interface Editor {
  /** Shows a content; fails with a reason that can be told when it cannot. */
  open(content: string): Promise<void>;
  content(): Promise<string>;
  /** ms without a change until a save, if it is another than usual. */
  readonly pause?: number;
  onChange(told: () => void): void;
  onSelect?(told: (element: string) => void): void;
  select?(element: string): void;
  /** Marks the elements that something is wrong with. */
  mark?(findings: Finding[]): void;
  /** Draws a way through the elements, and brings it into view when asked to; an empty one takes it away. */
  show?(path: string[], look: boolean): void;
  /** Puts a small sign on elements: comments, other people. */
  badge?(kind: string, badges: Map<string, string>): void;
  undo?(): void;
  redo?(): void;
}
