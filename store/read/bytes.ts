import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { WorkspaceError } from "../errors.ts";
import { message } from "../../grammar/texts/message.ts";

/** How many times a compressed file may grow when it is unpacked, once it has passed the size from which that counts. */
export const EXPANSION_LIMIT = 200;
const EXPANSION_FROM = 64 * 1024 * 1024;
const PIECE = 1 << 16;

/** The bytes of a file as they come, with how far the reading is. */
export interface ByteReader {
  readonly bytes: AsyncIterable<Buffer>;
  /** Bytes of the file itself that have been read, before unpacking. */
  bytesRead(): number;
  /** SHA-256 of all bytes up to where the reading is, those before its start included. */
  digest(): string;
}

/**
 * Reads a file from an offset to an end, unpacking gzip.
 * @param hash of the bytes before the offset
 * @throws WorkspaceError, while reading, for a file that unpacks to far more than it is
 */
export function readBytes(
  path: string,
  name: string,
  range: { readonly start: number; readonly end: number },
  gzip: boolean,
  hash: Hash = createHash("sha256"),
): ByteReader {
  if (range.end <= range.start)
    return { bytes: nothing(), bytesRead: () => range.start, digest: () => hash.copy().digest("hex") };
  let read = range.start;
  async function* counted(): AsyncGenerator<Buffer> {
    // Made when it is read and not before: an error of a stream that nobody reads would end the whole process.
    const stream = createReadStream(path, { start: range.start, end: range.end - 1, highWaterMark: PIECE });
    for await (const piece of stream as AsyncIterable<Buffer>) {
      read += piece.length;
      hash.update(piece);
      yield piece;
    }
  }
  const bytes = gzip ? unpacked(counted(), name, () => read) : counted();
  return { bytes, bytesRead: () => read, digest: () => hash.copy().digest("hex") };
}

/** Standard input, or any other stream without a size, as bytes. */
export function streamBytes(stream: AsyncIterable<Buffer>, name: string): ByteReader {
  const hash = createHash("sha256");
  let read = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const piece of stream) {
      read += piece.length;
      hash.update(piece);
      yield piece;
    }
  }
  async function* opened(): AsyncGenerator<Buffer> {
    const pieces = counted();
    const first = await pieces.next();
    if (first.done === true) return;
    async function* again(): AsyncGenerator<Buffer> {
      yield first.value;
      yield* pieces;
    }
    if (first.value[0] === 0x1f && first.value[1] === 0x8b) yield* unpacked(again(), name, () => read);
    else yield* again();
  }
  return { bytes: opened(), bytesRead: () => read, digest: () => hash.copy().digest("hex") };
}

async function* nothing(): AsyncGenerator<Buffer> {
  // A file that has not grown has no bytes to give.
}

async function* unpacked(packed: AsyncIterable<Buffer>, name: string, read: () => number): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: PIECE });
  // What goes wrong on either side ends the reading of the unpacked bytes with its error.
  pipeline(Readable.from(packed), gunzip, () => undefined);
  let size = 0;
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > EXPANSION_FROM && size > read() * EXPANSION_LIMIT)
        throw new WorkspaceError(message("unpacks-too-large", { file: name, times: EXPANSION_LIMIT }));
      yield piece;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_"))
      throw new WorkspaceError(message("not-gzip", { file: name, reason: error.message }));
    throw error;
  } finally {
    gunzip.destroy();
  }
}
