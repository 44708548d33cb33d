import { parseDate } from "../../calendar/civil.ts";
import { parseInstant } from "../../calendar/instant.ts";
import { zone } from "../../calendar/zone.ts";
import { quoteText } from "../../../grammar/parser/text-literal.ts";
import type { ValueType } from "../../plan/types.ts";
import { NotExactError, type JsonLogic } from "../rule.ts";

/** A literal of a rule, as the language writes it beside a value of a type. */
export interface ReadLiteral {
  readonly text: string;
  /** What JSONLogic makes of it otherwise, in words. */
  readonly note?: string;
  /** In JSONLogic another kind of value than the data is: `===` and lists never find it. */
  readonly otherKind?: true;
}

/**
 * @param name of what it is compared with, for messages
 * @throws NotExactError for what the type does not hold
 */
export function readLiteral(value: JsonLogic, type: ValueType, name: string): ReadLiteral {
  switch (type.kind) {
    case "boolean":
      if (typeof value === "boolean") return { text: value ? "yes" : "no" };
      if (value === 1 || value === 0) return { text: value === 1 ? "yes" : "no", otherKind: true };
      throw new NotExactError(`\`${name}\` is yes or no, and is compared with ${shown(value)}: write true or false`);
    case "integer":
    case "number":
    case "decimal":
      return readNumber(value, type.kind === "decimal" ? type.digits : undefined, name);
    case "date":
    case "time":
      return readTime(value, type.kind, name);
    case "enum":
      if (typeof value === "string" && type.values.includes(value)) return { text: quoteText(value) };
      throw new NotExactError(
        `${shown(value)} is none of the values of \`${name}\`: ${type.values.slice(0, 10).join(", ")}`,
      );
    case "text":
      if (typeof value === "string") return { text: quoteText(value) };
      if (typeof value === "number")
        return {
          text: quoteText(String(value)),
          otherKind: true,
          note: `\`${name}\` is a text: JSONLogic takes every text that reads as ${value} for it, such as "0${value}"`,
        };
      break;
    case "set":
    case "duration":
      break;
  }
  throw new NotExactError(`${shown(value)} can't be compared with \`${name}\``);
}

/** Query builders write numbers as texts. */
function readNumber(value: JsonLogic, digits: number | undefined, name: string): ReadLiteral {
  const written = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  const match = /^(-?)0*(\d{1,30})(?:\.(\d{1,30}))?$/.exec(written);
  if (match === null) throw new NotExactError(`${shown(value)} is no number, and \`${name}\` is one`);
  const [, sign = "", whole = "", fraction = ""] = match;
  const rest = fraction.replace(/0+$/, "");
  if (digits !== undefined && rest.length > digits)
    throw new NotExactError(
      `${shown(value)} has ${rest.length} digits behind the point, and \`${name}\` has ${digits}: no value is equal to it; write one of ${digits} digits`,
    );
  const text = `${sign}${whole}${rest === "" ? "" : `.${rest}`}`;
  return typeof value === "string" ? { text, otherKind: true } : { text };
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?$/;
const utc = zone("UTC");

function readTime(value: JsonLogic, kind: "date" | "time", name: string): ReadLiteral {
  if (typeof value !== "string")
    throw new NotExactError(`${shown(value)} can't be compared with \`${name}\`: a ${kind} is written as a text`);
  if (DATE.test(value)) {
    if (parseDate(value) === undefined) throw new NotExactError(`${shown(value)} is no date of the calendar`);
    return kind === "date" ? { text: value } : { text: value, note: asTexts(name, "the local day is compared here") };
  }
  const match = TIME.exec(value);
  const [, date = "", clock = "", second, fraction = "", offset = ""] = match ?? [];
  if (match === null || parseInstant(value.replace(" ", "T"), utc) === undefined)
    throw new NotExactError(`${shown(value)} is no date or time of the calendar`);
  const millis = fraction.replace(/0+$/, "");
  if (millis.length > 3) throw new NotExactError(`${shown(value)} is finer than a millisecond`);
  const text = `${date}T${clock}${second === undefined ? "" : `:${second}`}${millis === "" ? "" : `.${millis.padEnd(3, "0")}`}${offset.replace(/^([+-]\d{2})(\d{2})$/, "$1:$2")}`;
  if (kind === "date")
    return {
      text,
      note: asTexts(name, "the day on which that time lies in the workspace's time zone is compared here"),
    };
  // As data comes, to the millisecond in UTC, texts are ordered as instants are.
  if (/T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value)) return { text };
  return { text, note: asTexts(name, "instants are compared here") };
}

const asTexts = (name: string, here: string): string =>
  `JSONLogic compares \`${name}\` as a text, letter by letter; ${here}`;

/** A value of a rule in a message, cut where it is long. */
export function shown(value: JsonLogic): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
