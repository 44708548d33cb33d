import { quoteText } from "../../grammar/parser/text-literal.ts";
import { reservedWords } from "../../grammar/tokens/words.ts";
import { formatDate } from "../calendar/civil.ts";
import { unitMilliseconds } from "../calendar/instant.ts";
import type { Instant, Zone } from "../calendar/zone.ts";
import type { MaybeValue, ValueType } from "../plan/types.ts";

const reserved: ReadonlySet<string> = new Set(reservedWords);

/** A name as it is written in a rule file. */
export function sourceName(name: string): string {
  return /^\p{ID_Start}\p{ID_Continue}*$/u.test(name) && !reserved.has(name) ? name : `\`${name}\``;
}

/** A known value as it is written in a rule file; unknown has no literal. */
export function sourceLiteral(value: MaybeValue, type: ValueType, zone: Zone): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return type.kind === "enum" ? sourceName(value) : quoteText(value);
  if (typeof value === "object" && value !== null) return `(${value.map((one) => setItem(one, type)).join(", ")})`;
  if (typeof value !== "number") return "no";
  switch (type.kind) {
    case "decimal":
      return (value / 10 ** type.digits).toFixed(type.digits);
    case "date":
      return formatDate(value);
    case "time":
      return sourceTime(value, zone);
    // Numbers are written without an exponent.
    case "boolean":
    case "integer":
    case "number":
    case "duration":
    case "text":
    case "enum":
    case "set":
      return /e/.test(String(value)) ? value.toFixed(20).replace(/\.?0+$/, "") : String(value);
  }
}

const setItem = (value: string, type: ValueType): string =>
  type.kind === "set" && type.values !== null ? sourceName(value) : quoteText(value);

/** A time as the language writes it, local to the zone, as short as it can be. */
export function sourceTime(instant: Instant, zone: Zone): string {
  const local = instant + zone.offsetAt(instant);
  const day = Math.floor(local / unitMilliseconds.day);
  const rest = local - day * unitMilliseconds.day;
  const clock = new Date(rest).toISOString().slice(11, 23);
  const short = clock.endsWith(".000") ? (clock.endsWith(":00.000") ? clock.slice(0, 5) : clock.slice(0, 8)) : clock;
  return `${formatDate(day)}T${short}`;
}
