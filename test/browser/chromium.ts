import { existsSync } from "node:fs";
import sparticuz from "@sparticuz/chromium";
import { chromium, type Browser } from "playwright-core";

/** A real Chromium: CHROMIUM_PATH, the system's own, or the one that comes as an npm package. */
export async function launchChromium(): Promise<Browser> {
  const system = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium"].find(
    (path) => path !== undefined && existsSync(path),
  );
  return await chromium.launch({
    executablePath: system ?? (await sparticuz.executablePath()),
    args: [
      "--headless=shell",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
