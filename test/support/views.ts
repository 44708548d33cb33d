import { readdirSync, readFileSync } from "node:fs";
import { RuleFiles, type Analysis } from "../../editor/language/analysis.ts";
import { Names } from "../../editor/language/names.ts";
import { LineMap } from "../../editor/language/positions.ts";
import { applyEdits } from "../../editor/views/edit/text-edits.ts";
import { editForm } from "../../editor/views/edit/edit-form.ts";
import type { FormAction, Problem } from "../../editor/views/form/action.ts";
import { formOf } from "../../editor/views/form/form-of.ts";
import type { FormModel } from "../../editor/views/form/model.ts";
import { checkParsed } from "../../engine/check/check.ts";
import { planSettings } from "../../engine/compile/settings.ts";
import { parseFile, type ParsedFile } from "../../grammar/parser/parse-file.ts";
import { shop } from "./language.ts";

export function analysed(files: Readonly<Record<string, string>>): Analysis {
  const settings = planSettings({ timeZone: "UTC" });
  const rules = new RuleFiles(settings, () => "email,category\na,b\n");
  for (const [path, text] of Object.entries(files)) rules.set(path, text);
  return rules.analysis();
}

/** Rule files that are checked and not proved, which is quicker. */
export class Unproved {
  private readonly parsed = new Map<string, ParsedFile>();
  private version = 0;

  constructor(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) this.set(path, text);
  }

  set(path: string, text: string): void {
    this.parsed.set(path, parseFile({ path, text }));
    this.version++;
  }

  analysis(): Analysis {
    const settings = planSettings({ timeZone: "UTC" });
    const parsed = [...this.parsed.values()];
    const program = checkParsed(parsed, {
      files: parsed.map(({ file }) => file),
      settings,
      readList: () => "email,category\na,b\n",
    });
    const checked = { program, plan: undefined, diagnostics: program.diagnostics, proofs: undefined, parsed };
    return {
      version: this.version,
      checked,
      names: new Names(parsed),
      occurrences: new Map(),
      diagnostics: program.diagnostics,
      file: (path) => {
        const own = this.parsed.get(path);
        return own === undefined
          ? undefined
          : { path, text: own.file.text, lines: new LineMap(own.file.text), parsed: own };
      },
    };
  }
}

/** The rule files of an example by name. */
export function example(name: string): Record<string, string> {
  const folder = new URL(`../../examples/${name}/`, import.meta.url);
  return Object.fromEntries(
    readdirSync(folder)
      .filter((file) => /^[^.].*\.tagma$/.test(file))
      .map((file) => [file, readFileSync(new URL(file, folder), "utf8")]),
  );
}

/** The last declaration of a text behind the shop's rules, as a form. */
export function formed(text: string): { readonly analysis: Analysis; readonly form: FormModel; readonly text: string } {
  const analysis = analysed({ "schema.tagma": shop, "rules.tagma": text });
  const node = analysis.file("rules.tagma")?.parsed.declarations.at(-1);
  const form = node === undefined ? undefined : formOf(analysis, "rules.tagma", node);
  if (form === undefined) throw new Error("There is no form.");
  return { analysis, form, text };
}

/** The text after an action, or the problem. */
export function after(text: string, action: FormAction): string | { readonly problem: Problem } {
  const { analysis, form } = formed(text);
  const edited = editForm(analysis, form, action);
  return "problem" in edited ? edited : applyEdits(text, edited.edits);
}
