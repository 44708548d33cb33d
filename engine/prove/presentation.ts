import { at } from "../invariant/required.ts";
import type { Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { phrase, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { Location } from "../../grammar/source.ts";
import { keyOf } from "../plan/canonical.ts";
import type { PlanExpression, PlanLeaf } from "../plan/expression.ts";
import { expressionsOf, walk } from "../plan/forms.ts";
import type { OutputNode, Plan } from "../plan/plan.ts";
import type { Example, Finding } from "./finding.ts";
import { withoutOperand } from "./without-operand.ts";
import { witnessRest } from "./show-witness.ts";

/** The text of a file, for quoting conditions as they are written. */
export type TextOf = (path: string) => string;

/** Test blocks that were written before; a finding that outlives an edit keeps its own. */
const remembered = new WeakMap<Example, { readonly expects: string; readonly text: string }>();

/** Findings as diagnostics: where they stand in the rule files of today, and how the conditions are written there. */
export class Presentation {
  private readonly plan: Plan;
  private readonly textOf: TextOf;

  constructor(plan: Plan, textOf: TextOf) {
    this.plan = plan;
    this.textOf = textOf;
  }

  show(output: OutputNode, findings: readonly Finding[]): Diagnostic[] {
    let leftOut = "";
    return findings.flatMap((finding): Diagnostic[] => {
      const { path, say, example } = finding;
      const found = say(this.place(output, path), this.reason(output, finding.beyond));
      if (finding.redundant === true) {
        const root = path.slice(0, path.lastIndexOf(".args."));
        // Operands that follow from each other can't both be left out; and an operand needs a text of its own.
        if (root === leftOut || this.text(output, path) === "" || this.text(output, path) === this.text(output, root))
          return [];
        leftOut = root;
        return [{ ...found, ...this.removal(output, path) }];
      }
      if (example === undefined) return [found];
      const expects = example.expects.map((expected) =>
        "text" in expected
          ? expected.text
          : expected.holds
            ? this.text(output, expected.path)
            : `not (${this.text(output, expected.path)})`,
      );
      return [{ ...found, witness: { title: example.title, rest: this.test(example, expects) } }];
    });
  }

  private test(example: Example, expects: readonly string[]): string {
    const key = expects.join("\n");
    let known = remembered.get(example);
    if (known?.expects !== key) {
      known = { expects: key, text: witnessRest(example.witness, this.plan, expects) };
      remembered.set(example, known);
    }
    return known.text;
  }

  private removal(output: OutputNode, path: string): Pick<Diagnostic, "fix"> {
    const root = path.slice(0, path.lastIndexOf(".args."));
    const spanAt = (at: string): Location | undefined =>
      this.plan.source.outputs[output.id]?.[at] === undefined ? undefined : this.place(output, at);
    const [whole, own] = [spanAt(root), spanAt(path)];
    if (whole === undefined || own === undefined) return {};
    const edit = withoutOperand(this.textOf(own.file), whole, own);
    return edit === undefined ? {} : { fix: [edit] };
  }

  /** Why something was not proved, quoting the part that the procedure can't see through. */
  private reason(output: OutputNode, beyond: PlanExpression | undefined): Prose {
    if (beyond === undefined) return phrase("no-customer-no-proof");
    const wanted = keyOf(beyond);
    for (const candidate of [output, ...this.plan.outputs]) {
      for (const [root, expression] of expressionsOf(candidate.form)) {
        let quoted = "";
        walk<PlanLeaf>(expression, root, (node, path) => {
          if (quoted === "" && node.op === beyond.op && keyOf(node) === wanted) quoted = this.text(candidate, path);
        });
        if (quoted !== "") return phrase("cannot-see-through", { code: quoted });
      }
    }
    return phrase("cannot-see-through-here", { code: beyond.op });
  }

  private place(output: OutputNode, path: string): Location {
    const places = this.plan.source.outputs[output.id];
    const place = places?.[path] ?? places?.[""];
    return place === undefined
      ? { file: "", start: 0, end: 0 }
      : { file: at(this.plan.source.files, place[0]), start: place[1], end: place[2] };
  }

  private text(output: OutputNode, path: string): string {
    const place = this.plan.source.outputs[output.id]?.[path];
    return place === undefined
      ? ""
      : this.textOf(at(this.plan.source.files, place[0]))
          .slice(place[1], place[2])
          .replace(/\/\/[^\n]*/g, " ")
          .replace(/\s+/g, " ")
          .trim();
  }
}
