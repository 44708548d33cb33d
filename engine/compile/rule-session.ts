import { required } from "../invariant/required.ts";
import { parseFile, type ParsedFile } from "../../grammar/parser/parse-file.ts";
import { checkParsed } from "../check/check.ts";
import type { CompileInput } from "../check/program.ts";
import { compileProgram, type Compiled } from "./compile.ts";
import { prove, ProofMemory, type Proofs } from "../prove/prove.ts";

/** A rule set as it is after an edit, with its proofs; without proofs while there are errors. */
export interface Checked extends Compiled {
  readonly proofs: Proofs | undefined;
  /** The files as they were parsed, in the order given. */
  readonly parsed: readonly ParsedFile[];
}

/**
 * Checks a rule set again and again while it is edited, and does again only what an edit touches: files whose text is
 * the same are not parsed, and nothing is proved anew that does not depend on the change. The answers are those of
 * `compile` and `prove`.
 */
export class RuleSession {
  private parsed: ReadonlyMap<string, ParsedFile> = new Map();
  private readonly memory = new ProofMemory();

  /** Never throws for what a file holds. */
  check(input: CompileInput): Checked {
    const files = input.files.map((file) => {
      const known = this.parsed.get(file.path);
      return known?.file.text === file.text ? known : parseFile(file);
    });
    this.parsed = new Map(files.map((file) => [file.file.path, file]));
    const compiled = compileProgram(checkParsed(files, input));
    const texts = new Map(input.files.map(({ path, text }) => [path, text]));
    const proofs =
      compiled.plan === undefined
        ? undefined
        : prove(compiled.plan, (path) => required(texts.get(path), "the text of a file"), this.memory);
    return { ...compiled, proofs, parsed: files };
  }
}
