import { truth, type Sql } from "./relation.ts";

/** Something that makes an output an error: a condition with what is then said, or a text that is NULL when all is well. */
export type ErrorSource =
  | { readonly kind: "flag"; readonly flag: Sql; readonly says: string }
  | { readonly kind: "text"; readonly text: Sql };

/** What the state column of an error holds. */
export function errorText(code: "conflict" | "overflow" | "untrained", details: readonly string[]): string {
  return JSON.stringify({ code, details });
}

export const overflowError = (flag: Sql): ErrorSource => ({ kind: "flag", flag, says: errorText("overflow", []) });
export const untrainedError = (model: string): ErrorSource => ({
  kind: "flag",
  flag: truth(true),
  says: errorText("untrained", [model]),
});

/** The first of equal sources. */
export function withoutRepeats(sources: readonly ErrorSource[]): ErrorSource[] {
  const seen = new Set<string>();
  return sources.filter((source) => {
    const key = JSON.stringify(source);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
