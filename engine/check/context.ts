import {
  diagnostic,
  mended,
  type Diagnostic,
  type DiagnosticCode,
  type DiagnosticParameters,
} from "../../grammar/diagnostics/catalogue.ts";
import { longerName, nearestName } from "../../grammar/diagnostics/near-names.ts";
import type { Prose } from "../../grammar/diagnostics/prose.ts";
import { limits } from "../../grammar/limits.ts";
import type { Span } from "../../grammar/source.ts";
import type { Expression } from "../../grammar/tree/expression.ts";
import { zone, type Zone } from "../calendar/zone.ts";
import type { PlanSettings } from "../plan/plan.ts";
import type { ListReader, TypedModel, TypedOutput, TypedRecord, TypedTable } from "./program.ts";
import type { Scope } from "./scope.ts";
import type { Symbols } from "./symbols.ts";
import { valueNames } from "./type-prose.ts";
import type { Typed } from "./typed.ts";

/** Types an expression. Undefined when something in it is wrong; that has been reported then. */
export type CheckExpression = (expression: Expression, scope: Scope, context: CheckContext) => Typed | undefined;

/** How many pairs of names are compared to find what misspelt ones meant. */
const COMPARISONS = 200_000;

/** What the checker knows while it works: the names, what is already typed, and where messages go. */
export class CheckContext {
  readonly settings: PlanSettings;
  readonly zone: Zone;
  readonly symbols: Symbols;
  readonly readList: ListReader;
  readonly diagnostics: Diagnostic[];
  /** Fields that are personal whatever the rules say. */
  readonly personal: ReadonlySet<string>;
  readonly positions = new Map<object, Span>();
  readonly events = new Map<string, TypedRecord>();
  readonly tables = new Map<string, TypedTable>();
  readonly outputs = new Map<string, TypedOutput>();
  readonly models = new Map<string, TypedModel>();
  /** Names that could not be typed: what reads them stays silent. */
  readonly broken = new Set<string>();
  readonly used = new Set<string>();
  profile: TypedRecord | undefined;
  /** The file of the declaration being checked. */
  file = "";

  private comparisons = COMPARISONS;
  private computing: number = limits.computing;
  /** The rule files by path, to say what should stand in a place. */
  private readonly texts: ReadonlyMap<string, string>;
  private readonly checkers: { readonly expression: CheckExpression; readonly condition: CheckExpression };

  /**
   * @param checkers how expressions and conditions are typed: given from outside, since a comparison holds expressions
   * and an expression may be a comparison, and the files of the two should not know each other
   */
  constructor(
    symbols: Symbols,
    settings: PlanSettings,
    readList: ListReader,
    diagnostics: Diagnostic[],
    checkers: { readonly expression: CheckExpression; readonly condition: CheckExpression },
    texts: ReadonlyMap<string, string>,
    personal: ReadonlySet<string> = new Set(),
  ) {
    this.texts = texts;
    this.personal = personal;
    this.checkers = checkers;
    this.symbols = symbols;
    this.settings = settings;
    this.zone = zone(settings.timeZone);
    this.readList = readList;
    this.diagnostics = diagnostics;
  }

  /** What stands in a place of the file of the declaration being checked. */
  written({ start, end }: Span): string {
    return this.texts.get(this.file)?.slice(start, end) ?? "";
  }

  /** Types an expression inside of another. */
  expression(expression: Expression, scope: Scope): Typed | undefined {
    return this.checkers.expression(expression, scope, this);
  }

  /** Types an expression that must be yes or no. */
  condition(expression: Expression, scope: Scope): Typed | undefined {
    return this.checkers.condition(expression, scope, this);
  }

  /**
   * @param suggestion what was most likely meant, in the place of the span; as a `mend` where the code's own help says
   * that and why
   */
  report<Code extends DiagnosticCode>(
    code: Code,
    span: Span,
    parameters: DiagnosticParameters<Code>,
    suggestion?: string | { readonly mend: string },
  ): void {
    const location = { file: this.file, start: span.start, end: span.end };
    this.diagnostics.push(
      typeof suggestion === "object"
        ? mended(diagnostic(code, location, parameters), suggestion.mend)
        : diagnostic(code, location, parameters, suggestion),
    );
  }

  /** The candidate that a misspelt name most likely meant, as long as there are not too many of both. */
  nearest(name: string, candidates: Iterable<string>): string | undefined {
    const all = [...this.compared(candidates)];
    return nearestName(name, all) ?? longerName(name, all);
  }

  private *compared(candidates: Iterable<string>): Generator<string> {
    for (const candidate of candidates) {
      if (this.comparisons-- <= 0) return;
      yield candidate;
    }
  }

  /** Whether the rules may still stand for so many more values, operations and conditions of computed fields. */
  mayCopy(size: number): boolean {
    this.computing -= size;
    return this.computing >= 0;
  }

  reportUnknownValue(value: string, values: readonly string[], span: Span, place: Prose): void {
    this.report("unknown-value", span, { value, place, values: valueNames(values) }, this.nearest(value, values));
  }
}
