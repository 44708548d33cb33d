import { inWords } from "../grammar/texts/in-words.ts";
import type { Message } from "../grammar/texts/message.ts";

/**
 * Something about the workspace that its user can mend; the message says what, where and how. `told` is what is put into
 * the reader's language; `message` is its English.
 */
export class WorkspaceError extends Error {
  readonly told: Message;
  constructor(told: Message) {
    super(inWords(told));
    this.told = told;
  }
}

/** Another process is writing, and went on doing so for as long as we were told to wait. */
export class BusyError extends WorkspaceError {}

/** The user asked to stop (Ctrl-C); what was begun has been undone. */
export class InterruptedError extends WorkspaceError {}
