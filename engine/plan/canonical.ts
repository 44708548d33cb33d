import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson, compoundJson, remembered } from "./canonical-json.ts";

export { canonicalJson };

/** SHA-256 of a value's canonical JSON, in hexadecimal. */
export function contentHash(value: unknown): string {
  return hashOf(canonicalJson(value));
}

const hashOf = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** Ids that were worked out before: while rules are edited, nearly all nodes come again. */
const ids = new Map<string, string>();
const IDS = 20_000;

/** A node's id: the first 96 bits of its content hash. */
export function nodeId(value: unknown): string {
  const text = canonicalJson(value);
  let id = ids.get(text);
  if (id === undefined) {
    id = hashOf(text).slice(0, 24);
    if (ids.size >= IDS) ids.clear();
    ids.set(text, id);
  }
  return id;
}

/**
 * `canonicalJson` of an object that never changes, computed once. Its parts are remembered, too: whoever asks for the key
 * of each part of a deep expression pays for each part once.
 */
export function keyOf(value: object | null): string {
  if (value === null) return "null";
  let key = remembered.get(value);
  if (key === undefined) {
    key = compoundJson(value, (part) => (typeof part === "object" ? keyOf(part) : canonicalJson(part)));
    remembered.set(value, key);
  }
  return key;
}
