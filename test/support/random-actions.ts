import type { FormAction } from "../../editor/views/form/action.ts";
import type { FormModel } from "../../editor/views/form/model.ts";
import { isCondition } from "../../editor/views/edit/spec-path.ts";
import type { Slot, SlotValue } from "../../editor/views/slot.ts";
import type { ConditionSpec, LiteralSpec, RowSpec, TermSpec, WindowSpec } from "../../editor/views/spec.ts";
import { eventFields, readable } from "../../editor/views/term-type.ts";
import type { Readable } from "../../editor/views/term-type.ts";
import type { Vocabulary } from "../../editor/views/vocabulary.ts";

/** Picks by a number that fast-check chose. */
export type Pick = (below: number) => number;

const one = <Item>(pick: Pick, items: readonly Item[]): Item | undefined =>
  items.length === 0 ? undefined : items[pick(items.length)];

/** Every path of a part that is a condition. */
export function conditionPaths(form: FormModel): string[] {
  const found: string[] = [];
  const visit = (part: unknown, path: string): void => {
    if (typeof part !== "object" || part === null) return;
    if (
      path in form.spans &&
      isCondition(part) &&
      (part.kind !== "text" || /(condition|when|where|item|items\.\d+)$/.test(path))
    )
      found.push(path);
    for (const [key, child] of Object.entries(part)) visit(child, path === "" ? key : `${path}.${key}`);
  };
  visit(form.spec, "");
  return found;
}

const texts = ["", "x", 'Ünï "q" \\ 🍵', "a\nb", "`", "</b>", "高"];

export function randomSlotValue(pick: Pick, slot: Slot, vocabulary: Vocabulary): SlotValue | undefined {
  switch (slot.kind) {
    case "literal":
      return randomLiteral(pick, slot.value, slot);
    case "window":
      return randomWindow(pick);
    case "duration":
      return { amount: String(1 + pick(9)), unit: one(pick, slot.units) ?? "day" };
    case "unit":
      return one(pick, slot.units);
    case "event":
      return one(pick, vocabulary.events)?.name;
    case "field":
      return one(pick, eventFields(vocabulary, slot.event))?.name;
    case "reference":
      return undefined;
    case "list":
      return one(pick, vocabulary.lists)?.name;
    case "operator":
      return one(pick, slot.operators);
    case "function":
      return one(pick, slot.functions);
    case "label":
      return `${one(pick, texts) ?? ""}L${pick(99)}`;
    case "annotation":
      return slot.word ? "active" : one(pick, texts);
  }
}

function randomLiteral(pick: Pick, value: LiteralSpec, slot: Extract<Slot, { kind: "literal" }>): LiteralSpec {
  switch (value.kind) {
    case "number":
      return {
        kind: "number",
        text: `${slot.rule === "any" && pick(4) === 0 ? "-" : ""}${1 + pick(500)}${slot.rule === "any" && pick(5) === 0 ? ".5" : ""}`,
      };
    case "string":
      return { kind: "string", value: one(pick, texts) ?? "" };
    case "boolean":
      return { kind: "boolean", value: pick(2) === 0 };
    case "date":
      return { kind: "date", text: `20${10 + pick(20)}-0${1 + pick(9)}-1${pick(10)}` };
    case "datetime":
      return { kind: "datetime", text: `20${10 + pick(20)}-0${1 + pick(9)}-1${pick(10)}T10:3${pick(10)}` };
    case "duration":
      return { kind: "duration", amount: String(pick(90)), unit: "day" };
    case "choice": {
      const type = slot.type?.value;
      return {
        ...value,
        value: (type !== undefined && "values" in type ? one(pick, type.values ?? []) : undefined) ?? value.value,
      };
    }
  }
}

export function randomWindow(pick: Pick): WindowSpec {
  return (
    one<WindowSpec>(pick, [
      { kind: "last", amount: String(1 + pick(90)), unit: "day" },
      { kind: "today" },
      { kind: "calendar", which: "this", unit: "month" },
      { kind: "during", from: "2026-01-01", to: "2026-02-03" },
      { kind: "since", from: "2025-05-05T10:30" },
      { kind: "last", amount: "2", unit: "week", ending: { amount: "1", unit: "week" } },
    ]) ?? { kind: "yesterday" }
  );
}

/** A test that fits the type of what is read. */
function rowOf(pick: Pick, { name, of, type }: Readable): RowSpec {
  const left: TermSpec = of === undefined ? { kind: "reference", name } : { kind: "reference", name: of, member: name };
  const negated = pick(4) === 0;
  const number: LiteralSpec = { kind: "number", text: String(pick(100)) };
  switch (type?.value.kind) {
    case "boolean":
      return { kind: "holds", negated, left };
    case "integer":
    case "number":
    case "decimal":
      return {
        kind: "test",
        negated,
        left,
        test:
          pick(3) === 0
            ? { kind: "between", from: number, to: { kind: "number", text: "200" } }
            : { kind: "compare", operator: pick(2) === 0 ? "<" : ">=", right: number },
      };
    case "text":
      return {
        kind: "test",
        negated,
        left,
        test:
          pick(2) === 0
            ? {
                kind: "text-test",
                test: "contains",
                right: { kind: "string", value: one(pick, texts) ?? "" },
                ignoringCase: pick(2) === 0,
              }
            : { kind: "is", negated: pick(2) === 0, right: { kind: "string", value: "x" }, ignoringCase: false },
      };
    case "enum": {
      const values = type.value.values.map((value): LiteralSpec => ({ kind: "choice", value, quoted: type.quoted }));
      const value = one(pick, values);
      if (value === undefined) break;
      return {
        kind: "test",
        negated,
        left,
        test:
          pick(2) === 0
            ? { kind: "is", negated: pick(2) === 0, right: value, ignoringCase: false }
            : { kind: "one-of", negated: pick(2) === 0, values, ignoringCase: false },
      };
    }
    case "date":
    case "time":
    case "duration":
    case "set":
    case undefined:
      break;
  }
  return { kind: "test", negated, left, test: { kind: "known", negated: pick(2) === 0 } };
}

export function randomCondition(
  pick: Pick,
  form: FormModel,
  vocabulary: Vocabulary,
  event?: string,
  depth = 1,
): ConditionSpec {
  if (depth > 0 && pick(4) === 0) {
    return {
      kind: "group",
      join: pick(2) === 0 ? "all" : "any",
      items: [
        randomCondition(pick, form, vocabulary, event, depth - 1),
        randomCondition(pick, form, vocabulary, event, depth - 1),
      ],
    };
  }
  const fields = one(pick, readable(vocabulary, form.spec, event));
  const happened =
    event === undefined && form.spec.tagKind !== "attribute" ? one(pick, vocabulary.events)?.name : undefined;
  if (happened !== undefined && (pick(2) === 0 || fields === undefined)) {
    const where = pick(2) === 0 ? { where: randomCondition(pick, form, vocabulary, happened, depth - 1) } : {};
    const window = pick(2) === 0 ? { window: randomWindow(pick) } : {};
    if (pick(2) === 0) return { kind: "did", negated: pick(3) === 0, event: happened, ...where, ...window };
    return {
      kind: "test",
      negated: false,
      left: { kind: "measure", function: "count", event: happened, ...where, ...window },
      test: { kind: "compare", operator: ">", right: { kind: "number", text: "2" } },
    };
  }
  return fields === undefined
    ? { kind: "holds", negated: false, left: { kind: "reference", name: "x" } }
    : rowOf(pick, fields);
}

/** The event in whose filter a path stands. */
function eventAt(form: FormModel, path: string): string | undefined {
  const at = path.lastIndexOf(".where");
  if (at < 0) return undefined;
  let part: unknown = form.spec;
  for (const key of path.slice(0, at).split("."))
    part = typeof part === "object" && part !== null ? Reflect.get(part, key) : undefined;
  return typeof part === "object" && part !== null && "event" in part && typeof part.event === "string"
    ? part.event
    : undefined;
}

/** Something that a user may do with a form; undefined when this choice does not apply. */
export function randomAction(pick: Pick, form: FormModel, vocabulary: Vocabulary): FormAction | undefined {
  const { body } = form.spec;
  const paths = conditionPaths(form);
  const at = one(pick, paths);
  const items = "items" in body ? body.items.length : 0;
  const item = `body.items.${pick(Math.max(1, items))}`;
  const condition = (): ConditionSpec => randomCondition(pick, form, vocabulary, eventAt(form, at ?? ""));
  const windowed = one(
    pick,
    Object.keys(form.slots).filter((path) => path.endsWith(".event") && !path.includes("among")),
  )?.replace(/\.event$/, "");
  switch (pick(13)) {
    case 0:
      return at === undefined
        ? undefined
        : { do: "add-condition", at, join: pick(2) === 0 ? "all" : "any", condition: condition() };
    case 1:
      return at === undefined ? undefined : { do: "negate", at };
    case 2:
      return at === undefined ? undefined : { do: "remove", at };
    case 3:
      return at === undefined ? undefined : { do: "duplicate", at };
    case 4:
      return at === undefined ? undefined : { do: "set-condition", at, to: condition() };
    case 5:
      return at === undefined ? undefined : { do: "join", at, join: pick(2) === 0 ? "all" : "any" };
    case 6:
      return windowed === undefined
        ? undefined
        : { do: "set-window", at: `${windowed}.window`, to: pick(3) === 0 ? undefined : randomWindow(pick) };
    case 7:
      return windowed === undefined
        ? undefined
        : {
            do: "set-filter",
            at: `${windowed}.where`,
            to: pick(3) === 0 ? undefined : randomCondition(pick, form, vocabulary, eventAt(form, `${windowed}.where`)),
          };
    case 8:
      return items === 0
        ? undefined
        : one<FormAction>(pick, [
            { do: "remove", at: item },
            { do: "duplicate", at: item },
            { do: "move", at: item, to: pick(items) },
          ]);
    case 9:
      return body.kind !== "branches"
        ? undefined
        : {
            do: "insert",
            at: "body.items",
            index: pick(items + 1),
            item: { value: `New ${pick(1000)}`, labels: pick(2) === 0 ? {} : { zh: "新" }, when: condition() },
          };
    case 10:
      return one<FormAction>(pick, [
        { do: "describe", text: pick(3) === 0 ? "" : "One.\n\nTwo 🍵." },
        { do: "annotation", name: "owner", value: pick(3) === 0 ? undefined : 'a "b"' },
      ]);
    case 11:
      return {
        do: "label",
        at: pick(2) === 0 && (body.kind === "branches" || body.kind === "bands") ? item : "",
        language: one(pick, ["zh", "ja", "no", "default"]) ?? "es",
        text: pick(3) === 0 ? undefined : `L ${pick(9)} "x"`,
      };
    default:
      return at === undefined || !/\.\d+$/.test(at) ? undefined : { do: "move", at, to: pick(3) };
  }
}
