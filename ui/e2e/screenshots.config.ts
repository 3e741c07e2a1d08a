import { defineConfig } from "@playwright/test";
import { desk, launchOptions } from "./browser";

export default defineConfig({
  testDir: ".",
  testMatch: "screenshots.ts",
  outputDir: "test-results",
  workers: 1,
  timeout: 600_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: { ...desk, launchOptions, actionTimeout: 20_000 },
});
