import { phrase, verbatim, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { BoundLiteral, List } from "../../grammar/tree/declaration.ts";
import type { Literal, Name } from "../../grammar/tree/expression.ts";
import { parseDate } from "../calendar/civil.ts";
import { decodeValue } from "../plan/decode.ts";
import { dateType, type ValueType } from "../plan/types.ts";
import type { CheckContext } from "./context.ts";
import { literalValue } from "./literals.ts";
import { kindProse, typeProse } from "./type-prose.ts";

/** Most values a list may have. */
const LIST_LIMIT = 1_000_000;

type Member = string | number | boolean;

/** A list as what a value may be compared with: values of its type, and for times the dates as days. */
export interface ListValues {
  readonly values: readonly Member[];
  readonly days: readonly Member[];
}

/** The values of a list as values of a type; reports what does not fit. */
export function listValuesFor(name: Name, type: ValueType, context: CheckContext): ListValues | undefined {
  if (name.text === "") return undefined;
  const placed = context.symbols.named.get(name.text);
  if (placed === undefined) {
    const lists = [...context.symbols.named.values()]
      .filter(({ node }) => node.kind === "list")
      .map(({ node }) => node.name.text);
    context.report(
      "unknown-name",
      name,
      { kind: phrase("no-list"), name: name.text, advice: phrase("declare-list") },
      context.nearest(name.text, lists),
    );
    return undefined;
  }
  context.used.add(name.text);
  if (placed.node.kind !== "list") {
    context.report("wrong-name", name, {
      name: name.text,
      actual: kindProse(placed.node.kind),
      needed: phrase("kind-list"),
      advice: phrase("list-behind-in"),
    });
    return undefined;
  }
  const found = { values: [] as Member[], days: [] as Member[] };
  const { source } = placed.node;
  if (source.kind === "file") return fileValues(placed.node, name, type, context);
  if (isMixed(source.values)) return undefined;
  const before = context.diagnostics.length;
  for (const literal of source.values) {
    const isDay = type.kind === "time" && literal.kind === "date";
    const value = literalValue(
      { ...literal, start: name.start, end: name.end },
      isDay ? dateType : type,
      phrase("place-list", { name: name.text }),
      context,
      true,
    );
    if (value !== undefined && typeof value !== "object") found[isDay ? "days" : "values"].push(value);
    if (context.diagnostics.length > before) return undefined;
  }
  return found;
}

function fileValues(list: List, name: Name, type: ValueType, context: CheckContext): ListValues | undefined {
  const cells = listCells(list, context);
  if (cells === undefined) return undefined;
  const found = { values: [] as Member[], days: [] as Member[] };
  for (const cell of cells) {
    const isDay = type.kind === "time" && parseDate(cell) !== undefined;
    const decoded = decodeValue(cell, isDay ? dateType : type, context.zone);
    if (!decoded.ok || decoded.value === null || typeof decoded.value === "object") {
      context.report("type-mismatch", name, {
        problem: phrase("not-read", { cell, right: typeProse(type) }),
        advice: phrase("correct-list-file"),
      });
      return undefined;
    }
    found[isDay ? "days" : "values"].push(decoded.value);
  }
  return found;
}

/** The cells of a list's file: its first column, or the named one. Undefined when it can't be read; `checkList` reported that. */
export function listCells(list: List, context: CheckContext): string[] | undefined {
  if (list.source.kind !== "file") return undefined;
  const text = context.readList(list.source.path.value);
  if (typeof text !== "string") return undefined;
  const rows = parseCells(text);
  const { column } = list.source;
  if (column === undefined) return rows.map((row) => row[0] ?? "").filter((cell) => cell !== "");
  const index = (rows[0] ?? []).indexOf(column.value);
  return index === -1
    ? undefined
    : rows
        .slice(1)
        .map((row) => row[index] ?? "")
        .filter((cell) => cell !== "");
}

/** Checks a list by itself: one type, a readable file. */
export function checkList(list: List, context: CheckContext): void {
  const { source } = list;
  if (source.kind === "values") {
    const [first, other] = literalKinds(source.values);
    if (first !== undefined && other !== undefined)
      context.report("list-mixed", list.name, { name: list.name.text, some: several[first], others: several[other] });
    return;
  }
  const text = context.readList(source.path.value);
  const problem =
    typeof text !== "string"
      ? text.problem
      : listCells(list, context) === undefined
        ? phrase("list-no-column", { name: source.column?.value ?? "" })
        : undefined;
  if (problem !== undefined)
    context.report("list-unreadable", source.path, {
      path: source.path.value,
      reason: typeof problem === "string" ? verbatim(problem) : problem,
    });
  else if ((listCells(list, context)?.length ?? 0) > LIST_LIMIT)
    context.report("list-unreadable", source.path, {
      path: source.path.value,
      reason: phrase("list-too-long", { limit: String(LIST_LIMIT) }),
    });
}

/** The different kinds of literals in a list. */
function literalKinds(values: readonly BoundLiteral[]): Literal["kind"][] {
  return [
    ...new Set(
      values.flatMap((value) => (value.kind === "missing" ? [] : [value.kind === "negative" ? "number" : value.kind])),
    ),
  ];
}

function isMixed(values: readonly BoundLiteral[]): boolean {
  return literalKinds(values).length > 1;
}

const several: Readonly<Record<Literal["kind"], Prose>> = {
  text: phrase("some-texts"),
  number: phrase("some-numbers"),
  date: phrase("some-dates"),
  datetime: phrase("some-times"),
  boolean: phrase("some-yes-no"),
  duration: phrase("type-duration"),
};

/** RFC 4180 with commas, for small lists; text is normalised to NFC. */
function parseCells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const match of text
    .normalize("NFC")
    .replace(/^\ufeff/, "")
    .matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|\r|$)/g)) {
    const [whole, cell = "", separator] = match;
    if (whole === "" && row.length === 0) break;
    row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (separator !== ",") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
