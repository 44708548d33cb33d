import type { Language } from "../../../../grammar/diagnostics/languages.ts";
import { conditionSentence, sentence, sentenceText } from "../../../views/sentence/sentence.ts";
import type { SentenceLine } from "../../../views/sentence/parts.ts";
import { nameOf } from "./catalogue.ts";
import { LanguageService } from "./service.ts";

/** All that the studio asks of the language. */
export class StudioLanguage extends LanguageService {
  /** A declaration in words of the reader's language; null where there is none of that name. */
  sentence(path: string, name: string, language: Language): { readonly lines: readonly SentenceLine[]; readonly text: string } | null {
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
}
