import { compareText } from "../text/text.ts";

/**
 * JSON with the keys of every object in code point order and no white space: equal content, equal text.
 * Properties that are undefined are left out.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "string") return PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const known = remembered.get(value);
  if (known !== undefined) return known;
  return compoundJson(value, canonicalJson);
}

/** The JSON of an object or array, each part written by what is given. */
export function compoundJson(value: object, part: (item: unknown) => string): string {
  return Array.isArray(value) ? `[${value.map((item) => part(item ?? null)).join(",")}]` : canonicalObject(value, part);
}

/** Text that JSON writes as it is. */
const PLAIN = /^[ !#-[\]-\x7e]*$/;

function canonicalObject(value: object, part: (item: unknown) => string): string {
  let text = "";
  for (const { key, quoted } of shapeOf(value)) {
    const item: unknown = Reflect.get(value, key);
    if (item !== undefined) text += text === "" ? `${quoted}${part(item)}` : `,${quoted}${part(item)}`;
  }
  return `{${text}}`;
}

interface Key {
  readonly key: string;
  readonly quoted: string;
}
const shapes = new Map<string, readonly Key[]>();
const SHAPES = 1000;

/** An object's keys in order, ready to be written; the objects of plans have few different sets of keys. */
function shapeOf(value: object): readonly Key[] {
  const keys = Object.keys(value);
  const name = keys.join("\n");
  const known = shapes.get(name);
  // Only keys without line breaks are kept, so that the same text of as many keys is the same keys.
  if (known?.length === keys.length) return known;
  const shape = keys.sort(compareText).map((key): Key => ({ key, quoted: `${JSON.stringify(key)}:` }));
  if (shapes.size < SHAPES && !keys.some((key) => key.includes("\n"))) shapes.set(name, shape);
  return shape;
}

/** Texts of objects that never change. */
export const remembered = new WeakMap<object, string>();
