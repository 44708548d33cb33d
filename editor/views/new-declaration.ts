import { parseFile } from "../../grammar/parser/parse-file.ts";
import type { Analysis } from "../language/analysis.ts";
import { canonical } from "./edit/expected.ts";
import { withLineEnds } from "./edit/text-edits.ts";
import { layOut } from "./edit/tidy.ts";
import type { Edited, Problem } from "./form/action.ts";
import { Unprintable } from "./print/leaf.ts";
import { printDeclaration } from "./print/print-declaration.ts";
import { printCondition } from "./print/print-expression.ts";
import { hasForm, readDeclaration } from "./read/read-declaration.ts";
import type { ConditionSpec, DeclarationSpec } from "./spec.ts";
import { vocabularyOf } from "./vocabulary-of.ts";

/** A condition in rule text, or what it still lacks: a row that a user has begun is kept out of the text until then. */
export function conditionText(spec: ConditionSpec): { readonly text: string } | { readonly problem: Problem } {
  try {
    return { text: printCondition(spec).text };
  } catch (error) {
    if (error instanceof Unprintable) return { problem: error.problem };
    throw error;
  }
}

/** Appends a new declaration to a file, which may be new, in the formatter's layout. Its name must be free. */
export function newDeclaration(analysis: Analysis, file: string, spec: DeclarationSpec): Edited {
  const text = analysis.file(file)?.text ?? "";
  const name = spec.name.normalize("NFC");
  const taken = analysis.names.declarations.has(name) || analysis.names.profile?.fields.has(name) === true;
  if (taken) return { problem: "name-taken" };
  try {
    const printed = layOut(printDeclaration({ ...spec, name }));
    if (printed === undefined) return { problem: "does-not-read" };
    const parsed = parseFile({ path: "", text: printed });
    const [node] = parsed.declarations;
    const same =
      node !== undefined &&
      hasForm(node) &&
      canonical(readDeclaration(node, parsed, vocabularyOf(analysis)).spec) === canonical({ ...spec, name });
    if (!same) return { problem: "does-not-read" };
    const kept = text.trimEnd();
    return {
      edits: withLineEnds(text, [
        { start: kept.length, end: text.length, text: `${kept === "" ? "" : "\n\n"}${printed}\n` },
      ]),
    };
  } catch (error) {
    if (error instanceof Unprintable) return { problem: error.problem };
    throw error;
  }
}
