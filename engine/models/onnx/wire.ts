import { OnnxRefusal } from "./refusal.ts";
import { message } from "../../../grammar/texts/message.ts";

/** A field of a protobuf message: its number, and what it holds by its wire type. */
export type WireField =
  | { readonly number: number; readonly kind: "varint"; readonly value: number }
  | { readonly number: number; readonly kind: "bytes" | "fixed32" | "fixed64"; readonly value: Uint8Array };

const damaged = (): OnnxRefusal => new OnnxRefusal(message("onnx-damaged"));
const MOST_BYTES = 10;

/** Bytes that are read from the first to the last, never beyond. */
class Reader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  /** A whole number of 64 bits with a sign; those that a double does not hold are refused. */
  varint(): number {
    let value = 0n;
    for (let count = 0n; count < MOST_BYTES; count++) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw damaged();
      if (count === 0n && byte < 128) return byte;
      value |= BigInt(byte & 127) << (7n * count);
      if (byte >= 128) continue;
      const number = Number(BigInt.asIntN(64, value));
      if (!Number.isSafeInteger(number)) throw damaged();
      return number;
    }
    throw damaged();
  }

  take(length: number): Uint8Array {
    if (length < 0 || this.at + length > this.bytes.length) throw damaged();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

/**
 * The fields of a protobuf message in order, each read within the bytes that are there.
 * @throws OnnxRefusal when the bytes are no message
 */
export function* wireFields(bytes: Uint8Array): Generator<WireField> {
  const reader = new Reader(bytes);
  while (!reader.done) {
    const tag = reader.varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, kind: "varint", value: reader.varint() };
        break;
      case 1:
        yield { number, kind: "fixed64", value: reader.take(8) };
        break;
      case 2:
        yield { number, kind: "bytes", value: reader.take(reader.varint()) };
        break;
      case 5:
        yield { number, kind: "fixed32", value: reader.take(4) };
        break;
      default:
        throw damaged();
    }
  }
}

/** Whole numbers of a repeated field, packed into one run of bytes or not. */
export function varintsOf(field: WireField): number[] {
  if (field.kind === "varint") return [field.value];
  const found: number[] = [];
  const reader = new Reader(field.value);
  while (!reader.done) found.push(reader.varint());
  return found;
}

/** Floats of a repeated field, packed or not; or doubles, of 8 bytes. */
export function floatsOf(field: WireField, bytes: 4 | 8 = 4): number[] {
  if (field.kind === "varint" || field.value.length % bytes !== 0) throw damaged();
  const view = new DataView(field.value.buffer, field.value.byteOffset, field.value.length);
  return Array.from({ length: field.value.length / bytes }, (_, index) =>
    bytes === 4 ? view.getFloat32(index * 4, true) : view.getFloat64(index * 8, true),
  );
}

/** UTF-8 text of a field. */
export function textOf(field: WireField): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(messageOf(field));
  } catch {
    throw damaged();
  }
}

/** The bytes of a message inside a field. */
export function messageOf(field: WireField): Uint8Array {
  if (field.kind !== "bytes") throw damaged();
  return field.value;
}

/** A single whole number. */
export function numberOf(field: WireField): number {
  if (field.kind !== "varint") throw damaged();
  return field.value;
}
