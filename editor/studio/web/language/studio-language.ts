import { newDeclaration } from "../../../views/new-declaration.ts";
import { editForm } from "../../../views/edit/edit-form.ts";
import type { Edited, FormAction, Problem, SlotAction } from "../../../views/form/action.ts";
import { formOf } from "../../../views/form/form-of.ts";
import type { FormModel } from "../../../views/form/model.ts";
import type { DeclarationSpec } from "../../../views/spec.ts";
import { tableOf } from "../../../views/table/table-of.ts";
import type { TableModel } from "../../../views/table/model.ts";
import { vocabularyOf } from "../../../views/vocabulary-of.ts";
import type { Vocabulary } from "../../../views/vocabulary.ts";
import type { TextEdit } from "../../../../grammar/diagnostics/catalogue.ts";
import type { Language } from "../../../../grammar/texts/languages.ts";
import { conditionSentence, sentence, sentenceText } from "../../../views/sentence/sentence.ts";
import type { SentenceLine } from "../../../views/sentence/parts.ts";
import { catalogueOf, nameOf } from "./catalogue.ts";
import { LanguageService } from "./service.ts";

/** A declaration as form and, where it has rows, as table. */
export interface DeclarationViews {
  readonly form: FormModel;
  readonly table: TableModel | null;
}

/** All that the studio asks of the language. */
export class StudioLanguage extends LanguageService {
  /** A declaration in words of the reader's language; null where there is none of that name. */
  sentence(
    path: string,
    name: string,
    language: Language,
  ): { readonly lines: readonly SentenceLine[]; readonly text: string } | null {
    const analysis = this.analysis();
    const node = analysis.file(path)?.parsed.declarations.find((declaration) => nameOf(declaration) === name);
    if (node === undefined) return null;
    const lines = sentence(analysis, path, node, language);
    return { lines, text: sentenceText(lines, language) };
  }

  /** A condition at a place as the reader would say it; null where there are no words for it. */
  sentenceAt(path: string, start: number, end: number, language: Language): string | null {
    const found = conditionSentence(this.analysis(), path, { start, end }, language);
    return found === undefined ? null : sentenceText([found], language);
  }

  /** Null for what has no form. */
  views(name: string): DeclarationViews | null {
    const form = this.formNamed(name);
    return form === undefined ? null : { form, table: tableOf(form, this.vocabulary()) ?? null };
  }

  vocabulary(): Vocabulary {
    return vocabularyOf(this.analysis());
  }

  /** What an action upon a declaration changes in its file, as the file is now. */
  act(
    name: string,
    action: FormAction | SlotAction,
  ): { readonly file: string; readonly edits: readonly TextEdit[] } | { readonly problem: Problem } {
    const form = this.formNamed(name);
    if (form === undefined) return { problem: "stale" };
    const edited = editForm(this.analysis(), form, action);
    return "problem" in edited ? edited : { file: form.file, edits: edited.edits };
  }

  /** Appends a new declaration to a file. */
  declare(file: string, spec: DeclarationSpec): Edited {
    return newDeclaration(this.analysis(), file, spec);
  }

  /** What takes a declaration out of its file, with the lines that document it, and what reads it. */
  remove(
    name: string,
  ): { readonly file: string; readonly edits: readonly TextEdit[]; readonly readers: readonly string[] } | null {
    const analysis = this.analysis();
    for (const { file, declarations } of analysis.checked.parsed) {
      const node = declarations.find((declaration) => nameOf(declaration) === name);
      if (node === undefined) continue;
      const lead = /(?:^[ \t]*\/\/\/[^\n]*\n[ \t]*)+$/m.exec(file.text.slice(0, node.start));
      const rest = /^[ \t]*(?:\r?\n){0,2}/.exec(file.text.slice(node.end));
      const readers = catalogueOf(analysis)
        .declarations.filter((declaration) => declaration.name !== name && declaration.reads.includes(name))
        .map((declaration) => declaration.name);
      return {
        file: file.path,
        readers,
        edits: [{ start: node.start - (lead?.[0].length ?? 0), end: node.end + (rest?.[0].length ?? 0), text: "" }],
      };
    }
    return null;
  }

  private formNamed(name: string): FormModel | undefined {
    const analysis = this.analysis();
    for (const { file, declarations } of analysis.checked.parsed) {
      const node = declarations.find((declaration) => nameOf(declaration) === name);
      if (node !== undefined) return formOf(analysis, file.path, node);
    }
    return undefined;
  }
}
