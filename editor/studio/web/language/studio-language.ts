import { languageOf } from "../../../../grammar/diagnostics/languages.ts";
import type { SentenceLine } from "../../../views/sentence/parts.ts";
import { expressionText, sentence } from "../../../views/sentence/sentence.ts";
import { nameOf } from "./catalogue.ts";
import { LanguageService } from "./service.ts";

/** All that the studio asks of the language. */
export class StudioLanguage extends LanguageService {
  /** A condition at a place as the reader would say it; null where there are no words for it. */
  sentenceAt(file: string, start: number, end: number, language: string): string | null {
    return expressionText(this.analysis(), file, { start, end }, languageOf(language)) ?? null;
  }

  /** A declaration in words, with the file that its values stand in; null when it is gone. */
  sentence(name: string, language: string): { readonly file: string; readonly lines: readonly SentenceLine[] } | null {
    const analysis = this.analysis();
    for (const { file, declarations } of analysis.checked.parsed) {
      const node = declarations.find((declaration) => nameOf(declaration) === name);
      if (node !== undefined) return { file: file.path, lines: sentence(analysis, file.path, node, languageOf(language)) };
    }
    return null;
  }
}
