import type { FieldRead } from "../../plan/plan.ts";
import { heldAs } from "../generate/event-store.ts";
import { Constants, quoted } from "../generate/text-code.ts";
import type { IrProgram } from "../ir/program.ts";
import { literalSource } from "../generate/literal-source.ts";
import { numeral } from "../generate/numeral.ts";

/** Names of `Object.prototype`: what is not the object's own must not be read under them. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** A property of an object by a name that may be anything. */
export function access(object: string, name: string): string {
  return INHERITED.has(name) && object !== "R" ? `own(${object}, ${quoted(name)})` : `${object}[${quoted(name)}]`;
}

/** The code that reads a raw value as `read.ts` does: into a number, text or truth value, with NaN, null or 0 for unknown. */
export function readSource(
  read: Pick<FieldRead, "name" | "type">,
  raw: string,
  what: string,
  constants: Constants,
): string {
  const { type } = read;
  const described = constants.add({ type, name: what }, `{ type: ${literalSource(type)}, name: ${quoted(what)} }`);
  switch (type.kind) {
    case "boolean":
      return `readTruth(${raw}, ${described}, zone)`;
    case "integer":
    case "duration":
      return `readInteger(${raw}, ${described}, zone)`;
    case "number":
      return `readNumber(${raw}, ${described}, zone)`;
    case "decimal":
      return `readDecimal(${raw}, ${numeral(10 ** type.digits)}, ${described}, zone)`;
    case "date":
      return `readDate(${raw}, ${described}, zone)`;
    case "time":
      return `readTime(${raw}, ${described}, zone)`;
    case "text":
      return `readText(${raw}, ${described}, zone)`;
    case "enum":
      return `readEnum(${raw}, ${constants.add(new Set(type.values), `new Set([${type.values.map(quoted).join(", ")}])`)}, ${described}, zone)`;
    case "set":
      return `readSet(${raw}, ${described}, zone)`;
  }
}

/** The function that puts one event's fields into the columns of its type. */
export function eventReader(program: IrProgram, constants: Constants): string {
  const cases = program.plan.reads.events.map(({ name, fields }, event) => {
    const writes = fields.map((read, index) => {
      // What stands in a table is put there by whoever has its rows.
      if (read.via !== undefined) return "";
      const source = readSource(read, access("f", read.name), `${name}.${read.name}`, constants);
      const unknown =
        heldAs(read.type) === "number" ? "v !== v" : heldAs(read.type) === "text" ? "v === null" : "v === 0";
      return `{ const v = ${source}; ${read.required ? `if (${unknown}) lacks(${quoted(`${name}.${read.name}`)}); ` : ""}C[${index}][at] = v; }`;
    });
    return `case ${event}: { const C = E[${event}].columns; ${writes.join(" ")} return; }`;
  });
  return `function readEvent(event, f, E, at, zone) { switch (event) { ${cases.join("\n")} } }`;
}
