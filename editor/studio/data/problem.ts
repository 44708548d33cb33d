import { WorkspaceError } from "../../../store/errors.ts";
import { inWords } from "../../../grammar/texts/in-words.ts";
import type { Language } from "../../../grammar/texts/languages.ts";
import { message, type Message } from "../../../grammar/texts/message.ts";
import type { Problem } from "../api/common.ts";

export type ProblemCode =
  | "has-errors"
  | "bad-date"
  | "no-data"
  | "not-imported"
  | "no-customer"
  | "superseded"
  | "workspace"
  | "too-many"
  | "too-telling"
  | "busy"
  | "too-slow"
  | "too-large"
  | "bad-file"
  | "stale"
  | "loses-data"
  | "internal";

/** Why a question of the studio has no answer; its code is known to the studio in every language. */
export class StudioProblem extends Error {
  readonly code: ProblemCode;
  readonly told: Message;
  constructor(code: ProblemCode, told: Message) {
    super(inWords(told));
    this.code = code;
    this.told = told;
  }
}

/** A problem before it is put into the reader's language. */
export interface ToldProblem {
  readonly code: ProblemCode;
  readonly told: Message;
}

/** An error that a reader can act on; undefined for one in the product itself. */
export function problemOf(error: unknown): ToldProblem | undefined {
  if (error instanceof StudioProblem) return { code: error.code, told: error.told };
  if (error instanceof WorkspaceError) return { code: "workspace", told: error.told };
  // What a question may take is counted in words of our own where it can be; these are the limits of the machine below.
  if (error instanceof RangeError && /call stack|Invalid (array|string) length|allocation failed/.test(error.message))
    return { code: "too-large", told: message("question-too-large") };
  return undefined;
}

/** A problem in a reader's language. */
export const problemInWords = ({ code, told }: ToldProblem, language: Language): Problem => ({
  code,
  message: inWords(told, language),
});
