import type { DiagnosticCode, DiagnosticParameters } from "../../grammar/diagnostics/catalogue.ts";
import { phrase, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { ParsedFile } from "../../grammar/parser/parse-file.ts";
import { lineColumn, type Span } from "../../grammar/source.ts";
import type { Declaration, NamedDeclaration } from "../../grammar/tree/declaration.ts";

/** A declaration and the file it stands in. */
export interface Placed<Node extends Declaration = Declaration> {
  readonly node: Node;
  readonly file: string;
}

/** Reports a diagnostic at a span of a file. */
export type Report = <Code extends DiagnosticCode>(
  code: Code,
  file: string,
  span: Span,
  parameters: DiagnosticParameters<Code>,
  suggestion?: string,
) => void;

/** All declarations of a workspace by name, in one namespace; the first of a name wins. */
export interface Symbols {
  readonly named: ReadonlyMap<string, Placed<NamedDeclaration>>;
  readonly all: readonly Placed[];
}

export function collectSymbols(files: readonly ParsedFile[], report: Report): Symbols {
  const named = new Map<string, Placed<NamedDeclaration>>();
  const folded = new Map<string, string>();
  const all: Placed[] = [];
  let profile: Placed | undefined;
  const texts = new Map(files.map(({ file }) => [file.path, file.text]));
  for (const parsed of files) {
    for (const node of parsed.declarations) {
      const placed: Placed = { node, file: parsed.file.path };
      all.push(placed);
      if (!("name" in node)) continue;
      const name = node.name.text;
      if (name === "") continue;
      if (node.kind === "profile") {
        if (profile !== undefined)
          report("duplicate-name", placed.file, node.name, { name: "profile", where: where(profile, texts) });
        profile ??= placed;
      }
      const other = named.get(name);
      if (other !== undefined) {
        report("duplicate-name", placed.file, node.name, { name, where: where(other, texts) });
        continue;
      }
      const clash = folded.get(name.toLowerCase());
      if (clash !== undefined) report("case-clash", placed.file, node.name, { name, other: clash });
      folded.set(name.toLowerCase(), name);
      named.set(name, { node, file: placed.file });
    }
  }
  reportFieldClashes(named, texts, report);
  return { named, all };
}

/** The fields of the profile are read by bare name, so they share the namespace of the declarations. */
function reportFieldClashes(
  named: ReadonlyMap<string, Placed<NamedDeclaration>>,
  texts: ReadonlyMap<string, string>,
  report: Report,
): void {
  for (const { node, file } of named.values()) {
    if (node.kind !== "profile") continue;
    for (const field of node.fields) {
      const other = named.get(field.name.text);
      if (other !== undefined)
        report("duplicate-name", other.file, other.node.name, {
          name: field.name.text,
          where: where({ node, file }, texts, field.name),
        });
    }
  }
}

function where(placed: Placed, texts: ReadonlyMap<string, string>, span: Span = placed.node): Prose {
  return phrase("in-file", {
    file: placed.file,
    line: String(lineColumn(texts.get(placed.file) ?? "", span.start).line),
  });
}
