// The server's side of a draft: one file of it, and what it says about the whole.

interface List<T> {
  items: T[];
}

export interface Saved {
  version: number;
  merged: boolean;
  content?: string;
}

export interface Conflict {
  element?: string;
  name?: string;
  what: string;
  theirs?: string;
  yours?: string;
}

export interface Finding {
  severity: string;
  rule: string;
  file?: string;
  element?: string;
  name?: string;
  message: string;
  path: string[];
  way: Step[] | null;
}

/** A station of a counter-example. */
export interface Step {
  process?: string;
  element: string;
  name?: string;
  text?: string;
}

export interface Findings {
  version: number;
  findings: Finding[];
  milliseconds: number;
}

export interface Remark {
  number: number;
  path?: string;
  element?: string;
  text: string;
  by: string;
  at: string;
  resolvedAt?: string;
}

export interface Presence {
  name: string;
  path?: string;
  element?: string;
}

/** The same thing was changed by somebody else; ours lies safe on the server as a revision. */
export class Stale extends Error {
  constructor(
    readonly version: number,
    readonly content: string,
    readonly conflicts: Conflict[],
    readonly kept: number,
  ) {
    super("stale");
  }
}

/** The server answered, and the answer is no. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    text: string,
  ) {
    super(text);
  }
}

interface Problem {
  detail?: string;
  title?: string;
  version?: number;
  content?: string;
  conflicts?: Conflict[];
  kept?: number;
}

/** How a clash ends: which of the conflicts ours wins. */
export interface Settled {
  base: number;
  over: number;
  mine: { element: string; what: string }[];
}

export class Draft {
  private readonly root: string;
  private readonly pages: string;

  constructor(
    id: string,
    readonly path: string,
  ) {
    this.pages = `/studio/drafts/${encodeURIComponent(id)}`;
    this.root = `/api/v1/drafts/${encodeURIComponent(id)}`;
  }

  async open(): Promise<{ content: string; version: number }> {
    const answer = await this.ask(this.file());
    return { content: await answer.text(), version: Number((answer.headers.get("ETag") ?? "").replace(/\D/g, "")) };
  }

  /** Saves over a version. Throws Stale, Refused, or the browser's own error when nobody answers. */
  async save(content: string, version: number, leaving = false): Promise<Saved> {
    const answer = await fetch(this.file(), {
      method: "PUT",
      headers: { "If-Match": `"${version}"`, "Content-Type": "application/octet-stream" },
      body: content,
      keepalive: leaving,
    });
    return this.saved(answer, version);
  }

  /** Joins a refused save with the file, by what was chosen. Throws Stale when the file is another by now. */
  async settle(kept: number, settled: Settled): Promise<Saved> {
    return this.saved(await fetch(`${this.root}/revisions/${kept}/settle`, json(settled)), settled.base);
  }

  private async saved(answer: Response, version: number): Promise<Saved> {
    if (answer.status === 409 || answer.status === 412) {
      const problem = await read<Problem>(answer);
      throw new Stale(problem.version ?? version, problem.content ?? "", problem.conflicts ?? [], problem.kept ?? 0);
    }
    return read<Saved>(await ok(answer));
  }

  async findings(): Promise<Findings> {
    return read(await this.ask(`${this.root}/findings`));
  }

  async run(body: unknown): Promise<unknown> {
    return read(await this.post("/run", body));
  }

  async comments(): Promise<Remark[]> {
    return (await read<List<Remark>>(await this.ask(`${this.root}/comments`))).items;
  }

  async comment(element: string, text: string): Promise<void> {
    await this.post("/comments", { path: this.path, element, text });
  }

  async resolve(number: number): Promise<void> {
    await this.post(`/comments/${number}/resolve`, {});
  }

  /** Tells where we are, and hears who else is here. */
  async here(element: string): Promise<Presence[]> {
    return (await read<List<Presence>>(await this.post("/here", { path: this.path, element }))).items;
  }

  /** Another file of the draft. */
  async read(path: string): Promise<string> {
    return (await this.ask(this.file(path))).text();
  }

  /** The page that shows a form as the portal does. */
  async preview(form: string, language: string): Promise<string> {
    return (await this.ask(`${this.pages}/preview/${encodeURIComponent(form)}?in=${encodeURIComponent(language)}`)).text();
  }

  private file(path = this.path): string {
    return `${this.root}/files/${path.split("/").map(encodeURIComponent).join("/")}`;
  }

  private async ask(address: string): Promise<Response> {
    return ok(await fetch(address, { cache: "no-store", headers: { "Accept-Language": document.documentElement.lang } }));
  }

  private async post(address: string, body: unknown): Promise<Response> {
    return ok(await fetch(this.root + address, json(body)));
  }
}

function json(body: unknown): RequestInit {
  return { method: "POST", headers: { "Content-Type": "application/json", "Idempotency-Key": key() }, body: JSON.stringify(body) };
}

/** Names one request, so that the server does it once however often it arrives. */
function key(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function read<T>(answer: Response): Promise<T> {
  return (await answer.json()) as T;
}

async function ok(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  const problem = await read<Problem>(answer).catch((): Problem => ({}));
  throw new Refused(answer.status, problem.detail ?? problem.title ?? `${answer.status}`);
}
