import type { DiagnosticCode } from "./diagnostics/catalogue.ts";

/**
 * How large rules may be. What goes beyond is a diagnostic that names the limit, in every command, in the editor and in
 * the studio alike, so that no text keeps anybody waiting. The table of docs/language.md says what each is.
 */
export const limits = {
  /** UTF-16 units of a rule file. */
  fileSize: 4_000_000,
  /** Brackets, prefixes and clauses within each other. */
  nesting: 64,
  /** Branches, bands or stages of one tag, items of a score, conditions of an `exclusive`. */
  branches: 500,
  /** Operands of one `and` or `or`, of one sum or product. */
  operands: 1000,
  /** Values between one pair of brackets: of a `one of`, or of a list in the rules. */
  values: 10_000,
  /** Declarations of a workspace. */
  declarations: 20_000,
  /** Declarations of a file that do not parse, and characters that belong nowhere: behind so many the rest is not read. */
  mistakes: 100,
  /** Values, operations and conditions that one computed field stands for, those of the computed fields it reads among them. */
  computed: 100,
  /** What all computed fields of a workspace stand for in all places where they are read. */
  computing: 250_000,
  /** Instants that the rules look back to. */
  instants: 500,
  /** Tags and aggregates of a plan, each as often as there are instants at which it is asked for. */
  graph: 200_000,
} as const;

export type LimitName = keyof typeof limits;

/** What is said when a text goes beyond a limit that the parser keeps. */
export const limitCodes = {
  nesting: "too-deep",
  branches: "too-many-branches",
  operands: "too-many-operands",
  values: "too-many-values",
} as const satisfies Partial<Record<LimitName, DiagnosticCode>>;
