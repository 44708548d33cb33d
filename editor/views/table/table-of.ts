import type { Diagnostic } from "../../../grammar/diagnostics/catalogue.ts";
import type { Language } from "../../../grammar/texts/languages.ts";
import { renderDiagnostic } from "../../../grammar/diagnostics/render.ts";
import { partAt } from "../edit/spec-path.ts";
import type { FormModel, Path } from "../form/model.ts";
import { Unprintable } from "../print/leaf.ts";
import { printTerm } from "../print/print-expression.ts";
import type { ConditionSpec, TermSpec } from "../spec.ts";
import { termType } from "../term-type.ts";
import type { Vocabulary } from "../vocabulary.ts";
import type { TableColumn, RowMark, TableModel, TableRow } from "./model.ts";
import { witnessCard, type WitnessCard } from "./witness-card.ts";

/** More alternatives of one branch stay one row. */
const ALTERNATIVE_LIMIT = 8;

/**
 * A form with branches, stages, bands or score items as a table; undefined for other forms.
 * @param language that of the titles of tests made of its witnesses
 */
export function tableOf(form: FormModel, vocabulary: Vocabulary, language: Language = "en"): TableModel | undefined {
  const { body } = form.spec;
  const builder = new TableBuilder(form, vocabulary, language);
  switch (body.kind) {
    case "condition":
    case "value":
    case "text":
      return undefined;
    case "branches":
      for (const [index, { when }] of body.items.entries()) {
        const item = `body.items.${index}`;
        if (when.kind === "unknown" || when.kind === "otherwise") builder.plain(item, when.kind);
        else builder.conditions(item, when, `${item}.when`);
      }
      return builder.table(body.form);
    case "bands":
      for (const [index, { from }] of body.items.entries()) {
        const item = `body.items.${index}`;
        if (from.kind === "unknown" || from.kind === "otherwise") builder.plain(item, from.kind);
        else builder.band(item, body.of);
      }
      return builder.table("bands");
    case "score":
      for (const [index, { basis }] of body.items.entries()) {
        const item = `body.items.${index}`;
        builder.item(item, basis.kind === "when" ? `${item}.basis.condition` : `${item}.basis`);
      }
      return builder.table("score");
  }
}

interface Draft extends Omit<TableRow, "cells" | "marks"> {
  readonly tests: ReadonlyMap<string, readonly Path[]>;
}

class TableBuilder {
  private readonly form: FormModel;
  private readonly vocabulary: Vocabulary;
  private readonly columns = new Map<string, TableColumn>();
  private readonly drafts: Draft[] = [];

  private readonly language: Language;

  constructor(form: FormModel, vocabulary: Vocabulary, language: Language) {
    this.language = language;
    this.form = form;
    this.vocabulary = vocabulary;
  }

  plain(item: Path, kind: "unknown" | "otherwise"): void {
    this.drafts.push({ item, kind, at: undefined, tests: new Map(), others: [] });
  }

  band(item: Path, of: TermSpec): void {
    const key = this.column(of);
    this.drafts.push({
      item,
      kind: "condition",
      at: undefined,
      tests: key === undefined ? new Map() : new Map([[key, [`${item}.from`]]]),
      others: key === undefined ? [`${item}.from`] : [],
    });
  }

  item(item: Path, at: Path): void {
    this.drafts.push({
      item,
      kind: "condition",
      at: at.endsWith(".condition") ? at : undefined,
      tests: new Map(),
      others: [at],
    });
  }

  /** One row, or one for each alternative. */
  conditions(item: Path, when: ConditionSpec, path: Path): void {
    const alternatives =
      when.kind === "group" && when.join === "any" && when.items.length <= ALTERNATIVE_LIMIT
        ? when.items.map((one, index) => ({ one, at: `${path}.items.${index}` }))
        : [{ one: when, at: path }];
    for (const { one, at } of alternatives) {
      const parts =
        one.kind === "group" && one.join === "all"
          ? one.items.map((part, index) => ({ part, at: `${at}.items.${index}` }))
          : [{ part: one, at }];
      const tests = new Map<string, Path[]>();
      const others: Path[] = [];
      for (const { part, at: place } of parts) {
        const term = lookedAt(part);
        const key = term === undefined ? undefined : this.column(term);
        if (key === undefined) others.push(place);
        else tests.set(key, [...(tests.get(key) ?? []), place]);
      }
      this.drafts.push({ item, kind: "condition", at, tests, others });
    }
  }

  private column(term: TermSpec): string | undefined {
    const key = keyOf(term);
    if (key !== undefined && !this.columns.has(key))
      this.columns.set(key, { key, term, type: termType(term, this.vocabulary) });
    return key;
  }

  table(kind: TableModel["kind"]): TableModel {
    const columns = [...this.columns.values()];
    const rows = this.drafts.map(({ tests, ...draft }): TableRow => ({
      ...draft,
      cells: columns.map(({ key }) => tests.get(key) ?? []),
      marks: this.marks(draft.item, draft.at),
    }));
    const gap = this.form.diagnostics.find(({ code }) => code === "no-branch-taken");
    return { form: this.form, kind, columns, rows, gap: gap === undefined ? undefined : this.card(gap) };
  }

  private marks(item: Path, at: Path | undefined): RowMark[] {
    const value = partAt(this.form.spec, `${item}.value`);
    return this.form.diagnostics.flatMap((found) => this.mark(found, value, at) ?? []);
  }

  /** The customer of a proof. */
  private card(found: Diagnostic): WitnessCard | undefined {
    const { witness } = renderDiagnostic(found, this.language);
    return witness === undefined ? undefined : witnessCard(witness);
  }

  private mark(diagnostic: Diagnostic, value: unknown, at: Path | undefined): RowMark | undefined {
    const { code, parameters, location } = diagnostic;
    switch (code) {
      case "branches-overlap":
      case "not-proved-exclusive": {
        const [first, second] = [parameters["first"], parameters["second"]];
        const other = value === first ? second : value === second ? first : undefined;
        return typeof other !== "string"
          ? undefined
          : { kind: "overlap", with: other, certain: code === "branches-overlap", witness: this.card(diagnostic) };
      }
      case "branch-never":
        return parameters["value"] === value ? { kind: "never" } : undefined;
      case "condition-implied": {
        const found =
          at === undefined
            ? undefined
            : Object.entries(this.form.spans).find(
                ([path, { start, end }]) =>
                  (path === at || path.startsWith(`${at}.`)) && start === location.start && end === location.end,
              );
        return found === undefined ? undefined : { kind: "implied", at: found[0] };
      }
      default:
        return undefined;
    }
  }
}

/** What a single test looks at; undefined for what is no single test. */
function lookedAt(condition: ConditionSpec): TermSpec | undefined {
  switch (condition.kind) {
    case "test":
    case "holds":
      return condition.left;
    case "did-sequence":
      return { kind: "sequence", sequence: condition.sequence };
    case "did": {
      const { event, where, window } = condition;
      return {
        kind: "measure",
        function: "count",
        event,
        ...(where === undefined ? {} : { where }),
        ...(window === undefined ? {} : { window }),
      };
    }
    case "group":
    case "not":
    case "text":
      return undefined;
  }
}

function keyOf(term: TermSpec): string | undefined {
  try {
    return printTerm(term).text;
  } catch (error) {
    if (error instanceof Unprintable) return undefined;
    throw error;
  }
}
