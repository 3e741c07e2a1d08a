// Starts the stack of a run and tells the tests where it is.
import { startStack } from "./stack";

export default async function setup(): Promise<() => Promise<void>> {
  if (process.env["E2E_PLACE"]) return async () => {}; // a stack that somebody else runs: its JSON line
  const { stop, ...place } = await startStack({ seed: false });
  process.env["E2E_PLACE"] = JSON.stringify(place);
  return stop;
}
