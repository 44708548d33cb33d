import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import type { GeneratedTest } from "../engine/testing/generate.ts";
import { WorkspaceError } from "../store/errors.ts";
import { format } from "../grammar/format/format.ts";
import { parseFile } from "../grammar/parser/parse-file.ts";
import { message } from "../grammar/texts/message.ts";

const HEADER =
  "// Made by `tagma test --generate`. Every block expects what the rules said that day: read it, mend what is\n// wrong, and take its mark away.\n";
const MARK = "// to review";

/**
 * Where generated tests go: a rule file of the workspace.
 * @throws WorkspaceError when it is none
 */
export function testFile(folder: string, name: string): string {
  const path = resolve(folder, name);
  const inside = relative(folder, path);
  if (inside.startsWith("..") || isAbsolute(inside)) throw new WorkspaceError(message("tests-outside", { path: name }));
  if (!inside.endsWith(".tagma")) throw new WorkspaceError(message("not-tagma-file", { path: name }));
  return path;
}

/** Appends test blocks to a rule file, each marked for review; the file changes as a whole or not at all. */
export function writeTests(path: string, tests: readonly GeneratedTest[]): void {
  const before = existsSync(path) ? `${readFileSync(path, "utf8").trimEnd()}\n` : HEADER;
  const text = `${before}\n${tests.map((test) => `${MARK}\n${test.text}\n`).join("\n")}`;
  const formatted = format(parseFile({ path, text }));
  const temporary = join(path, "..", `.${process.pid}.generated-tests`);
  try {
    writeFileSync(temporary, "text" in formatted ? formatted.text : text, { flag: "wx" });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    if (error instanceof Error && "code" in error)
      throw new WorkspaceError(message("not-written", { path, reason: error.message }));
    throw error;
  }
}
