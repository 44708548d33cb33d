import { EARLIEST, LATEST } from "../../calendar/instant.ts";
import { EXACT_LIMIT, type ValueType } from "../../plan/types.ts";
import { UNBOUNDED, type Range } from "./range.ts";

/** Between which numbers the values of a type lie. */
export function typeRange(type: ValueType): Range {
  switch (type.kind) {
    case "integer":
    case "decimal":
    case "duration":
      return { low: -EXACT_LIMIT, high: EXACT_LIMIT };
    case "date":
      return { low: -719_162, high: 2_932_896 };
    case "time":
      return { low: EARLIEST, high: LATEST };
    case "number":
    case "boolean":
    case "text":
    case "enum":
    case "set":
      return UNBOUNDED;
  }
}
