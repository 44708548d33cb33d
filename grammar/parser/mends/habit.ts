import type { PlainPhraseKey } from "../../diagnostics/prose.ts";
import { required } from "../../required.ts";

/**
 * Something that people write who know other languages, spreadsheets or plain English, and what it is here.
 * What stands in `{…}` is a value that is taken over into the mend.
 */
export interface Habit {
  /** Matches the words from some place on, each followed by one blank; what is captured as `lead` stays as it is. */
  readonly pattern: RegExp;
  /** What is written instead, undefined when it is none of these after all. */
  readonly instead: (found: Readonly<Record<string, string>>) => string | undefined;
  readonly why: PlainPhraseKey | undefined;
  /** Whether the words must stand right behind each other. */
  readonly joined: boolean;
  /** Whether they must stand on one line. */
  readonly oneLine: boolean;
}

const NAME = "(?:\\p{ID_Start}\\p{ID_Continue}*|`[^`]+`)";
const NUMBER = "\\d+(?:\\.\\d+)?";
const UNIT = "(?:second|minute|hour|day|week|month|quarter|year)s?";
const DATE = "\\d{4}-\\d\\d-\\d\\d";
const TEXT = '"(?:[^"\\\\]|\\\\.)*"';
const PATH = `${NAME}(?: \\. ${NAME})?`;
const VALUE = `(?:- )?(?:${DATE}[T\\d:.Z]*|${NUMBER} ${UNIT}(?= |$)|${NUMBER}%?|${TEXT}|${PATH})`;

/** What may stand in a pattern: `{a:VALUE}` captures a value as `a`, `VALUE` alone passes over one. */
const pieces: Readonly<Record<string, string>> = {
  NAME,
  NUMBER,
  UNIT,
  DATE,
  TEXT,
  PATH,
  VALUE,
  LIST: `${VALUE}(?: , ${VALUE})*`,
  /** Any words, as few as will do. */
  WORDS: "\\S+(?: \\S+)*?",
  /** Any words without braces, as many as there are. */
  REST: "[^\\s{}]+(?: [^\\s{}]+)*",
};

const pieceOf = (name: string): string => required(pieces[name], `the piece ${name} of patterns`);

/**
 * @param pattern words with one blank between them; a regular expression with the `pieces`
 * @param instead the mend, with captures in braces, or a function of the captures
 */
export function habit(
  pattern: string,
  instead: string | Habit["instead"],
  why?: PlainPhraseKey,
  { joined = false, oneLine = false }: { readonly joined?: boolean; readonly oneLine?: boolean } = {},
): Habit {
  const words = Object.keys(pieces).join("|");
  const source = pattern
    .replaceAll(new RegExp(`\\{(\\w+):(${words})\\}`, "g"), (_, name: string, piece: string) => {
      return `(?<${name}>${pieceOf(piece)})`;
    })
    .replaceAll(new RegExp(`\\b(${words})\\b(?!>)`, "g"), pieceOf);
  return {
    pattern: new RegExp(`${source}(?: |$)`, "iuy"),
    instead:
      typeof instead === "string"
        ? (found) =>
            instead.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
              required(found[name], `what a habit takes as ${name}`),
            )
        : instead,
    why,
    joined,
    oneLine,
  };
}
