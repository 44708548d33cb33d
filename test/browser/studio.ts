import { cpSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import type { BrowserContext, Page } from "playwright-core";
import { openDatabase } from "../../store/sqlite/database.ts";
import { importSources } from "../../store/import/import.ts";
import { runWorkspace } from "../../store/runs/run.ts";
import { parseInstant } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import { compileWorkspace, openWorkspace } from "../../store/workspace/workspace.ts";
import { serveStudio, type RunningStudio } from "../../editor/studio/server/start.ts";
import { writeData } from "../../examples/northwind/generate/write.ts";
import { launchChromium } from "./chromium.ts";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const webFolder = join(root, "dist", "studio");

/** The Northwind grocery with some customers, imported and evaluated, in a folder of its own. */
export async function northwind(customers: number): Promise<string> {
  const folder = join(mkdtempSync(join(tmpdir(), "tagma-browser-")), "northwind");
  mkdirSync(folder);
  const source = join(root, "examples", "northwind");
  for (const name of readdirSync(source))
    if ((name.endsWith(".tagma") && name !== ".tagma") || name === "tagma.json" || name === "lists")
      cpSync(join(source, name), join(folder, name), { recursive: true });
  await writeData(join(folder, "data"), customers, 7, () => undefined);
  const workspace = openWorkspace(folder);
  const { program, plan } = compileWorkspace(workspace);
  const database = openDatabase(workspace.databasePath);
  await importSources(workspace, program, database, workspace.config.sources ?? [], {
    patience: { seconds: 5, onWait: () => undefined },
    progress: () => undefined,
  });
  database.close();
  const asOf = parseInstant("2026-03-01", zone(workspace.settings.timeZone));
  if (plan === undefined || asOf === undefined) throw new Error("Northwind has errors");
  await runWorkspace(workspace.databasePath, program, plan, {
    asOf,
    explicit: false,
    patience: { seconds: 5, onWait: () => undefined },
    runs: {},
    progress: () => undefined,
  });
  return folder;
}

/** A studio that runs, a browser beside it, and what went wrong in either. */
export interface Session {
  readonly folder: string;
  readonly url: string;
  /** Errors of pages, of the console, of the server, and requests that left the machine. */
  readonly trouble: string[];
  /** Every address that was asked for. */
  readonly requests: string[];
  context(options?: {
    readonly locale?: string;
    readonly colorScheme?: "light" | "dark";
    readonly width?: number;
  }): Promise<BrowserContext>;
  page(options?: Parameters<Session["context"]>[0]): Promise<Page>;
  close(): Promise<void>;
}

export async function openSession(folder: string): Promise<Session> {
  const trouble: string[] = [];
  const requests: string[] = [];
  const studio: RunningStudio = await serveStudio({
    folder,
    host: "127.0.0.1",
    port: 0,
    portFixed: true,
    token: undefined,
    allowHosts: [],
    trustProxy: [],
    showPersonal: false,
    onError: (error) => trouble.push(`server: ${String(error)}`),
  });
  const browser = await launchChromium();
  const context: Session["context"] = async ({ locale = "en", colorScheme = "light", width = 1280 } = {}) => {
    const made = await browser.newContext({
      viewport: { width, height: 860 },
      locale,
      colorScheme,
      reducedMotion: "reduce",
    });
    // However slow the machine is, what is waited for comes.
    made.setDefaultTimeout(180_000);
    made.on("page", (page) => {
      page.on("pageerror", (error) => trouble.push(`page: ${error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error" || message.text().includes("Could not create web worker"))
          trouble.push(`console: ${message.text()}`);
      });
      page.on("request", (request) => {
        requests.push(request.url());
        if (!request.url().startsWith(studio.url) && !/^(data|blob):/.test(request.url()))
          trouble.push(`left the machine: ${request.url()}`);
      });
    });
    return made;
  };
  return {
    folder,
    url: studio.url,
    trouble,
    requests,
    context,
    page: async (options) => await (await context(options)).newPage(),
    close: async () => {
      await browser.close();
      await studio.close();
    },
  };
}

/** What axe finds on a page that is serious or worse, in short. */
export async function accessibilityTrouble(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes
        .slice(0, 3)
        .map(
          ({ html, failureSummary }) =>
            `${id}: ${html.slice(0, 160)} — ${(failureSummary ?? "").split("\n").slice(1, 2).join("").trim()}`,
        ),
    );
}
