import { existsSync } from "node:fs";
import { typeProse } from "../../engine/check/type-prose.ts";
import { renderProse } from "../../grammar/diagnostics/render.ts";
import { openDatabase, sqliteProblem } from "../../store/sqlite/database.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { migrate } from "../../store/migrate/apply.ts";
import { examineMigration, type PlannedStep } from "../../store/migrate/examine.ts";
import type { Owner, Rename, Step } from "../../store/migrate/plan.ts";
import { noDataYet, storedSchema, wantedSchema, type StoredSchema } from "../../store/sqlite/schema.ts";
import { patience, readyWorkspace, type WritingOptions } from "../context.ts";
import { audited } from "../audited.ts";
import { exitCodes } from "../exit-codes.ts";
import { grouped, printable, type Terminal } from "../terminal.ts";
import { inWords } from "../../grammar/texts/in-words.ts";
import { message } from "../../grammar/texts/message.ts";

export interface MigrateOptions extends WritingOptions {
  readonly rename?: readonly string[];
  readonly allowLoss?: boolean;
  readonly dryRun?: boolean;
}

/** `tagma migrate`: brings the tables to what the rule files ask for, in one transaction. */
export async function migrateCommand(options: MigrateOptions, terminal: Terminal): Promise<number> {
  const { workspace, compiled } = readyWorkspace(options, terminal);
  if (!existsSync(workspace.databasePath)) throw noDataYet();
  const database = openDatabase(workspace.databasePath, { mustExist: true, readonly: options.dryRun === true });
  try {
    const stored = storedSchema(database);
    if (stored === undefined) throw noDataYet();
    const wanted = wantedSchema(compiled.program);
    const given = (options.rename ?? []).map((text) => ({ text, rename: parseRename(text, stored, wanted) }));
    const renames = given.flatMap(({ rename }) => (rename === "done" ? [] : [rename]));
    const done = given.flatMap(({ text, rename }) => (rename === "done" ? [text] : []));
    const { applied, steps } =
      options.dryRun === true
        ? { applied: false, steps: examineMigration(database, wanted, renames) }
        : await migrate(database, wanted, renames, {
            patience: patience(options, terminal),
            allowLoss: options.allowLoss === true,
          });
    const loses = steps.some(({ lost }) => lost > 0);
    if (options.json === true)
      terminal.out(
        `${JSON.stringify({ applied: applied && steps.length > 0, steps: steps.map(({ step, lost, examples }) => ({ ...step, text: stepText(step), lost, examples })) }, null, 2)}\n`,
      );
    else {
      for (const text of done)
        terminal.out(`${printable(inWords(message("rename-done", { given: text }), terminal.language))}\n`);
      show(steps, applied, loses, options, terminal);
    }
    if (applied && options.dryRun !== true) audited(workspace, "migrate", {});
    return !applied && loses && options.dryRun !== true ? exitCodes.findings : exitCodes.ok;
  } catch (error) {
    throw sqliteProblem(error, workspace.databasePath);
  } finally {
    database.close();
  }
}

function show(
  steps: readonly PlannedStep[],
  applied: boolean,
  loses: boolean,
  options: MigrateOptions,
  terminal: Terminal,
): void {
  if (steps.length === 0) {
    terminal.out("The tables fit the rules; there is nothing to migrate.\n");
    return;
  }
  for (const { step, lost, examples } of steps) {
    terminal.out(`${lost > 0 ? terminal.colour.red("!") : terminal.colour.green("+")} ${printable(stepText(step))}\n`);
    if (lost > 0)
      terminal.out(
        `    loses ${grouped(lost)} ${step.step === "drop event" || step.step === "add field" ? "events" : "values"}: ${examples.map(printable).join(", ")}${lost > examples.length ? ", …" : ""}\n`,
      );
  }
  if (options.dryRun === true) terminal.out("Nothing was changed (--dry-run).\n");
  else if (applied) terminal.out("Migrated.\n");
  else if (loses)
    terminal.out(
      `Nothing was changed, since rows would lose what is above. If a field only has another name, say so: --rename old=new (of an event: order_paid.old=new). Else: tagma migrate --allow-loss\n`,
    );
}

function stepText(step: Step): string {
  const of = (owner: Owner, field: string): string =>
    owner.kind === "profile" ? `\`${field}\` of the profile` : `\`${owner.name}.${field}\``;
  switch (step.step) {
    case "add event":
      return `add the event \`${step.name}\``;
    case "drop event":
      return `drop the event \`${step.name}\``;
    case "rename event":
      return `rename the event \`${step.name}\` to \`${step.to}\``;
    case "add field":
      return `add ${of(step.owner, step.field.name)}, ${renderProse(typeProse(step.field.type))}${step.owner.kind === "event" && step.field.required ? ", required" : ""}`;
    case "drop field":
      return `drop ${of(step.owner, step.field.name)}`;
    case "rename field":
      return `rename ${of(step.owner, step.field)} to \`${step.to}\``;
    case "convert field":
      return `${step.safe ? "widen" : "change"} ${of(step.owner, step.to.name)} from ${renderProse(typeProse(step.from.type))} to ${renderProse(typeProse(step.to.type))}${step.from.type.kind === step.to.type.kind ? " with other bounds, digits or needs" : ""}`;
    case "move time zone":
      return `move local dates and hours of all events from ${step.from} to ${step.to} (times without an offset stay as they were read; import with --fresh to read them anew)`;
  }
}

/**
 * `city=town`, `order_paid.value=amount`, `order_paid=purchase`: which is meant, the names say. "done" when the tables
 * and the rules have the new name and not the old one, as after the same command before.
 */
function parseRename(text: string, stored: StoredSchema, wanted: StoredSchema): Rename | "done" {
  const [left = "", to = "", more] = text.normalize("NFC").split("=");
  const [first = "", second, third] = left.split(".");
  if (to === "" || first === "" || more !== undefined || third !== undefined)
    throw new WorkspaceError(message("rename-form", { given: text }));
  if (second !== undefined) {
    const event = stored.events.find(({ name }) => name === first);
    const asked = wanted.events.find(({ name }) => name === first);
    if (event !== undefined && asked !== undefined && isRenamed(second, to, event.fields, asked.fields)) return "done";
    if (event === undefined || !event.fields.some(({ name }) => name === second))
      throw new WorkspaceError(message("rename-no-field", { given: text, record: first, field: second }));
    if (event.fields.some(({ name }) => name === to))
      throw new WorkspaceError(message("rename-field-taken", { given: text, record: first, field: to }));
    return { event: first, field: second, to };
  }
  if (stored.profile.some(({ name }) => name === first)) {
    if (stored.profile.some(({ name }) => name === to))
      throw new WorkspaceError(message("rename-profile-taken", { given: text, field: to }));
    if (!wanted.profile.some(({ name }) => name === to))
      throw new WorkspaceError(message("rename-profile-undeclared", { given: text, field: to }));
    return { event: undefined, field: first, to };
  }
  if (isRenamed(first, to, stored.profile, wanted.profile) || isRenamed(first, to, stored.events, wanted.events))
    return "done";
  if (!stored.events.some(({ name }) => name === first))
    throw new WorkspaceError(message("rename-nothing", { given: text, name: first }));
  if (stored.events.some(({ name }) => name === to) || !wanted.events.some(({ name }) => name === to))
    throw new WorkspaceError(message("rename-event-undeclared", { given: text, name: to }));
  return { event: first, field: undefined, to };
}

interface Named {
  readonly name: string;
}

/** Whether the tables and the rules have the new name, and neither has the old one. */
function isRenamed(from: string, to: string, stored: readonly Named[], wanted: readonly Named[]): boolean {
  const has = (names: readonly Named[], one: string): boolean => names.some(({ name }) => name === one);
  return has(stored, to) && has(wanted, to) && !has(stored, from) && !has(wanted, from);
}
