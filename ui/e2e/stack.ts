// An own Hand in Hand with everything behind it, thrown away after the run.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Persona } from "./personas";

/** What `handinhand dev --json` tells when it is ready. */
export interface Place {
  url: string;
  issuer: string;
  personas: Persona[];
  addresses: Record<string, string | boolean>;
  root_key_url: string;
}

export interface Stack extends Place {
  stop(): Promise<void>;
}

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
const startPatience = 240_000; // ms
const stopPatience = 40_000; // ms; longer than the stack gives its own parts

/** Starts a stack on free ports; fails with its last words if it does not come up. */
export async function startStack({ seed }: { seed: boolean }): Promise<Stack> {
  const args = ["dev", "--ephemeral", "--json", seed ? "--seed" : "--no-seed"];
  const child = spawn(path.join(root, "bin", "handinhand"), args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  endWithUs(child);
  const said: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => said.splice(0, Math.max(0, said.push(line) - 40)));
  try {
    return { ...(await ready(child)), stop: () => stop(child) };
  } catch (cause) {
    await stop(child);
    throw new Error(`bin/handinhand dev did not come up; build it with make build. It said:\n${said.join("\n")}`, { cause });
  }
}

/** What a command of the program says about a stack; it fails when the command does. */
export async function command(at: Place, ...args: string[]): Promise<string> {
  const env: NodeJS.ProcessEnv = { PATH: process.env["PATH"], ROOT_KEY_URL: at.root_key_url };
  for (const [name, value] of Object.entries(at.addresses)) env[name.toUpperCase()] = String(value);
  env["DATABASE_URL"] = env["APP_DATABASE_URL"];
  const { stdout } = await promisify(execFile)(path.join(root, "bin", "handinhand"), args, { env });
  return stdout;
}

async function ready(child: ChildProcess): Promise<Place> {
  return await new Promise<Place>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("too late")), startPatience);
    createInterface({ input: child.stdout! }).once("line", (line) => {
      clearTimeout(late);
      resolve(JSON.parse(line) as Place);
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      clearTimeout(late);
      reject(new Error(`ended with ${code}`));
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const hard = setTimeout(() => child.kill("SIGKILL"), stopPatience);
  await gone;
  clearTimeout(hard);
}

/** A run that is killed must not leave a stack behind. */
function endWithUs(child: ChildProcess): void {
  const end = () => child.kill("SIGTERM");
  process.once("exit", end);
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      end();
      process.exit(1);
    });
  }
}
