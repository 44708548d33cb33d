import { readdirSync, readFileSync } from "node:fs";
import { compile } from "../../engine/compile/compile.ts";
import type { Program } from "../../engine/check/program.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { prove, type Proofs } from "../../engine/prove/prove.ts";
import { planSettings, type SettingsInput } from "../../engine/compile/settings.ts";
import type { Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { renderProse } from "../../grammar/diagnostics/render.ts";
import type { SourceFile } from "../../grammar/source.ts";

/** A rule set whose proofs are known by hand. */
export interface CorpusCase {
  readonly name: string;
  readonly source: string;
  readonly schema?: string;
  readonly expect: readonly Finding[];
  /** True when the truth is known and the prover does not find it; `expect` is what it says today. */
  readonly open?: boolean;
  readonly truth?: string;
}
export interface Finding {
  readonly code: string;
  readonly what: string;
}

export interface Proved {
  readonly name: string;
  readonly files: readonly SourceFile[];
  readonly program: Program;
  readonly plan: Plan;
  readonly proofs: Proofs;
  readonly settings: SettingsInput;
}

interface CorpusFile {
  readonly schema: string;
  readonly cases: readonly CorpusCase[];
}

const corpusFile: CorpusFile = JSON.parse(
  readFileSync(new URL("../engine/prove/corpus.json", import.meta.url), "utf8"),
);
export const corpus: readonly CorpusCase[] = corpusFile.cases.map((item) => ({
  ...item,
  schema: item.schema ?? corpusFile.schema,
}));

/** The files of an example workspace with its settings. */
export function exampleFiles(name: string): { readonly files: SourceFile[]; readonly settings: SettingsInput } {
  const folder = new URL(`../../examples/${name}/`, import.meta.url);
  const settings: SettingsInput = JSON.parse(readFileSync(new URL("tagma.json", folder), "utf8"));
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".tagma") && !file.startsWith("."))
    .map((path) => ({ path, text: readFileSync(new URL(path, folder), "utf8") }));
  return { files, settings };
}

/** Compiles rule files, with lists read from an example's folder. */
export function compiled(
  files: readonly SourceFile[],
  input: SettingsInput = {},
  example?: string,
  tests = false,
): { readonly program: Program; readonly plan: Plan } {
  const settings = planSettings(input);
  const readList = (path: string): string =>
    example === undefined ? "" : readFileSync(new URL(`../../examples/${example}/${path}`, import.meta.url), "utf8");
  const { plan, program, diagnostics } = compile({ files, settings, readList }, { tests });
  if (plan === undefined)
    throw new Error(
      JSON.stringify(
        diagnostics
          .filter(({ severity }) => severity === "error")
          .map(({ code, parameters, location }) => [
            code,
            parameters,
            files.find(({ path }) => path === location.file)?.text.slice(location.start, location.end),
          ]),
      ),
    );
  return { program, plan };
}

const textOf =
  (files: readonly SourceFile[]) =>
  (path: string): string =>
    files.find((file) => file.path === path)?.text ?? "";

export function provedExample(name: string): Proved {
  const { files, settings } = exampleFiles(name);
  const { program, plan } = compiled(files, settings, name);
  return { name, files, program, plan, settings, proofs: prove(plan, textOf(files)) };
}

export function provedCase(item: CorpusCase): Proved {
  const files = [{ path: "case.tagma", text: `${item.schema ?? ""}\n${item.source}\n` }];
  const { program, plan } = compiled(files);
  return { name: item.name, files, program, plan, settings: {}, proofs: prove(plan, textOf(files)) };
}

/** A diagnostic as the corpus names it: what it is about in a few words. */
export function finding(found: Diagnostic, files: readonly SourceFile[]): Finding {
  const { code, parameters, location } = found;
  const text = textOf(files)(location.file).slice(location.start, location.end).replace(/\s+/g, " ").trim();
  const named = /^(?:.*?\b(?:tag|lifecycle|segment) )?(\S+)/.exec(text)?.[1] ?? "";
  const shown = (name: string): string => {
    const value = parameters[name] ?? "";
    return typeof value === "string" ? value : renderProse(value);
  };
  switch (code) {
    case "branches-overlap":
    case "not-proved-exclusive":
      return { code, what: `${shown("first")} × ${shown("second")}` };
    case "branch-never":
      return { code, what: shown("value") };
    case "law-broken":
      return { code, what: shown("law") };
    case "always-empty":
    case "always-everyone":
      return { code, what: shown("name") };
    case "no-branch-taken":
      return { code, what: named };
    default:
      return { code, what: text };
  }
}
