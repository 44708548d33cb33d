import type { Program, TypedField, TypedRecord } from "../engine/check/program.ts";
import type { Named, Scope } from "../engine/jsonlogic/read/names.ts";
import type { ValueType } from "../engine/plan/types.ts";
import { sourceName } from "../engine/source/print.ts";

const text: ValueType = { kind: "text" };

/** Everything that the rules of a workspace have a name for, as JSONLogic is handed it. */
export function jsonLogicNames(program: Program): Scope {
  const values = new Map<string, Named>([["id", { type: text, required: true, text: "id" }]]);
  if (program.profile !== undefined) for (const entry of fieldsOf(program.profile, program)) values.set(...entry);
  for (const { name, kind, type, mayBeUnknown } of program.outputs)
    if (kind === "tag" || kind === "segment" || kind === "lifecycle")
      values.set(name, { type, required: !mayBeUnknown, text: sourceName(name) });
  const events = new Map<string, Scope>();
  for (const event of program.events.values()) {
    const own = new Map<string, Named>([
      ["time", { type: { kind: "time" }, required: true, text: "time" }],
      ...fieldsOf(event, program),
    ]);
    events.set(event.name, { values: own, events: new Map(), profile: undefined });
  }
  return { values, events, profile: program.profile?.name };
}

/** The fields of a record, of its parent, and of the rows of tables that they name. */
function fieldsOf(record: TypedRecord, program: Program): [string, Named][] {
  return [
    ...[...record.fields.values()].flatMap((field) => withRow(field, program)),
    ...[...record.computed.values()].map(({ name, type, mayBeUnknown }): [string, Named] => [
      name,
      { type, required: !mayBeUnknown, text: sourceName(name) },
    ]),
    ...(record.parent === undefined ? [] : ofParent(record.parent, program)),
  ];
}

const ofParent = (parent: TypedRecord, program: Program): [string, Named][] =>
  fieldsOf(parent, program).map(([name, named]) => [
    `${parent.name}.${name}`,
    { ...named, text: `${sourceName(parent.name)}.${named.text}` },
  ]);

function withRow({ name, type, required, table }: TypedField, program: Program): [string, Named][] {
  const rows = table === undefined ? undefined : program.tables.get(table);
  return [
    [name, { type, required, text: sourceName(name) }],
    // A row that is not there leaves its fields unknown.
    ...[...(rows?.fields.values() ?? [])].map((one): [string, Named] => [
      `${name}.${one.name}`,
      { type: one.type, required: false, text: `${sourceName(name)}.${sourceName(one.name)}` },
    ]),
  ];
}
