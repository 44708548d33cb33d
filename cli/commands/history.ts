import { formatLocal, parseInstant } from "../../engine/calendar/instant.ts";
import { zone, type Zone } from "../../engine/calendar/zone.ts";
import { openDatabase, sqliteProblem } from "../../store/sqlite/database.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { customerHistory, POPULATION, outputChanges, type ChangeOfCustomer } from "../../store/runs/change-table.ts";
import { outputHistory, type RunOfOutput } from "../../store/runs/run-tables.ts";
import { visibleOutputs } from "../../store/runs/run.ts";
import { readyWorkspace, type CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { MASK } from "../output/cell-writers.ts";
import { grouped, padEnd, printable, type Terminal } from "../terminal.ts";
import { message } from "../../grammar/texts/message.ts";
import { required } from "../../engine/invariant/required.ts";

const CHANGES_SHOWN = 20;
const CHANGES_IN_JSON = 10_000;

/** `tagma history CUSTOMER|TAG`: what changed for a customer, or who entered and left which value of a tag, run by run. */
export function historyCommand(
  given: string,
  options: CommonOptions & { readonly showPersonal?: boolean },
  terminal: Terminal,
): number {
  const { workspace, plan } = readyWorkspace(options, terminal);
  const outputs = visibleOutputs(plan);
  const name = given.normalize("NFC").trim();
  const personal = new Set(
    options.showPersonal === true ? [] : outputs.filter((output) => output.personal).map((output) => output.name),
  );
  const inZone = zone(workspace.settings.timeZone);
  const database = openDatabase(workspace.databasePath, { readonly: true, mustExist: true });
  try {
    const output = outputs.find((candidate) => candidate.name === name || candidate.about.label === name)?.name ?? name;
    const runs = outputHistory(database, output);
    if (runs.length > 0 || outputs.some((candidate) => candidate.name === output)) {
      const changes = outputChanges(database, output, options.json === true ? CHANGES_IN_JSON : CHANGES_SHOWN).map(
        (change) => ({ ...change, ...masked(change, personal) }),
      );
      if (options.json === true) terminal.out(`${JSON.stringify({ output, runs, changes }, null, 2)}\n`);
      else showOutput(output, runs, changes, inZone, terminal);
      return exitCodes.ok;
    }
    const changes = customerHistory(database, name).map((change) => masked(change, personal));
    if (changes.length === 0) throw new WorkspaceError(message("no-tag-no-change", { name }));
    if (options.json === true) terminal.out(`${JSON.stringify({ customer: name, changes }, null, 2)}\n`);
    else showCustomer(name, changes, inZone, terminal);
  } catch (error) {
    throw sqliteProblem(error, workspace.databasePath);
  } finally {
    database.close();
  }
  return exitCodes.ok;
}

function masked(change: ChangeOfCustomer, personal: ReadonlySet<string>): ChangeOfCustomer {
  const hide = (value: unknown): unknown =>
    value === null || (typeof value === "object" && !Array.isArray(value)) ? value : MASK;
  return personal.has(change.output) ? { ...change, before: hide(change.before), after: hide(change.after) } : change;
}

function showOutput(
  output: string,
  runs: readonly RunOfOutput[],
  changes: readonly (ChangeOfCustomer & { readonly customer: string })[],
  inZone: Zone,
  terminal: Terminal,
): void {
  const { colour } = terminal;
  terminal.out(
    `${colour.bold(printable(output))}${runs.length === 0 ? colour.dim("  its values are not counted; here are its changes") : ""}\n`,
  );
  for (const run of runs) {
    const values = run.values
      .filter(({ customers, entered, departed }) => customers + entered + departed > 0)
      .map(
        ({ value, customers, entered, departed }) =>
          `${valueText(value)} ${grouped(customers)}${entered + departed > 0 ? colour.dim(` (+${grouped(entered)} −${grouped(departed)})`) : ""}`,
      );
    terminal.out(
      `  ${when(run.asOf, inZone)}  ${values.join(" · ")}${run.current ? "" : colour.dim("  a look back")}\n`,
    );
  }
  for (const { customer, asOf, before, after } of changes)
    terminal.out(`    ${when(asOf, inZone)}  ${printable(customer)}: ${valueText(before)} → ${valueText(after)}\n`);
  if (changes.length === CHANGES_SHOWN)
    terminal.out(colour.dim(`    … the last ${CHANGES_SHOWN}; --json lists more\n`));
}

function showCustomer(customer: string, changes: readonly ChangeOfCustomer[], inZone: Zone, terminal: Terminal): void {
  terminal.out(`${terminal.colour.bold(`Customer ${printable(customer)}`)}\n`);
  for (const { asOf, output, before, after } of changes) {
    const what =
      output === POPULATION
        ? after === null
          ? "left the population"
          : "came into the population"
        : `${padEnd(printable(output), 24)} ${valueText(before)} → ${valueText(after)}`;
    terminal.out(`  ${when(asOf, inZone)}  ${what}\n`);
  }
}

function when(asOf: string, inZone: Zone): string {
  return formatLocal(required(parseInstant(asOf, inZone), "the instant of a run"), inZone);
}

/** A value as people read it. */
function valueText(value: unknown): string {
  if (value === null) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "(none)" : printable(value.join(", "));
  if (typeof value === "object" && "is" in value) return String(value.is);
  return printable(String(value));
}
