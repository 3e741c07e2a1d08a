// A case of the draft that is tried on the server's engine: what happened so far,
// and where it stands. The server keeps nothing.

export interface TrialEvent {
  kind: "complete" | "message" | "signal" | "advance" | "service" | "retry" | "raise" | "escalate" | "choose";
  element?: string;
  key?: number;
  values?: Record<string, unknown>;
  name?: string;
  duration?: string;
  result?: "ok" | "failed" | "error";
  code?: string;
}

export interface OpenTask {
  key: number;
  element: string;
  name?: string;
  role?: string;
  form?: string;
  shown?: Record<string, unknown>;
  raisable?: { escalation?: boolean; code?: string }[] | null;
}

interface TableTrace {
  decision: string;
  decisionName: string;
  inputs: { label: string; expression: string; consulted?: boolean; value: unknown }[] | null;
  matched: { number: number; conditions: string[]; value: unknown }[] | null;
}

export interface Decided {
  element: string;
  decision: string;
  value: unknown;
  tables: TableTrace[] | null;
  why: string[] | null;
}

export interface Rejection {
  event: number;
  message: string;
  fields?: { field: string; rule: string }[];
}

/** Where a trial stands. Lists that hold nothing may be null. */
export interface TrialState {
  now: string;
  over: boolean;
  outcome?: string;
  tokens: { key: number; element: string; name?: string }[] | null;
  taken: string[] | null;
  tasks: OpenTask[] | null;
  services: { key: number; element: string; type: string }[] | null;
  timers: { element: string; due: string }[] | null;
  messages: { element: string; name: string }[] | null;
  signals: string[] | null;
  choices: { key: number; element: string; steps: string[] }[] | null;
  incidents: { key: number; element: string; cause: string }[] | null;
  decisions: Decided[] | null;
  variables: Record<string, unknown> | null;
  rejected?: Rejection;
}

type Ask = (body: { events: TrialEvent[] }) => Promise<unknown>;

export class Trial {
  private events: TrialEvent[] = [];

  constructor(private readonly ask: Ask) {}

  start(): Promise<TrialState> {
    this.events = [];
    return this.again();
  }

  /** Lets one more thing happen. What the engine rejects has not happened. */
  async step(event: TrialEvent): Promise<TrialState> {
    this.events.push(event);
    const state = await this.again();
    if (state.rejected) this.events.pop();
    return state;
  }

  back(): Promise<TrialState> {
    this.events.pop();
    return this.again();
  }

  /** The same happens once more, in the draft as it is now. */
  async again(): Promise<TrialState> {
    return (await this.ask({ events: this.events })) as TrialState;
  }

  get steps(): number {
    return this.events.length;
  }
}
