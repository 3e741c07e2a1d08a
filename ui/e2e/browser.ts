// The browser of all runs: Debian's Chromium, never a downloaded one.
import type { LaunchOptions } from "@playwright/test";

const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const launchOptions: LaunchOptions = {
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  // Chromium's sandbox refuses to run as root, which is what containers are.
  args: process.getuid?.() === 0 ? [...quiet, "--no-sandbox"] : quiet,
};

/** The two shapes in which people see the pages. */
export const phone = { viewport: { width: 360, height: 800 }, hasTouch: true, isMobile: true };
export const desk = { viewport: { width: 1280, height: 900 } };
