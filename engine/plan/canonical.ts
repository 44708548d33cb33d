import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { compareText } from "../text/text.ts";

/**
 * JSON with the keys of every object in code point order and no white space: equal content, equal text.
 * Properties that are undefined are left out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined).sort(([left], [right]) => compareText(left, right));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** SHA-256 of a value's canonical JSON, in hexadecimal. */
export function contentHash(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}

/** A node's id: the first 96 bits of its content hash. */
export function nodeId(value: unknown): string {
  return contentHash(value).slice(0, 24);
}

const remembered = new WeakMap<object, string>();

/** `canonicalJson` of an object that never changes, computed once. */
export function keyOf(value: object | null): string {
  if (value === null) return "null";
  let key = remembered.get(value);
  if (key === undefined) {
    key = canonicalJson(value);
    remembered.set(value, key);
  }
  return key;
}
