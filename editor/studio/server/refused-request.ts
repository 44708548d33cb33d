import { inWords } from "../../../grammar/texts/in-words.ts";
import type { Message } from "../../../grammar/texts/message.ts";

/** A request that can't be answered as it is. */
export class RefusedRequest extends Error {
  readonly statusCode: number;
  readonly told: Message;

  /** @param statusCode a status below 500 */
  constructor(statusCode: number, told: Message) {
    super(inWords(told));
    this.statusCode = statusCode;
    this.told = told;
  }
}
