import { message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import { WrongByte, type Encoding } from "./encodings.ts";

interface Splitter<Found> {
  push(piece: string): Generator<Found>;
  end(): Generator<Found>;
  /** Where it is, to say where a byte is wrong. */
  readonly nextLine: number;
  readonly waiting: string;
}

/** The batches of what a splitter finds in the pieces of a text. @throws WorkspaceError for a wrong byte, with its place */
export async function* splitAll<Found>(
  text: AsyncIterable<string>,
  splitter: Splitter<Found>,
  name: string,
): AsyncGenerator<Generator<Found>> {
  try {
    for await (const piece of text) yield splitter.push(piece);
  } catch (error) {
    throw error instanceof WrongByte ? wrongByte(error, splitter.nextLine, splitter.waiting, name) : error;
  }
  yield splitter.end();
}

/** Where a wrong byte stands: behind the text that waits, which begins on a line. */
export function wrongByte({ encoding, byte }: WrongByte, line: number, waiting: string, name: string): WorkspaceError {
  const lines = waiting.split("\n");
  return new WorkspaceError(
    message(encoding === "utf-8" ? "file-not-utf8" : "file-not-encoded", {
      file: name,
      encoding,
      line: line + lines.length - 1,
      character: (lines.at(-1) ?? "").length + 1,
      byte: byte.toString(16).toUpperCase().padStart(2, "0"),
    }),
  );
}

/** Whether a byte 10 is the end of a line and nothing else, so that a file can be read on behind it. */
export const endsLinesPlainly = (encoding: Encoding): boolean => !encoding.startsWith("utf-16");

export function* mapped<From, To>(items: Iterable<From>, map: (item: From) => To): Generator<To> {
  for (const item of items) yield map(item);
}
