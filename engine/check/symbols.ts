import type { DiagnosticCode, DiagnosticParameters } from "../../grammar/diagnostics/catalogue.ts";
import { phrase, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { ParsedFile } from "../../grammar/parser/parse-file.ts";
import { limits } from "../../grammar/limits.ts";
import { Lines, type Span } from "../../grammar/source.ts";
import type { Declaration, NamedDeclaration } from "../../grammar/tree/declaration.ts";
import { required } from "../invariant/required.ts";

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

/** The files' lines, found when they are first asked for. */
class Texts {
  private readonly texts: ReadonlyMap<string, string>;
  private readonly lines = new Map<string, Lines>();

  constructor(files: readonly ParsedFile[]) {
    this.texts = new Map(files.map(({ file }) => [file.path, file.text]));
  }

  lineOf(path: string, offset: number): number {
    let lines = this.lines.get(path);
    if (lines === undefined) {
      lines = new Lines(required(this.texts.get(path), `the text of ${path}`));
      this.lines.set(path, lines);
    }
    return lines.lineOf(offset);
  }
}

export function collectSymbols(files: readonly ParsedFile[], report: Report): Symbols {
  const named = new Map<string, Placed<NamedDeclaration>>();
  const folded = new Map<string, string>();
  const all: Placed[] = [];
  let profile: Placed | undefined;
  const texts = new Texts(files);
  for (const parsed of files) {
    for (const node of parsed.declarations) {
      if (all.length >= limits.declarations) {
        report(
          "too-many-declarations",
          parsed.file.path,
          { start: node.start, end: node.start + 1 },
          {
            limit: String(limits.declarations),
          },
        );
        return { named, all };
      }
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
function reportFieldClashes(named: ReadonlyMap<string, Placed<NamedDeclaration>>, texts: Texts, report: Report): void {
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

function where(placed: Placed, texts: Texts, span: Span = placed.node): Prose {
  return phrase("in-file", {
    file: placed.file,
    line: String(texts.lineOf(placed.file, span.start)),
  });
}
