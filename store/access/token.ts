import { createHash, randomBytes } from "node:crypto";

const PREFIX = "tagma_";
const BYTES = 32;

/** A new token: 256 random bits, which nobody guesses. The prefix lets programs find tokens that were published by mistake. */
export const newToken = (): string => PREFIX + randomBytes(BYTES).toString("base64url");

/**
 * What is kept of a token. One round of SHA-256 without a salt is enough here, as it would not be for a password: there
 * are 2^256 tokens, all alike, so there is no list of likely ones to try, and no two people have the same.
 */
export const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

const LEAST_LENGTH = 32;
/** Bits that a token of somebody's own must have, by how many different characters it uses. */
const LEAST_BITS = 120;

/** Whether a token that somebody brings is long and mixed enough not to be guessed. */
export function isStrong(token: string): boolean {
  const characters = new Set(token);
  return token.length >= LEAST_LENGTH && token.length * Math.log2(characters.size) >= LEAST_BITS;
}
