import { basename } from "node:path";
import { formatLocal } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import { nearestName } from "../../grammar/diagnostics/near-names.ts";
import { nearestFlips } from "../../engine/explain/nearest.ts";
import { nextChange } from "../../engine/explain/next-change.ts";
import { explainOutput } from "../../engine/explain/explain.ts";
import {
  explanationJson,
  type ExplanationView,
  type ForesightExplanation,
} from "../../engine/explain/explanation-json.ts";
import type { OutputNode } from "../../engine/plan/plan.ts";
import { interpret, prepare, standing } from "../../engine/run/interpreter.ts";
import { RecordedTrace } from "../../engine/run/trace.ts";
import { someCustomers } from "../../store/customers/customer-ids.ts";
import { storedCustomer } from "../../store/customers/stored-customers.ts";
import { openDatabase, requireTables, sqliteProblem } from "../../store/sqlite/database.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { visibleOutputs } from "../../store/runs/run.ts";
import { asOfInstant, readyWorkspace, type CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { showExplanation, showForesight, showOneLine } from "../show-explanation.ts";
import { printable, type Terminal } from "../terminal.ts";
import { didYouMean, inRow, message, type Message } from "../../grammar/texts/message.ts";

export interface ExplainOptions extends CommonOptions {
  readonly asOf?: string;
  readonly showPersonal?: boolean;
}

/** `tagma explain CUSTOMER [TAG…]`: why a customer has a tag, from the evaluation's own trace. */
export function explainCommand(
  customerId: string,
  names: readonly string[],
  options: ExplainOptions,
  terminal: Terminal,
): number {
  const { workspace, compiled, plan } = readyWorkspace(options, terminal);
  const asOf = asOfInstant(options.asOf, workspace);
  const outputs = visibleOutputs(plan);
  const chosen = names.length === 0 ? outputs : names.map((name) => findOutput(name, outputs));
  const database = openDatabase(workspace.databasePath, { readonly: true, mustExist: true });
  try {
    requireTables(database, compiled.program);
    const id = customerId.normalize("NFC");
    const stored = storedCustomer(database, compiled.program, plan, id);
    if (stored === undefined) throw new WorkspaceError(noCustomer(id, someCustomers(database, compiled.program, 3)));
    const evaluation = prepare(plan, asOf);
    const place = standing(evaluation, stored.customer, stored.firstEvent !== undefined && stored.firstEvent <= asOf);
    const inZone = zone(workspace.settings.timeZone);
    if (place.kind === "absent")
      throw new WorkspaceError(message("customer-not-known-yet", { id, at: formatLocal(asOf, inZone) }));
    if (place.kind === "left out") throw new WorkspaceError(message("customer-left-out", { id, field: place.missing }));
    const trace = new RecordedTrace();
    interpret(evaluation, stored.customer, undefined, trace);
    const sources = new Map(workspace.files.map((file) => [file.path, file.text]));
    const detailed = names.length > 0;
    const explanations = chosen.map((output) => {
      const explanation = explainOutput(plan, output, trace, sources);
      return detailed
        ? {
            ...explanation,
            next: nextChange(plan, output, stored.customer, asOf),
            flips: nearestFlips(plan, output, stored.customer, asOf),
          }
        : explanation;
    });
    show(
      explanations,
      id,
      names.length > 0,
      {
        asOf: formatLocal(asOf, inZone),
        inZone,
        showPersonal: options.showPersonal === true,
        tableFiles: new Map(
          (workspace.config.sources ?? []).flatMap(({ table, file }) =>
            table === undefined ? [] : [[table.normalize("NFC"), basename(file)] as const],
          ),
        ),
        json: options.json === true,
      },
      terminal,
    );
  } catch (error) {
    throw sqliteProblem(error, workspace.databasePath);
  } finally {
    database.close();
  }
  return exitCodes.ok;
}

function noCustomer(id: string, known: readonly string[]): Message {
  return known.length === 0
    ? message("no-customer-any", { id })
    : message("no-customer-some", { id, others: inRow(known.map((name) => message("quoted", { name }))) });
}

function show(
  explanations: readonly ForesightExplanation[],
  id: string,
  detailed: boolean,
  view: ExplanationView & { readonly asOf: string; readonly json: boolean },
  terminal: Terminal,
): void {
  if (view.json) {
    terminal.out(
      `${JSON.stringify({ customer: id, asOf: view.asOf, tags: explanations.map((explanation) => explanationJson(explanation, view)) }, null, 2)}\n`,
    );
    return;
  }
  terminal.out(`${terminal.colour.bold(`Customer ${printable(id)}`)}${terminal.colour.dim(`, as of ${view.asOf}`)}\n`);
  for (const explanation of explanations) {
    if (detailed) {
      showExplanation(explanation, view, terminal);
      showForesight(explanation, view, terminal);
    } else showOneLine(explanation, view, terminal);
  }
  if (!detailed) terminal.out(terminal.colour.dim("\nName a tag to see why: tagma explain CUSTOMER TAG\n"));
}

function findOutput(name: string, outputs: readonly OutputNode[]): OutputNode {
  const found =
    outputs.find((output) => output.name === name.normalize("NFC")) ??
    outputs.find((output) => output.about.label === name || Object.values(output.about.labels).includes(name));
  if (found !== undefined) return found;
  const near = nearestName(
    name,
    outputs.map((output) => output.name),
  );
  throw new WorkspaceError(message("no-tag", { name, near: didYouMean(near) }));
}
