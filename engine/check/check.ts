import { at, required } from "../invariant/required.ts";
import type { Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { phrase, type Prose } from "../../grammar/diagnostics/prose.ts";
import { parseFile, type ParsedFile } from "../../grammar/parser/parse-file.ts";
import type { Declaration, Event, Exclusive, Never, Segment, Tag, Lifecycle } from "../../grammar/tree/declaration.ts";
import { booleanType } from "../plan/types.ts";
import { checkAbout } from "./annotations.ts";
import { checkBody, checkLifecycle } from "./bodies.ts";
import type { CheckedBody } from "./checked-body.ts";
import { CheckContext } from "./context.ts";
import { checkCondition, checkExpression } from "./expressions.ts";
import { checkList } from "./lists.ts";
import { checkModel } from "./models.ts";
import { dependencyOrder } from "./order.ts";
import { checkParent } from "./parents.ts";
import type { CompileInput, Program, TypedOutput, TypedTest } from "./program.ts";
import { checkRecord } from "./records.ts";
import { checkTable } from "./tables.ts";
import type { Scope } from "./scope.ts";
import { collectSymbols, type Placed, type Report } from "./symbols.ts";
import { checkTest } from "./test-blocks.ts";

/** Parses and checks a workspace's rule files. Never throws for what a file holds; problems are diagnostics. */
export function check(input: CompileInput): Program {
  return checkParsed(input.files.map(parseFile), input);
}

/** Checks files that are already parsed. */
export function checkParsed(parsed: readonly ParsedFile[], input: CompileInput): Program {
  const diagnostics: Diagnostic[] = parsed.flatMap((file) => file.diagnostics);
  const report: Report = (code, file, span, parameters, suggestion) => {
    diagnostics.push(diagnostic(code, { file, start: span.start, end: span.end }, parameters, suggestion));
  };
  const symbols = collectSymbols(parsed, report);
  const readList = input.readList ?? (() => ({ problem: phrase("list-no-files-here") }));
  const context = new CheckContext(
    symbols,
    input.settings,
    readList,
    diagnostics,
    {
      expression: checkExpression,
      condition: checkCondition,
    },
    new Map(parsed.map(({ file }) => [file.path, file.text])),
    input.personal,
  );
  checkSchema(context);
  const { order, cycles } = dependencyOrder(symbols);
  for (const cycle of cycles) reportCycle(cycle, context);
  const tests: TypedTest[] = [];
  const outputs: TypedOutput[] = [];
  let exclusives = 0;
  for (const placed of order) {
    context.file = placed.file;
    const isFirst = !("name" in placed.node) || symbols.named.get(placed.node.name.text)?.node === placed.node;
    const output = checkDeclaration(placed.node, context, tests, exclusives + 1);
    if (output === undefined || !isFirst) continue;
    if (output.kind === "exclusive") exclusives++;
    outputs.push(
      output.kind === "never" && context.outputs.has(output.name)
        ? { ...output, name: `${output.name} (${outputs.length})` }
        : output,
    );
    context.outputs.set(output.name, output);
  }
  reportUnused(context);
  const [first] = symbols.all;
  if (
    context.profile === undefined &&
    first !== undefined &&
    !symbols.all.some(({ node }) => node.kind === "profile")
  ) {
    report("no-profile", first.file, { start: 0, end: 0 }, {});
  }
  return {
    settings: input.settings,
    files: input.files,
    profile: context.profile,
    events: context.events,
    tables: context.tables,
    outputs,
    models: context.models,
    tests,
    positions: context.positions,
    diagnostics: sorted(diagnostics, input),
  };
}

function checkSchema(context: CheckContext): void {
  const parts: Placed<Event>[] = [];
  // Fields name tables, so these are known first.
  for (const { node, file } of context.symbols.named.values()) {
    context.file = file;
    if (node.kind === "table") context.tables.set(node.name.text, checkTable(node, context));
  }
  for (const { node, file } of context.symbols.named.values()) {
    context.file = file;
    if (node.kind === "profile" && context.profile === undefined) context.profile = checkRecord(node, context);
    else if (node.kind === "event" && node.partOf === undefined)
      context.events.set(node.name.text, checkRecord(node, context));
    else if (node.kind === "event") parts.push({ node, file });
  }
  for (const { node, file } of parts) {
    context.file = file;
    context.events.set(node.name.text, checkRecord(node, context, checkParent(node, context)));
  }
}

function checkDeclaration(
  node: Declaration,
  context: CheckContext,
  tests: TypedTest[],
  index: number,
): TypedOutput | undefined {
  switch (node.kind) {
    case "profile":
    case "event":
    case "table":
      return undefined;
    case "tag":
      return outputOf(node, checkBody(node, { reader: node.tagKind, event: undefined }, context), context);
    case "lifecycle":
      return outputOf(node, checkLifecycle(node, { reader: "rule", event: undefined }, context), context);
    case "segment":
    case "never":
    case "exclusive":
      return checkLaw(node, index, context);
    case "list":
      checkAbout(node, context);
      checkList(node, context);
      return undefined;
    case "model": {
      checkAbout(node, context);
      const model = checkModel(node, context);
      if (model !== undefined) context.models.set(model.name, model);
      return undefined;
    }
    case "test": {
      const test = checkTest(node, context);
      if (test !== undefined) tests.push(test);
      return undefined;
    }
  }
}

function outputOf(
  node: Tag | Lifecycle,
  body: CheckedBody | undefined,
  context: CheckContext,
): TypedOutput | undefined {
  const about = checkAbout(node, context, body?.values ?? {});
  if (body === undefined) return undefined;
  return {
    name: node.name.text,
    kind: node.kind,
    tagKind: node.kind === "tag" ? node.tagKind : null,
    type: body.type,
    form: body.form,
    mayBeUnknown: body.mayBeUnknown,
    personal: body.personal,
    about,
    location: { file: context.file, start: node.name.start, end: node.name.end },
  };
}

function checkLaw(node: Segment | Never | Exclusive, index: number, context: CheckContext): TypedOutput | undefined {
  const scope: Scope = { reader: "rule", event: undefined };
  const about = checkAbout(node, context);
  const span = node.kind === "segment" ? node.name : node.kind === "never" ? node.reason : node;
  const location = { file: context.file, start: span.start, end: span.end };
  const common = { tagKind: null, type: booleanType, mayBeUnknown: false, personal: false, about, location };
  if (node.kind === "exclusive") {
    const conditions = node.conditions.map((condition) => checkCondition(condition, scope, context));
    if (conditions.length === 1) context.report("no-branches", node, { advice: phrase("two-conditions") });
    if (!conditions.every((condition) => condition !== undefined)) return undefined;
    return {
      ...common,
      name: `exclusive ${index}`,
      kind: "exclusive",
      form: { form: "exclusive", conditions: conditions.map((condition) => condition.node) },
    };
  }
  const condition = checkCondition(node.condition, scope, context);
  if (condition === undefined) return undefined;
  const name = node.kind === "segment" ? node.name.text : `never ${node.reason.value}`;
  return { ...common, name, kind: node.kind, form: { form: "condition", condition: condition.node } };
}

function reportCycle(cycle: readonly string[], context: CheckContext): void {
  const placed = required(context.symbols.named.get(at(cycle, 0)), "what a cycle begins with");
  context.file = placed.file;
  context.report("cycle", placed.node.name, { path: cycle.map((name) => `\`${name}\``).join(" → ") });
}

const usable: Readonly<Partial<Record<Declaration["kind"], Prose>>> = {
  event: phrase("the-event"),
  table: phrase("the-table"),
  list: phrase("the-list"),
  model: phrase("the-model"),
};

function reportUnused(context: CheckContext): void {
  for (const { node, file } of context.symbols.named.values()) {
    const what = usable[node.kind];
    if (what === undefined || context.used.has(node.name.text)) continue;
    context.file = file;
    context.report("unused", node.name, { what, name: node.name.text });
  }
}

function sorted(diagnostics: readonly Diagnostic[], input: CompileInput): Diagnostic[] {
  const rank = new Map(input.files.map((file, index) => [file.path, index]));
  const rankOf = ({ location }: Diagnostic): number => required(rank.get(location.file), "the file of a message");
  const unique = new Map(
    diagnostics.map((found) => [
      `${found.code} ${found.location.file} ${found.location.start} ${found.location.end} ${JSON.stringify(found.parameters)}`,
      found,
    ]),
  );
  return [...unique.values()].sort(
    (left, right) => rankOf(left) - rankOf(right) || left.location.start - right.location.start,
  );
}
