import { defineConfig } from "@playwright/test";
import { desk, launchOptions } from "./browser";

export default defineConfig({
  testDir: "journeys",
  outputDir: "test-results",
  globalSetup: "./setup.ts",
  workers: 2,
  fullyParallel: true,
  timeout: 180_000,
  expect: { timeout: 30_000 }, // an agency's step passes through the engine
  retries: 1, // of a journey through a browser, an engine and three stores; the report names it as flaky, and it is to be mended
  reporter: [["list"]],
  forbidOnly: true,
  // The longest first, so that it does not run alone at the end.
  projects: [
    { name: "registration", testMatch: /registration|pages/ },
    { name: "more", testIgnore: /registration|pages/ },
  ],
  use: { ...desk, launchOptions, locale: "de-DE", timezoneId: "Europe/Berlin", trace: "retain-on-failure", actionTimeout: 30_000 },
});
