import { LanguageService } from "./service.ts";

/** All that the studio asks of the language. */
export class StudioLanguage extends LanguageService {
  /** A condition at a place as the reader would say it; null where there are no words for it. */
  sentenceAt(_file: string, _start: number, _end: number, _language: string): string | null {
    return null;
  }
}
