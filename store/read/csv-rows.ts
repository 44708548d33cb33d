import { WorkspaceError } from "../errors.ts";
import type { ByteReader } from "./bytes.ts";
import { CsvSplitter, type CsvRecord } from "./csv.ts";
import { behindLines, delimiterOf, HEAD_LENGTH, namedDelimiter } from "./csv-layout.ts";
import { WrongByte, type DecodedText } from "./encodings.ts";
import { headingOf } from "./heading.ts";
import type { Row, RowInput, RowReader } from "./row.ts";
import { endsLinesPlainly, mapped, splitAll, wrongByte } from "./split-text.ts";
import { message } from "../../grammar/texts/message.ts";

/** How a list of rejects begins, which is written in a way of its own, whatever its source's is. */
const LIST_OF_REJECTS = "tagma line,";

/** The rows of a CSV, once its layout and heading are known. @throws WorkspaceError when it has none */
export async function readCsv(input: RowInput, reader: ByteReader, decoded: DecodedText): Promise<RowReader> {
  const { resume, reading } = input;
  const { splitter, text, told } =
    resume === undefined
      ? await begun(input, decoded.text)
      : {
          splitter: new CsvSplitter(
            input.name,
            reading.delimiter ?? reading.usualDelimiter,
            resume.line,
            reading.backslash,
          ),
          text: decoded.text,
          told: true,
        };
  const batches = splitAll(text, splitter, input.name)[Symbol.asyncIterator]();
  let first: Iterable<CsvRecord> = [];
  let columns = resume?.columns;
  if (columns === undefined) {
    let heading: CsvRecord | undefined;
    while (heading === undefined) {
      const next = await batches.next();
      if (next.done === true) throw new WorkspaceError(message("file-empty", { file: input.name }));
      first = next.value;
      heading = next.value.next().value ?? undefined;
    }
    columns = headingOf(heading.cells, input.name);
  }
  const known = columns;
  const named = known.findLastIndex((column) => column !== "") + 1;
  async function* rows(wanted: readonly string[]): AsyncGenerator<Iterable<Row>> {
    const places = wanted.map((name) => known.indexOf(name));
    const row = ({ line, cells }: CsvRecord): Row =>
      cells.length === known.length || isPadded(cells, named, known.length)
        ? { line, cells: places.map((place) => cells[place]) }
        : {
            line,
            cells: [],
            problem: message("row-cell-count", { cells: cells.length, columns: known.length }),
            raw: cells,
          };
    yield mapped(filled(first), row);
    for (let next = await batches.next(); next.done !== true; next = await batches.next())
      yield mapped(filled(next.value), row);
  }
  return {
    columns,
    rows,
    bytesRead: reader.bytesRead,
    digest: reader.digest,
    nextLine: () => splitter.nextLine,
    goesOn: () => told && endsLinesPlainly(decoded.encoding()),
  };
}

/** The splitter of a file that is read from its beginning, with the text from its heading on. */
async function begun(
  { name, reading }: RowInput,
  text: AsyncGenerator<string>,
): Promise<{
  readonly splitter: CsvSplitter;
  readonly text: AsyncIterable<string>;
  /** Whether the settings alone, or what is usual, tell how the file is read. */
  readonly told: boolean;
}> {
  const pieces = new Pieces(text, name);
  await pieces.fill(1);
  if (pieces.head.startsWith(LIST_OF_REJECTS))
    return { splitter: new CsvSplitter(name, ","), text: pieces, told: false };
  await pieces.fill(HEAD_LENGTH);
  const said = namedDelimiter(pieces.head);
  const skip = Math.max(reading.skip, said === undefined ? 0 : 1);
  for (let line = 0; line < skip; line++) await pieces.dropLine();
  if (skip > 0) await pieces.fill(HEAD_LENGTH);
  const delimiter = reading.delimiter ?? said ?? delimiterOf(pieces.wholeHead, reading.usualDelimiter);
  return {
    splitter: new CsvSplitter(name, delimiter, skip + 1, reading.backslash),
    text: pieces,
    told: reading.delimiter !== undefined || delimiter === reading.usualDelimiter,
  };
}

/** The pieces of a text, of which the first can be looked at, and lines of it dropped, before they are taken. */
class Pieces implements AsyncIterable<string> {
  head = "";
  private ended = false;
  private line = 1;
  private readonly text: AsyncGenerator<string>;
  private readonly name: string;

  constructor(text: AsyncGenerator<string>, name: string) {
    this.text = text;
    this.name = name;
  }

  /** The head, ended like any other line where it is all that there is. */
  get wholeHead(): string {
    return this.ended ? `${this.head}\n` : this.head;
  }

  /** Makes the head so long, if there is so much. */
  async fill(length: number): Promise<void> {
    while (!this.ended && this.head.length < length) {
      let next: IteratorResult<string, unknown>;
      try {
        next = await this.text.next();
      } catch (error) {
        // Nothing of it has been split yet: the place is counted from the beginning of what is here.
        throw error instanceof WrongByte ? wrongByte(error, this.line, this.head, this.name) : error;
      }
      if (next.done === true) this.ended = true;
      else this.head += next.value;
    }
  }

  /** Lets go of the text up to the end of its first line. */
  async dropLine(): Promise<void> {
    for (;;) {
      const behind = behindLines(this.head, 1);
      if (behind !== undefined) {
        this.head = this.head.slice(behind);
        this.line++;
        return;
      }
      this.head = "";
      await this.fill(1);
      if (this.ended && this.head === "") return;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    yield this.head;
    this.head = "";
    if (!this.ended) yield* this.text;
  }
}

/** Whether a row of another length than the heading's has nothing but empty cells too many or too few. */
function isPadded(cells: readonly string[], named: number, columns: number): boolean {
  if (cells.length < named) return false;
  for (let at = columns; at < cells.length; at++) if (cells[at] !== "") return false;
  return true;
}

/** Leaves out rows of empty cells alone, as spreadsheets leave them behind. */
function* filled(records: Iterable<CsvRecord>): Generator<CsvRecord> {
  for (const record of records) {
    const { cells } = record;
    if (cells[0] !== "" || cells.length === 1 || cells.some((cell) => cell !== "")) yield record;
  }
}
