// Who acts in the journeys. Names are the demo's; see demo/personas.json.
import { expect, type Page } from "@playwright/test";
import type { Place } from "./stack";

export interface Persona {
  username: string;
  password: string;
  name: string;
  agency: string;
  locale: string;
}

/** The stack of this run. */
export function place(): Place {
  const told = process.env["E2E_PLACE"];
  if (!told) throw new Error("no stack: run the tests with npm run e2e");
  return JSON.parse(told) as Place;
}

export function persona(at: Place, username: string): Persona {
  const found = at.personas.find((p) => p.username === username);
  if (!found) throw new Error(`no persona is called ${username}`);
  return found;
}

/** Fills in the sign-in page that is open and comes back to Hand in Hand. */
export async function signIn(page: Page, at: Place, username: string): Promise<void> {
  const who = persona(at, username);
  await expect(page).toHaveURL((url) => url.origin === new URL(at.issuer).origin);
  await page.locator("#username").fill(who.username);
  await page.locator("#password").fill(who.password);
  await page.locator("#password").press("Enter");
  await expect(page).toHaveURL((url) => url.origin === at.url);
}

/** Goes to an address as a persona and ends there, signed in. */
export async function arrive(page: Page, at: Place, username: string, to: string): Promise<void> {
  await page.goto(`${at.url}/signin?return=${encodeURIComponent(to)}`);
  await signIn(page, at, username);
}

