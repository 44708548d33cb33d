import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { planSettings } from "../../engine/settings.ts";
import { WorkspaceError } from "../../engine/store/errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { starterFiles } from "../starter.ts";
import type { Terminal } from "../terminal.ts";

export interface InitOptions {
  readonly timeZone?: string;
  readonly currency?: string;
  readonly json?: boolean;
}

/** `tagma init [FOLDER]`: a small workspace with rules, data and a test that run as they are. */
export function initCommand(folder: string, options: InitOptions, terminal: Terminal): number {
  const timeZone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const currency = options.currency ?? "USD";
  const settings = planSettings({ timeZone, currency });
  if (typeof settings === "string") throw new WorkspaceError(settings);
  const files = starterFiles(timeZone, currency);
  const taken = [...files.keys()].filter((path) => existsSync(join(folder, path)));
  if (taken.length > 0) throw new WorkspaceError(`"${folder}" already has ${taken.join(", ")}; choose an empty folder`);
  if (existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".tagma"))) throw new WorkspaceError(`"${folder}" already has rule files; choose an empty folder`);
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { flag: "wx" });
  }
  const go = folder === "." ? "" : `cd ${folder} && `;
  terminal.out(options.json === true ? `${JSON.stringify({ folder, files: [...files.keys()] })}\n` : `Made ${[...files.keys()].join(", ")} in ${folder}.\nNext: ${go}tagma import && tagma run\n`);
  return exitCodes.ok;
}
