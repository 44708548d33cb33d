/** The encodings that a source may name; each is one that the platform's decoder knows, so that wrong bytes are found. */
export const ENCODINGS = [
  "utf-8",
  "utf-16",
  "utf-16be",
  "windows-1252",
  "latin-1",
  "iso-8859-15",
  "windows-1250",
  "windows-1251",
  "gbk",
  "gb18030",
  "big5",
  "shift_jis",
  "euc-jp",
  "euc-kr",
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What the platform calls those that it calls otherwise: Latin-1 is read as Windows-1252, which has it within. */
const LABELS: Partial<Readonly<Record<Encoding, string>>> = { "utf-16": "utf-16le", "latin-1": "windows-1252" };

const LINE_FEED = 10;
/** Bytes that are kept at least, in which the character that a wrong byte ends may begin. */
const KEPT = 4096;
/** How a list of rejects begins, which is UTF-8 whatever its source is. */
const LIST_OF_REJECTS = Buffer.from("tagma line,");

/** A byte that is none of its encoding's, told behind all the text before it. */
export class WrongByte extends Error {
  readonly encoding: Encoding;
  readonly byte: number;
  constructor(encoding: Encoding, byte: number) {
    super(`not ${encoding}`);
    this.encoding = encoding;
    this.byte = byte;
  }
}

/** Text as it is decoded; the encoding is certain once the first piece has come. */
export interface DecodedText {
  readonly text: AsyncGenerator<string>;
  encoding(): Encoding;
}

/**
 * Bytes as text in pieces. A byte order mark decides, whatever was said, and is passed over.
 * The text throws a WrongByte where there is one, when everything before it has been given.
 * @param start how many bytes of the file come before
 */
export function decodeText(bytes: AsyncIterable<Buffer>, said: Encoding, start = 0): DecodedText {
  let encoding = said;
  async function* text(): AsyncGenerator<string> {
    const pieces = start === 0 ? beginningTogether(bytes) : bytes;
    let decoder: Decoder | undefined;
    let before: Buffer = Buffer.alloc(0);
    let offset = start;
    for await (const piece of pieces) {
      if (decoder === undefined) {
        if (start === 0) encoding = marked(piece) ?? said;
        decoder = decoderOf(encoding, start > 0);
      }
      const decoded = attempt(decoder, piece);
      if (decoded === undefined) {
        const { good, byte } = locate(encoding, before, piece, offset);
        yield good;
        throw new WrongByte(encoding, byte);
      }
      yield decoded;
      before = piece.length < KEPT ? Buffer.concat([before.subarray(-KEPT), piece]) : piece;
      offset += piece.length;
    }
    if (decoder === undefined || attempt(decoder, undefined) !== undefined) return;
    throw new WrongByte(encoding, locate(encoding, before, Buffer.alloc(0), offset).byte);
  }
  return { text: text(), encoding: () => encoding };
}

type Decoder = InstanceType<typeof TextDecoder>;

const decoderOf = (encoding: Encoding, keepMark: boolean): Decoder =>
  new TextDecoder(LABELS[encoding] ?? encoding, { fatal: true, ignoreBOM: keepMark });

/** The next text; undefined for wrong bytes. Without a piece, what is left at the end. */
function attempt(decoder: Decoder, piece: Buffer | undefined): string | undefined {
  try {
    return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch {
    return undefined;
  }
}

/** The encoding that the first bytes tell of. */
function marked(head: Buffer): Encoding | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return "utf-8";
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return head.subarray(0, LIST_OF_REJECTS.length).equals(LIST_OF_REJECTS) ? "utf-8" : undefined;
}

/** The pieces, of which the first is long enough to tell what it begins with. */
async function* beginningTogether(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const piece of bytes) {
    if (head === undefined) yield piece;
    else {
      head = head.length === 0 ? piece : Buffer.concat([head, piece]);
      if (head.length < LIST_OF_REJECTS.length) continue;
      yield head;
      head = undefined;
    }
  }
  if (head !== undefined && head.length > 0) yield head;
}

/**
 * Where decoding failed: the text of the piece before the wrong byte, and that byte. The piece before is gone through
 * once more, from a line of it on, since a character may begin in it.
 */
function locate(
  encoding: Encoding,
  before: Buffer,
  piece: Buffer,
  offset: number,
): { readonly good: string; readonly byte: number } {
  const all = Buffer.concat([before, piece]);
  const [base, end] = [offset - before.length, before.length];
  const line = before.lastIndexOf(LINE_FEED, Math.max(0, before.length - 8)) + 1;
  const starts = encoding.startsWith("utf-16")
    ? [base % 2]
    : base === 0
      ? [0]
      : line > 0
        ? [line]
        : [0, 1, 2, 3].filter((start) => start < all.length);
  // A start within a character fails early: the one that comes farthest began at one.
  const found = starts.map((start) => decodeBytewise(encoding, all, start, base > 0, end));
  const farthest = found.reduce((most, next) => (next.at > most.at ? next : most));
  return { good: farthest.good, byte: all[farthest.at] ?? 0 };
}

/** @param from where text counts that was not given yet */
function decodeBytewise(
  encoding: Encoding,
  all: Buffer,
  start: number,
  keepMark: boolean,
  from: number,
): { readonly at: number; readonly good: string } {
  const decoder = decoderOf(encoding, keepMark);
  let [good, begun] = ["", start];
  for (let at = start; at < all.length; at++) {
    const text = attempt(decoder, all.subarray(at, at + 1));
    if (text === undefined) return { at: begun, good };
    if (text === "") continue;
    if (at >= from) good += text;
    begun = at + 1;
  }
  return { at: begun, good };
}
