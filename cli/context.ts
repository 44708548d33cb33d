import { parseInstant } from "../engine/calendar/instant.ts";
import { zone, type Instant } from "../engine/calendar/zone.ts";
import type { Compiled } from "../engine/compile/compile.ts";
import type { Plan } from "../engine/plan/plan.ts";
import { WorkspaceError } from "../store/errors.ts";
import type { Patience } from "../store/sqlite/writer-lock.ts";
import { compileWorkspace, openWorkspace, type Workspace } from "../store/workspace/workspace.ts";
import { commandTexts } from "../grammar/texts/command/index.ts";
import { countDiagnostics, showDiagnostics } from "./show-diagnostics.ts";
import type { Terminal } from "./terminal.ts";
import { inWords } from "../grammar/texts/in-words.ts";
import { message } from "../grammar/texts/message.ts";

/** Options that every command has. */
export interface CommonOptions {
  readonly workspace: string;
  readonly json?: boolean;
}

/** Options of commands that write to the workspace. */
export interface WritingOptions extends CommonOptions {
  readonly wait?: number;
}

/** Seconds that a command waits for another process that writes. */
export const DEFAULT_WAIT = 5;

/** How long to wait for another writer, saying so once. */
export function patience(options: WritingOptions, terminal: Terminal): Patience {
  return {
    seconds: options.wait ?? DEFAULT_WAIT,
    onWait: (seconds) => terminal.err(`tagma: ${inWords(message("writer-waiting", { seconds }), terminal.language)}\n`),
  };
}

/** Thrown when a command ends early after saying why. */
export class CommandFailure extends Error {
  readonly exitCode: number;
  constructor(exitCode: number) {
    super("the command failed");
    this.exitCode = exitCode;
  }
}

/** A workspace whose rules are in order. */
export interface ReadyWorkspace {
  readonly workspace: Workspace;
  readonly compiled: Compiled;
  readonly plan: Plan;
}

/**
 * Opens and compiles a workspace; prints the errors and fails when there are any.
 * @param trained with what its models have learned
 */
export function readyWorkspace(
  options: CommonOptions,
  terminal: Terminal,
  tests = false,
  trained = true,
): ReadyWorkspace {
  const workspace = openWorkspace(options.workspace);
  if (workspace.files.length === 0) throw new WorkspaceError(message("no-rule-files", { folder: workspace.folder }));
  const compiled = compileWorkspace(workspace, trained ? { tests } : { tests, models: undefined });
  if (compiled.plan !== undefined) return { workspace, compiled, plan: compiled.plan };
  const errors = compiled.diagnostics.filter(({ severity }) => severity === "error");
  const quiet: Terminal = { ...terminal, out: terminal.err };
  const language = terminal.language ?? "en";
  showDiagnostics(errors, workspace.files, quiet, language);
  terminal.err(`${commandTexts(language)("mendFirst", { counted: countDiagnostics(errors, language) })}\n`);
  throw new CommandFailure(1);
}

/** The instant of an evaluation: the option, else the workspace's default, else the clock, read once. */
export function asOfInstant(option: string | undefined, workspace: Workspace): Instant {
  const text = option ?? workspace.config.asOf;
  if (text === undefined) return Date.now();
  const instant = parseInstant(text, zone(workspace.settings.timeZone));
  if (instant === undefined) throw new WorkspaceError(message("not-an-instant", { given: text }));
  return instant;
}
