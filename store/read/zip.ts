import { crc32, inflateRawSync } from "node:zlib";

const [LOCAL, CENTRAL, END] = [0x0403_4b50, 0x0201_4b50, 0x0605_4b50];
const END_SIZE = 22;
const ENTRIES_AT_MOST = 10_000;

/** What is wrong with a zip file. */
export type ZipProblem = "no-zip" | "too-large";

/** Thrown where something is not as in a plain zip file. */
class NoZip extends Error {}

/**
 * The entries of a zip file that are wanted, packed anew without compression, so that whoever reads them gets no more
 * bytes than these, whatever the file says of itself.
 * @param limit how many bytes they may have together
 */
export function repacked(zip: Buffer, wanted: (name: string) => boolean, limit: number): Buffer | ZipProblem {
  try {
    const entries: { readonly name: Buffer; readonly content: Buffer }[] = [];
    let left = limit;
    for (const { name, packed, deflated } of entriesOf(zip)) {
      if (!wanted(name.toString("utf8"))) continue;
      const content = deflated ? inflateRawSync(packed, { maxOutputLength: Math.max(1, left) }) : packed;
      left -= content.length;
      if (left < 0) return "too-large";
      entries.push({ name, content });
    }
    return stored(entries);
  } catch (error) {
    if (error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") return "too-large";
    // Offsets that lead out of the file, and streams that are none, are told by errors of the platform.
    if (error instanceof NoZip || error instanceof RangeError || (error instanceof Error && "code" in error))
      return "no-zip";
    throw error;
  }
}

function* entriesOf(
  zip: Buffer,
): Generator<{ readonly name: Buffer; readonly packed: Buffer; readonly deflated: boolean }> {
  let end = zip.length - END_SIZE;
  while (end >= 0 && zip.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new NoZip();
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  if (count > ENTRIES_AT_MOST) throw new NoZip();
  for (let entry = 0; entry < count; entry++) {
    const [encrypted, method] = [(zip.readUInt16LE(at + 8) & 1) === 1, zip.readUInt16LE(at + 10)];
    if (zip.readUInt32LE(at) !== CENTRAL || encrypted || (method !== 0 && method !== 8)) throw new NoZip();
    const [packedSize, nameLength] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    const local = zip.readUInt32LE(at + 42);
    const name = zip.subarray(at + 46, at + 46 + nameLength);
    if (zip.readUInt32LE(local) !== LOCAL) throw new NoZip();
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    if (start + packedSize > zip.length) throw new NoZip();
    yield { name, packed: zip.subarray(start, start + packedSize), deflated: method === 8 };
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}

/** A zip file of entries that are not compressed. */
export function stored(entries: readonly { readonly name: Buffer; readonly content: Buffer }[]): Buffer {
  const [files, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const { name, content } of entries) {
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt32LE(crc32(content), 10);
    about.writeUInt32LE(content.length, 14);
    about.writeUInt32LE(content.length, 18);
    about.writeUInt16LE(name.length, 22);
    const signature = Buffer.alloc(4);
    signature.writeUInt32LE(LOCAL);
    files.push(signature, about, name, content);
    const head = Buffer.alloc(6);
    head.writeUInt32LE(CENTRAL);
    head.writeUInt16LE(20, 4);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(head, about, tail, name);
    offset += 30 + name.length + content.length;
  }
  const size = directory.reduce((total, { length }) => total + length, 0);
  const end = Buffer.alloc(END_SIZE);
  end.writeUInt32LE(END);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, ...directory, end]);
}
