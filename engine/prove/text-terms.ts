import { keyOf } from "../plan/canonical.ts";
import type { PlanExpression } from "../plan/expression.ts";
import { branchCases } from "./branch-terms.ts";
import { and, flag, not, or, truth } from "./formula.ts";
import { number, type Linear } from "./linear.ts";
import type { ReadVariables } from "./read-variables.ts";
import { relation } from "./relations.ts";
import type { Site, Textual, Translator } from "./terms.ts";

/** Translates texts and enums: the variables and constants that each can be, under their guards. */
export class TextTerms {
  private readonly reads: ReadVariables;
  private readonly terms: Translator;

  constructor(reads: ReadVariables, terms: Translator) {
    this.reads = reads;
    this.terms = terms;
  }

  translate(node: PlanExpression, site: Site): Textual {
    switch (node.op) {
      case "literal":
        return [{ guard: truth, value: { text: String(node.value) } }];
      case "id":
        return [{ guard: truth, value: { variable: this.reads.table.introduce("id", false), folded: false } }];
      case "field":
      case "event-field":
        return [
          {
            guard: this.reads.knownField(node, site),
            value: { variable: this.reads.fieldVariable(node, site), folded: false },
          },
        ];
      case "pick": {
        const value = (index: number): Linear => number(node.first + index);
        return node.values.map((text, index) => ({
          guard: or(
            ...this.terms
              .numeric(node.arg, site)
              .map((place) => and(place.guard, relation("=", place.value, value(index)))),
          ),
          value: { text },
        }));
      }
      case "fold":
        return this.terms.textual(node.arg, site).map(({ guard, value }) => ({
          guard,
          value: "text" in value ? value : { ...value, folded: true },
        }));
      case "aggregate":
        return [
          {
            guard: flag(`known ${this.reads.aggregate(node.id)}`),
            value: { variable: this.reads.aggregate(node.id), folded: false },
          },
        ];
      case "if-unknown": {
        const known = this.terms.known(node.arg, site);
        return [
          ...this.terms.textual(node.arg, site),
          ...this.terms
            .textual(node.fallback, site)
            .map(({ guard, value }) => ({ guard: and(not(known), guard), value })),
        ];
      }
      case "output": {
        const { form } = this.reads.output(node.id);
        return form.form === "value" ? this.terms.textual(form.value) : branchCases(form, this.terms);
      }
      default: {
        const name = this.reads.table.introduce(`opaque ${keyOf(node)}`, false);
        this.reads.opaque.set(name, node);
        return [{ guard: flag(`known ${name}`), value: { variable: name, folded: false } }];
      }
    }
  }
}
