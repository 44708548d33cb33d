import { OnnxRefusal } from "./refusal.ts";
import { floatsOf, messageOf, numberOf, textOf, varintsOf, wireFields, type WireField } from "./wire.ts";
import { message } from "../../../grammar/texts/message.ts";

/** The parts of an ONNX graph that are looked at (onnx.proto of the ONNX project, whose field numbers stand below). */
export interface OnnxGraph {
  readonly inputs: readonly OnnxInput[];
  readonly outputs: readonly string[];
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
}

export interface OnnxInput {
  readonly name: string;
  readonly type: number;
  /** Columns; undefined when the file does not say. */
  readonly width: number | undefined;
}

export interface OnnxNode {
  /** With the domain before it where that is not ONNX's own. */
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxAttribute {
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
  readonly tensor: OnnxTensor | undefined;
}

export interface OnnxTensor {
  readonly sizes: readonly number[];
  readonly numbers: readonly number[];
}

/** The element types that are understood. */
export const elementTypes = { float: 1, integer: 7, text: 8, double: 11 } as const;

const limits = { nodes: 1000, names: 1000, constants: 1000, fields: 1_000_000 } as const;

/**
 * Reads an ONNX file.
 * @throws OnnxRefusal when it is none, or beyond the limits
 */
export function readOnnx(bytes: Uint8Array): OnnxGraph {
  const graph = last(fieldsOf(bytes), 7);
  if (graph === undefined) throw new OnnxRefusal(message("onnx-no-graph"));
  const fields = fieldsOf(messageOf(graph));
  const constants = new Map<string, OnnxTensor>();
  for (const field of numbered(fields, 5, limits.constants)) {
    const [name, tensor] = tensorOf(messageOf(field));
    constants.set(name, tensor);
  }
  return {
    nodes: numbered(fields, 1, limits.nodes).map((field) => nodeOf(messageOf(field))),
    inputs: numbered(fields, 11, limits.names)
      .map((field) => inputOf(messageOf(field)))
      .filter(({ name }) => !constants.has(name)),
    outputs: numbered(fields, 12, limits.names).map((field) => nameOf(fieldsOf(messageOf(field)), 1)),
    constants,
  };
}

function fieldsOf(bytes: Uint8Array): WireField[] {
  const found: WireField[] = [];
  for (const field of wireFields(bytes)) if (found.push(field) > limits.fields) throw tooLarge(limits.fields);
  return found;
}

function tooLarge(most: number): OnnxRefusal {
  return new OnnxRefusal(message("onnx-too-many", { limit: most }));
}

function numbered(fields: readonly WireField[], number: number, most: number = limits.fields): WireField[] {
  const found = fields.filter((field) => field.number === number);
  if (found.length > most) throw tooLarge(most);
  return found;
}

function last(fields: readonly WireField[], number: number): WireField | undefined {
  return fields.findLast((field) => field.number === number);
}

function nameOf(fields: readonly WireField[], number: number): string {
  const field = last(fields, number);
  return field === undefined ? "" : textOf(field);
}

function wholeOf(fields: readonly WireField[], number: number): number | undefined {
  const field = last(fields, number);
  return field === undefined ? undefined : numberOf(field);
}

function inputOf(bytes: Uint8Array): OnnxInput {
  const fields = fieldsOf(bytes);
  const inside = (from: readonly WireField[], number: number): WireField[] => {
    const field = last(from, number);
    return field === undefined ? [] : fieldsOf(messageOf(field));
  };
  const tensor = inside(inside(fields, 2), 1);
  const [, columns] = numbered(inside(tensor, 2), 1);
  return {
    name: nameOf(fields, 1),
    type: wholeOf(tensor, 1) ?? 0,
    width: columns === undefined ? undefined : wholeOf(fieldsOf(messageOf(columns)), 1),
  };
}

function nodeOf(bytes: Uint8Array): OnnxNode {
  const fields = fieldsOf(bytes);
  const domain = nameOf(fields, 7);
  const own = domain === "" || domain === "ai.onnx" || domain === "ai.onnx.ml";
  const attributes = new Map(numbered(fields, 5).map((field) => attributeOf(messageOf(field))));
  return {
    operator: own ? nameOf(fields, 4) : `${domain}.${nameOf(fields, 4)}`,
    inputs: numbered(fields, 1).map(textOf),
    outputs: numbered(fields, 2).map(textOf),
    attributes,
  };
}

function attributeOf(bytes: Uint8Array): readonly [string, OnnxAttribute] {
  const fields = fieldsOf(bytes);
  const numbers = [
    ...numbered(fields, 2).flatMap((field) => floatsOf(field)),
    ...numbered(fields, 3).map(numberOf),
    ...numbered(fields, 7).flatMap((field) => floatsOf(field)),
    ...numbered(fields, 8).flatMap(varintsOf),
  ];
  const tensor = last(fields, 5);
  return [
    nameOf(fields, 1),
    {
      numbers,
      texts: [...numbered(fields, 4), ...numbered(fields, 9)].map(textOf),
      tensor: tensor === undefined ? undefined : tensorOf(messageOf(tensor))[1],
    },
  ];
}

function tensorOf(bytes: Uint8Array): readonly [string, OnnxTensor] {
  const fields = fieldsOf(bytes);
  if (last(fields, 13) !== undefined || (wholeOf(fields, 14) ?? 0) !== 0)
    throw new OnnxRefusal(message("onnx-elsewhere"));
  const type = wholeOf(fields, 2) ?? 0;
  const raw = last(fields, 9);
  const numbers =
    raw !== undefined
      ? rawNumbers(raw, type)
      : [
          ...numbered(fields, 4).flatMap((field) => floatsOf(field)),
          ...[...numbered(fields, 5), ...numbered(fields, 7)].flatMap(varintsOf),
          ...numbered(fields, 10).flatMap((field) => floatsOf(field, 8)),
        ];
  return [nameOf(fields, 8), { sizes: numbered(fields, 1).flatMap(varintsOf), numbers }];
}

function rawNumbers(field: WireField, type: number): number[] {
  if (type === elementTypes.float) return floatsOf(field);
  if (type === elementTypes.double) return floatsOf(field, 8);
  const bytes = messageOf(field);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (type === elementTypes.integer)
    return Array.from({ length: Math.floor(bytes.length / 8) }, (_, index) =>
      Number(view.getBigInt64(index * 8, true)),
    );
  // Numbers of other types are not needed where the rest is understood.
  return [];
}
