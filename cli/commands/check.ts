import { compileWorkspace, openWorkspace } from "../../store/workspace/workspace.ts";
import { prove, type Proofs } from "../../engine/prove/prove.ts";
import type { Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import type { Language } from "../../grammar/texts/languages.ts";
import type { SourceFile } from "../../grammar/source.ts";
import { commandTexts } from "../../grammar/texts/command/index.ts";
import type { CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { countDiagnostics, jsonDiagnostic, showDiagnostics } from "../show-diagnostics.ts";
import { sarif } from "../sarif.ts";
import type { Terminal } from "../terminal.ts";

/** `tagma check`: every error, warning and hint of a workspace. */
export function checkCommand(
  options: CommonOptions & {
    readonly hints: boolean;
    readonly proofs: boolean;
    readonly sarif?: boolean;
    readonly language?: Language;
  },
  terminal: Terminal,
): number {
  // Programs get English unless another language is asked for; people get their own.
  const forPrograms = options.language ?? "en";
  const language = options.language ?? terminal.language ?? "en";
  const say = commandTexts(language);
  const workspace = openWorkspace(options.workspace);
  const { diagnostics: checked, program, plan } = compileWorkspace(workspace);
  const proofs =
    plan === undefined || !options.proofs
      ? undefined
      : prove(plan, (path) => workspace.files.find((file) => file.path === path)?.text ?? "");
  const diagnostics = inOrder([...checked, ...(proofs?.diagnostics ?? [])], workspace.files);
  const shown = options.hints ? diagnostics : diagnostics.filter(({ severity }) => severity !== "hint");
  const failed = diagnostics.some(({ severity }) => severity === "error");
  if (options.sarif === true) terminal.out(`${JSON.stringify(sarif(shown, workspace.files, forPrograms), null, 2)}\n`);
  else if (options.json === true) {
    terminal.out(
      `${JSON.stringify({ ok: !failed, diagnostics: shown.map((found) => jsonDiagnostic(found, workspace.files, forPrograms)) }, null, 2)}\n`,
    );
  } else {
    showDiagnostics(shown, workspace.files, terminal, language);
    const tags = program.outputs.filter(({ kind }) => kind === "tag" || kind === "lifecycle").length;
    const segments = program.outputs.filter(({ kind }) => kind === "segment").length;
    const counts = say("workspace", { files: workspace.files.length, tags, segments, tests: program.tests.length });
    if (proofs !== undefined && proofs.questions > 0) terminal.out(terminal.colour.dim(`${asked(proofs, language)}\n`));
    terminal.out(
      `${failed ? terminal.colour.red("✗") : terminal.colour.green("✓")} ${counts}${countDiagnostics(shown, language)}\n`,
    );
  }
  return failed ? exitCodes.findings : exitCodes.ok;
}

/** How many questions there were, and how many are left open. */
function asked({ questions, open, left }: Proofs, language: Language): string {
  const say = commandTexts(language);
  if (left > 0) return say("askedLeft", { questions, open, left });
  return open > 0 ? say("askedOpen", { questions, open }) : say("askedAll", { questions });
}

function inOrder(diagnostics: readonly Diagnostic[], files: readonly SourceFile[]): Diagnostic[] {
  const rank = new Map(files.map((file, index) => [file.path, index]));
  return [...diagnostics].sort(
    (left, right) =>
      (rank.get(left.location.file) ?? 0) - (rank.get(right.location.file) ?? 0) ||
      left.location.start - right.location.start,
  );
}
