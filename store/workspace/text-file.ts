import { readFileSync } from "node:fs";

/**
 * A file as text.
 * @throws TypeError when it is not UTF-8
 */
export function decodeText(path: string): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
}
