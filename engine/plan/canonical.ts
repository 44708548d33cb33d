import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson, remembered } from "./canonical-json.ts";

export { canonicalJson };

/** SHA-256 of a value's canonical JSON, in hexadecimal. */
export function contentHash(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}

/** A node's id: the first 96 bits of its content hash. */
export function nodeId(value: unknown): string {
  return contentHash(value).slice(0, 24);
}

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
