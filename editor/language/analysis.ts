import { required } from "../../engine/invariant/required.ts";
import type { ParsedFile } from "../../grammar/parser/parse-file.ts";
import type { Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { SourceFile } from "../../grammar/source.ts";
import type { ListReader } from "../../engine/check/program.ts";
import type { PlanSettings } from "../../engine/plan/plan.ts";
import { RuleSession, type Checked } from "../../engine/compile/rule-session.ts";
import { Names } from "./names.ts";
import { occurrencesIn, type Occurrence } from "./occurrences.ts";
import { LineMap } from "./positions.ts";

/** A workspace's rule files at one version, and everything that is known of them. */
export interface Analysis {
  /** Counts up with every change of a file. */
  readonly version: number;
  readonly checked: Checked;
  readonly names: Names;
  /** By file. */
  readonly occurrences: ReadonlyMap<string, readonly Occurrence[]>;
  readonly diagnostics: readonly Diagnostic[];
  file(path: string): AnalysedFile | undefined;
}

export interface AnalysedFile {
  readonly path: string;
  readonly text: string;
  readonly lines: LineMap;
  readonly parsed: ParsedFile;
}

/**
 * The rule files of a workspace while they are edited. What a change does not touch is not done again; the analysis is
 * made when it is asked for, so that a burst of changes costs one.
 */
export class RuleFiles {
  private readonly texts = new Map<string, string>();
  private readonly lines = new Map<string, { readonly text: string; readonly map: LineMap }>();
  private readonly session = new RuleSession();
  private readonly settings: PlanSettings;
  private readonly readList: ListReader;
  private current: Analysis | undefined;
  private version = 0;

  constructor(settings: PlanSettings, readList: ListReader = () => ({ problem: phrase("list-no-files-here") })) {
    this.settings = settings;
    this.readList = readList;
  }

  set(path: string, text: string): void {
    if (this.texts.get(path) === text) return;
    this.texts.set(path, text);
    this.changed();
  }

  remove(path: string): void {
    if (this.texts.delete(path)) this.changed();
  }

  paths(): readonly string[] {
    return [...this.texts.keys()].sort();
  }

  private changed(): void {
    this.version++;
    this.current = undefined;
  }

  analysis(): Analysis {
    this.current ??= this.analyse();
    return this.current;
  }

  private analyse(): Analysis {
    const files: SourceFile[] = this.paths().map((path) => ({
      path,
      text: required(this.texts.get(path), "the text of a file"),
    }));
    const checked = this.session.check({ files, settings: this.settings, readList: this.readList });
    const names = new Names(checked.parsed);
    const occurrences = new Map<string, Occurrence[]>(files.map(({ path }) => [path, []]));
    for (const occurrence of occurrencesIn(checked.parsed, names)) occurrences.get(occurrence.file)?.push(occurrence);
    const parsed = new Map(checked.parsed.map((file) => [file.file.path, file]));
    return {
      version: this.version,
      checked,
      names,
      occurrences,
      diagnostics: [...checked.diagnostics, ...(checked.proofs?.diagnostics ?? [])],
      file: (path) => {
        const own = parsed.get(path);
        return own === undefined
          ? undefined
          : { path, text: own.file.text, lines: this.linesOf(path, own.file.text), parsed: own };
      },
    };
  }

  private linesOf(path: string, text: string): LineMap {
    const known = this.lines.get(path);
    if (known?.text === text) return known.map;
    const map = new LineMap(text);
    this.lines.set(path, { text, map });
    return map;
  }
}
