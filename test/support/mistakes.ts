import { readdirSync, readFileSync } from "node:fs";

/**
 * A mistake as people make it who have not read the reference. What is wrong stands between « and »; each such place
 * must be reported, and nothing else.
 */
export interface Mistake {
  /** Whose habit it is. */
  readonly by: "analyst" | "marketer" | "spreadsheet" | "sql" | "typist";
  /** What is reported; without one the text is right, and stands here because people expect it to be. */
  readonly code?: string;
  readonly source: string;
  /** What the help says to write in each of the places. */
  readonly instead?: readonly string[];
  /** A text that works, where `instead` alone does not make one; then there need be no edit that mends it. */
  readonly works?: string;
}

const folder = new URL("../grammar/mistakes/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), "utf8");

/** What the mistakes are made over. */
export const mistakesSchema = read("schema.tagma");

/** All cases of test/grammar/mistakes/*.json. */
export function typedMistakes(): readonly Mistake[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json") && name !== "open.json")
    .flatMap((name) => {
      const { cases }: { readonly cases: readonly Mistake[] } = JSON.parse(read(name));
      return cases;
    });
}

/** What is not yet said as it should be, by source, with the reason. */
export const openMistakes: ReadonlyMap<string, string> = new Map(Object.entries(JSON.parse(read("open.json"))));
