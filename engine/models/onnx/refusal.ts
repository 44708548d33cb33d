import { inWords } from "../../../grammar/texts/in-words.ts";
import type { Message } from "../../../grammar/texts/message.ts";

/** Why an ONNX file is not taken, as the end of a sentence about it. */
export class OnnxRefusal extends Error {
  readonly told: Message;
  constructor(told: Message) {
    super(inWords(told));
    this.told = told;
  }
}
