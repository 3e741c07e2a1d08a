// Saves a file by itself: soon after the last change, one save at a time, and
// again until it has worked. What is not on the server yet lies in the browser's
// own store, so that a closed window or a dead line loses nothing.
import { type Conflict, type Draft, Refused, Stale } from "./draft";

export type State = "saved" | "changed" | "saving" | "offline" | "signedout" | "refused" | "conflict";

/** What the saver needs of an editor. */
export interface Content {
  content(): Promise<string>;
  open(content: string): Promise<void>;
  /** ms without a change until a save; longer for what is typed letter by letter. */
  readonly pause?: number;
}

export interface Clash {
  conflicts: Conflict[];
  mine: string;
  theirs: string;
  version: number;
  base: number; // the version that ours began with
  kept: number; // the revision that has ours
}

/** What the reader chose: the things in which ours is to stand, or one whole content. */
export type Choice = { mine: Conflict[] } | { whole: string };

interface Heard {
  state(state: State, reason: string): void;
  saved(merged: boolean): void;
  clash(clash: Clash): void;
}

interface Kept {
  version: number;
  content: string;
}

const pause = 700; // ms
const again = 4_000; // ms until the next try when nobody answers

export class Saver {
  private version = 0;
  private known = ""; // what the server has of ours
  private changes = 0;
  private busy = false;
  private clashing = false;
  private timer: number | undefined;
  private readonly shelf: string;

  constructor(
    private readonly draft: Draft,
    private readonly editor: Content,
    private readonly heard: Heard,
    id: string,
  ) {
    this.shelf = `draft:${id}:${draft.path}`;
    addEventListener("online", () => this.soon(0));
    addEventListener("beforeunload", (event) => {
      if (this.unsaved()) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.unsaved()) void this.save();
    });
  }

  /** Opens the server's file, or what an earlier window could not save of it. */
  async open(): Promise<void> {
    const { content, version } = await this.draft.open();
    const kept = this.kept();
    this.known = content;
    this.version = version;
    if (!kept || kept.content === content) {
      await this.editor.open(content);
      this.forget();
      this.heard.state("saved", "");
      return;
    }
    await this.editor.open(kept.content);
    this.version = kept.version;
    this.known = "";
    this.changed();
  }

  /** When the oldest change that is not saved was made, as performance.now() says. */
  since = 0;

  changed(): void {
    if (this.changes === 0) this.since = performance.now();
    this.changes++;
    this.heard.state("changed", "");
    this.soon(this.editor.pause ?? pause);
  }

  unsaved(): boolean {
    return this.changes > 0 || this.busy;
  }

  /** The number of the server's version that we build on. */
  base(): number {
    return this.version;
  }

  /** Saves now. Comes back when it is done or has failed; the state tells which. */
  async save(): Promise<void> {
    clearTimeout(this.timer);
    if (this.busy || this.clashing || this.changes === 0) return;
    const seen = this.changes;
    this.busy = true;
    try {
      const content = await this.editor.content();
      this.keep({ version: this.version, content });
      this.heard.state("saving", "");
      if (content === this.known) this.settle(seen);
      else await this.send(content, seen);
    } catch (failure) {
      this.failed(failure);
    } finally {
      this.busy = false;
    }
    if (this.changes > seen && !this.clashing) this.soon(this.editor.pause ?? pause);
  }

  /** Takes what another owner has saved, if nothing of ours waits. */
  async refresh(): Promise<void> {
    if (this.unsaved() || this.clashing) return;
    this.busy = true;
    try {
      const { content, version } = await this.draft.open();
      if (version > this.version && this.changes === 0) await this.take(content, version);
    } finally {
      this.busy = false;
    }
    if (this.changes > 0) this.soon(this.editor.pause ?? pause);
  }

  /** Ends a clash as the reader chose, on top of the server's version. */
  async settleClash(clash: Clash, choice: Choice): Promise<void> {
    if ("mine" in choice) return this.settleEach(clash, choice.mine);
    this.clashing = false;
    this.changes = 0;
    await this.take(choice.whole, clash.version);
    if (choice.whole !== clash.theirs) {
      this.known = clash.theirs;
      this.changed();
      await this.save();
    }
  }

  private async settleEach(clash: Clash, mine: Conflict[]): Promise<void> {
    const chosen = mine.map(({ element, what }) => ({ element: element ?? "", what }));
    try {
      const saved = await this.draft.settle(clash.kept, { base: clash.base, over: clash.version, mine: chosen });
      this.clashing = false;
      this.changes = 0;
      await this.take(saved.content ?? clash.theirs, saved.version);
      this.heard.saved(true);
    } catch (failure) {
      if (failure instanceof Stale) this.clashed(failure, clash.mine, clash.base);
      else {
        this.heard.state("offline", "");
        this.heard.clash(clash); // to be chosen again when somebody answers
      }
    }
  }

  private clashed(stale: Stale, mine: string, base: number): void {
    this.clashing = true;
    this.heard.state("conflict", "");
    this.heard.clash({ conflicts: stale.conflicts, mine, theirs: stale.content, version: stale.version, base, kept: stale.kept });
  }

  private async send(content: string, seen: number): Promise<void> {
    try {
      const saved = await this.draft.save(content, this.version);
      if (!saved.merged || saved.content === undefined) {
        this.version = saved.version;
        this.known = content;
        this.settle(seen);
      } else if (this.changes === seen) {
        await this.take(saved.content, saved.version);
        this.settle(seen);
      }
      // Changed meanwhile: the next save builds on the old version again, and the server merges both.
      this.heard.saved(saved.merged);
    } catch (failure) {
      if (!(failure instanceof Stale)) throw failure;
      this.clashed(failure, content, this.version);
    }
  }

  private async take(content: string, version: number): Promise<void> {
    this.version = version;
    this.known = content;
    await this.editor.open(content);
    this.forget();
    this.heard.state("saved", "");
  }

  private settle(seen: number): void {
    if (this.changes !== seen) return;
    this.changes = 0;
    this.forget();
    this.heard.state("saved", "");
  }

  private failed(failure: unknown): void {
    if (failure instanceof Refused && failure.status < 500 && failure.status !== 401) {
      this.heard.state("refused", failure.message); // the same again would be refused again
      return;
    }
    this.heard.state(failure instanceof Refused && failure.status === 401 ? "signedout" : "offline", "");
    this.soon(again);
  }

  private soon(wait: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), wait);
  }

  private keep(kept: Kept): void {
    try {
      localStorage.setItem(this.shelf, JSON.stringify(kept));
    } catch {
      // A full or forbidden store: the content is still in the editor.
    }
  }

  private kept(): Kept | undefined {
    const text = localStorage.getItem(this.shelf);
    return text ? (JSON.parse(text) as Kept) : undefined;
  }

  private forget(): void {
    localStorage.removeItem(this.shelf);
  }
}
