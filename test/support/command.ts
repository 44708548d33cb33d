import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pico from "picocolors";
import { afterAll } from "vitest";
import type { Language } from "../../grammar/texts/languages.ts";
import { main } from "../../cli/program.ts";

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A new temporary folder with these files, gone after the test file. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tagma-test-")));
  made.push(folder);
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** What a command printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in this process, without colours and progress bars. */
export function tagma(...args: string[]): Promise<Ran> {
  return tagmaIn("en", ...args);
}

/** Runs the command as a reader of a language would. */
export async function tagmaIn(language: Language, ...args: string[]): Promise<Ran> {
  let out = "";
  let err = "";
  const code = await main(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    colour: pico.createColors(false),
    interactive: false,
    width: 100,
    language,
  });
  return { code, out, err };
}

/** Runs a command that must succeed and gives what it printed. */
export async function tagmaOut(...args: string[]): Promise<string> {
  const ran = await tagma(...args);
  if (ran.code !== 0) throw new Error(`tagma ${args.join(" ")} ended with ${ran.code}:\n${ran.err}${ran.out}`);
  return ran.out;
}

/** Runs a command that must succeed with `--json` and gives the document. */
export async function tagmaJson<Document>(...args: string[]): Promise<Document> {
  return JSON.parse(await tagmaOut(...args, "--json"));
}
