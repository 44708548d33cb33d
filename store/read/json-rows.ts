import type { ByteReader } from "./bytes.ts";
import type { DecodedText } from "./encodings.ts";
import { JsonArraySplitter } from "./json-array.ts";
import { memberAt } from "./json-path.ts";
import { JsonSplitter, type JsonLine } from "./jsonl.ts";
import type { Row, RowInput, RowReader } from "./row.ts";
import { endsLinesPlainly, mapped, splitAll } from "./split-text.ts";

/** The objects of a file, in batches, each to be taken to its end. */
interface JsonObjects {
  readonly batches: AsyncIterable<Iterable<JsonLine>>;
  nextLine(): number;
  /** Whether the file is an array, to which nothing can be added behind its end. */
  readonly isArray: boolean;
}

/**
 * The objects of JSON Lines, or of a file that is an array, where the format leaves that open: it is one when it begins
 * with a bracket.
 */
export async function jsonObjects({ name, format, resume }: RowInput, { text }: DecodedText): Promise<JsonObjects> {
  let head = "";
  if (format === "json")
    while (head.trim() === "") {
      const next = await text.next();
      if (next.done === true) break;
      head += next.value;
    }
  const isArray = head.trimStart().startsWith("[");
  async function* whole(): AsyncGenerator<string> {
    yield head;
    yield* text;
  }
  const splitter = isArray ? new JsonArraySplitter(name) : new JsonSplitter(name, resume?.line ?? 1);
  return { batches: splitAll(whole(), splitter, name), nextLine: () => splitter.nextLine, isArray };
}

/** The rows of a file of JSON. */
export async function readJson(input: RowInput, reader: ByteReader, decoded: DecodedText): Promise<RowReader> {
  const objects = await jsonObjects(input, decoded);
  async function* rows(wanted: readonly string[]): AsyncGenerator<Iterable<Row>> {
    const row = (found: JsonLine): Row =>
      "object" in found
        ? { line: found.line, cells: wanted.map((name) => memberAt(found.object, name)) }
        : { line: found.line, cells: [], problem: found.problem, raw: [found.text] };
    for await (const lines of objects.batches) yield mapped(lines, row);
  }
  return {
    columns: undefined,
    rows,
    bytesRead: reader.bytesRead,
    digest: reader.digest,
    nextLine: objects.nextLine,
    goesOn: () => !objects.isArray && endsLinesPlainly(decoded.encoding()),
  };
}
