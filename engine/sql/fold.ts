import { foldCase, foldTable } from "../text/text.ts";
import { call, text, type Sql } from "./relation.ts";
import { NotInSqlError } from "./value.ts";

type Pair = readonly [from: string, to: string];

/** Most nested calls of REPLACE: engines without TRANSLATE need one for each character. */
const MOST_REPLACEMENTS = 60;

/** A text under simple case folding, whatever it holds. */
export function foldedText(sql: Sql, canTranslate: boolean): Sql {
  if (sql.op === "literal" && typeof sql.value === "string") return text(foldCase(sql.value));
  return translated(sql, [...foldTable()], canTranslate);
}

/**
 * A text folded as far as a comparison with a fixed (folded) one needs it: only what folds into one of its characters
 * is replaced. Anything else can't match before or after folding.
 */
export function foldedFor(sql: Sql, against: string, canTranslate: boolean): Sql {
  if (sql.op === "literal") return foldedText(sql, canTranslate);
  const wanted = new Set(against);
  return translated(
    sql,
    [...foldTable()].filter(([, to]) => wanted.has(to)),
    canTranslate,
  );
}

function translated(sql: Sql, wanted: readonly Pair[], canTranslate: boolean): Sql {
  if (wanted.length === 0) return sql;
  // One after another does the same: no character stands on both sides of the table.
  if (!canTranslate && wanted.length <= MOST_REPLACEMENTS)
    return wanted.reduce((folded, [from, to]) => call("replace", folded, text(from), text(to)), sql);
  if (!canTranslate) throw new NotInSqlError("fold");
  return call("translate", sql, text(wanted.map(([from]) => from).join("")), text(wanted.map(([, to]) => to).join("")));
}
