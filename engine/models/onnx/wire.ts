import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { OnnxRefusal } from "./refusal.ts";
import { message } from "../../../grammar/texts/message.ts";

/** A field of a protobuf message: its number, and what it holds by its wire type. */
export type WireField =
  | { readonly number: number; readonly kind: "varint"; readonly value: number }
  | { readonly number: number; readonly kind: "bytes" | "fixed32" | "fixed64"; readonly value: Uint8Array };

const damaged = (): OnnxRefusal => new OnnxRefusal(message("onnx-damaged"));

/**
 * The fields of a protobuf message in order, each read within the bytes that are there.
 * @throws OnnxRefusal when the bytes are no message
 */
export function* wireFields(bytes: Uint8Array): Generator<WireField> {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) yield readable(() => nextField(reader));
}

function nextField(reader: BinaryReader): WireField {
  const [number, wireType] = reader.tag();
  switch (wireType) {
    case WireType.Varint:
      return { number, kind: "varint", value: wholeNumber(reader) };
    case WireType.Bit64:
      return { number, kind: "fixed64", value: reader.skip(wireType, number) };
    case WireType.LengthDelimited:
      return { number, kind: "bytes", value: reader.bytes() };
    case WireType.Bit32:
      return { number, kind: "fixed32", value: reader.skip(wireType, number) };
    case WireType.StartGroup:
    case WireType.EndGroup:
      throw damaged();
  }
}

/** A whole number of 64 bits with a sign; those that a double does not hold are refused. */
function wholeNumber(reader: BinaryReader): number {
  const value = Number(reader.int64());
  if (!Number.isSafeInteger(value)) throw damaged();
  return value;
}

/** What reading gives; whatever is wrong with the bytes, they are damaged. */
function readable<Read>(read: () => Read): Read {
  try {
    return read();
  } catch {
    throw damaged();
  }
}

/** Whole numbers of a repeated field, packed into one run of bytes or not. */
export function varintsOf(field: WireField): number[] {
  if (field.kind === "varint") return [field.value];
  const found: number[] = [];
  const reader = new BinaryReader(field.value);
  while (reader.pos < reader.len) found.push(readable(() => wholeNumber(reader)));
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
