import { copyFileSync, existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { workspaceSettings } from "../../store/workspace/config.ts";
import { newConfig } from "../../store/workspace/config-file.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { inputFile, type InputFile } from "../../store/import/source-files.ts";
import { lookAt } from "../../store/infer/file-facts.ts";
import type { DayOrder } from "../../store/infer/date-facts.ts";
import { infer } from "../../store/infer/infer.ts";
import { writeRules } from "../../store/infer/write-rules.ts";
import { exitCodes } from "../exit-codes.ts";
import { emptyFiles, starterFiles } from "../starter.ts";
import type { Terminal } from "../terminal.ts";
import { inWords } from "../../grammar/texts/in-words.ts";
import { inRow, message, type Message } from "../../grammar/texts/message.ts";

export interface InitOptions {
  readonly timeZone?: string;
  readonly currency?: string;
  readonly from?: readonly string[];
  /** Settings alone: the rules and the data come later. */
  readonly empty?: boolean;
  /** Whether the day or the month stands first in dates that could be either. */
  readonly dates?: string;
  readonly json?: boolean;
}

/** `tagma init [FOLDER]`: a small workspace that runs as it is, or one whose rules and sources are read off files. */
export async function initCommand(folder: string, options: InitOptions, terminal: Terminal): Promise<number> {
  const timeZone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const currency = options.currency ?? "USD";
  const settings = workspaceSettings({ timeZone, currency });
  const from = options.from ?? [];
  if (options.empty === true && from.length > 0) throw new WorkspaceError(message("init-empty-from"));
  const made: ReadonlyMap<string, string> | undefined =
    from.length > 0
      ? undefined
      : options.empty === true
        ? emptyFiles(timeZone, currency)
        : starterFiles(timeZone, currency);
  requireEmpty(folder, made === undefined ? ["tagma.json", "rules.tagma"] : [...made.keys()]);
  const { files, notes } =
    made !== undefined
      ? { files: made, notes: [] }
      : await filesFrom(folder, from, {
          timeZone,
          currency,
          currencyDigits: settings.currencyDigits,
          dates: dayOrder(options.dates),
        });
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (typeof content === "string") writeFileSync(join(folder, path), content, { flag: "wx" });
    else copyFileSync(content.copyOf, join(folder, path));
  }
  const paths = [...files.keys()];
  const go = folder === "." ? "" : `cd ${folder} && `;
  const next =
    options.empty === true
      ? `Next: ${go}tagma studio, and bring your files under Data`
      : from.length === 0
        ? `Next: ${go}tagma import && tagma run (or, for data of your own in the studio: tagma init --empty)`
        : `Next: ${go}look at rules.tagma and tagma.json, correct them, then: tagma import && tagma run`;
  terminal.out(
    options.json === true
      ? `${JSON.stringify({ folder, files: paths, ...(from.length === 0 ? {} : { notes: notes.map((note) => inWords(note)) }) })}\n`
      : `Made ${paths.join(", ")} in ${folder}.\n${notes.map((note) => `  ${inWords(note, terminal.language)}\n`).join("")}${next}\n`,
  );
  return exitCodes.ok;
}

function dayOrder(given: string | undefined): DayOrder | undefined {
  if (given === undefined || given === "day-first" || given === "month-first") return given;
  throw new WorkspaceError(message("setting-one-of", { values: "day-first, month-first", near: "" }));
}

function requireEmpty(folder: string, paths: readonly string[]): void {
  const taken = paths.filter((path) => existsSync(join(folder, path)));
  if (taken.length > 0) throw new WorkspaceError(message("folder-has", { folder, names: inRow(taken) }));
  if (existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".tagma")))
    throw new WorkspaceError(message("has-rule-files", { folder }));
}

type Content = string | { readonly copyOf: string };

/** The files of a workspace whose rules are read off data; data from elsewhere is copied into it. */
async function filesFrom(
  folder: string,
  paths: readonly string[],
  settings: {
    readonly timeZone: string;
    readonly currency: string;
    readonly currencyDigits: number;
    readonly dates: DayOrder | undefined;
  },
): Promise<{ readonly files: ReadonlyMap<string, Content>; readonly notes: readonly Message[] }> {
  const copies = new Map<string, Content>();
  const facts = [];
  for (const path of paths) {
    if (!existsSync(path)) throw new WorkspaceError(message("no-file", { path }));
    const inside = insideOf(folder, path);
    const name = inside ?? `data/${basename(path)}`;
    if (inside === undefined) {
      if (copies.has(name) || existsSync(join(folder, name)))
        throw new WorkspaceError(message("same-file-name", { name }));
      copies.set(name, { copyOf: resolve(path) });
    }
    const file: InputFile = { ...inputFile(resolve(path), path, { name: path, file: path, customer: "" }), name };
    facts.push(await lookAt(file));
  }
  const inferred = infer(facts, settings.currencyDigits, settings.dates);
  const config = {
    language: 1,
    timeZone: settings.timeZone,
    currency: settings.currency,
    weekStart: "monday",
    sources: inferred.sources,
  };
  const ignore = existsSync(join(folder, ".gitignore")) ? [] : [[".gitignore", ".tagma/\n"] as const];
  const files = new Map<string, Content>([
    ["tagma.json", newConfig(config)],
    ["rules.tagma", writeRules(inferred)],
    ...copies,
    ...ignore,
  ]);
  return { files, notes: inferred.notes };
}

/** A file's path in a folder that it is in. */
function insideOf(folder: string, path: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const found = relative(realpathSync(folder), realpathSync(path));
  return found.startsWith("..") || resolve(found) === found ? undefined : found.split(sep).join("/");
}
