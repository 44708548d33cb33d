import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { message } from "../../../../grammar/texts/message.ts";
import { settingsOf } from "../../../../store/infer/source-settings.ts";
import type { SourceConfig, WorkspaceConfig } from "../../../../store/workspace/config.ts";
import type { SourceChanges } from "../../../../store/workspace/config-file.ts";
import { insidePath } from "../../../../store/workspace/inside-path.ts";
import { SOURCE_NAME, type Bringing } from "../../api/bringing.ts";
import { StudioProblem } from "../problem.ts";
import { sourceOf, type Chosen } from "./source-of.ts";

/** A file that comes into the workspace, or moves in it. */
export interface Move {
  /** The upload that it is; undefined for one that was there. */
  readonly upload: string | undefined;
  readonly source: string;
  /** What it is called for whoever brought it, or the path at which it was. */
  readonly from: string;
  /** Relative to the workspace. */
  readonly to: string;
}

/** What is to be done with the sources and files of a workspace. */
export interface BringPlan {
  readonly changes: SourceChanges;
  readonly moves: readonly Move[];
  /** Files whose place others take, relative to the workspace. */
  readonly gone: readonly string[];
  /** What is brought, each file as it is read while it waits among the uploads. */
  readonly trials: readonly SourceConfig[];
  /** The sources whose rows come in, by name. */
  readonly brought: readonly string[];
}

interface Context {
  readonly folder: string;
  readonly config: WorkspaceConfig;
  /** Where an upload stands, relative to the workspace. */
  readonly pathOf: (upload: string) => string;
}

/**
 * Plans what a bringing does.
 * @throws StudioProblem when something is still to be said, or can't be done
 */
export function plannedBringing(chosen: readonly Chosen[], bringing: Bringing, context: Context): BringPlan {
  const sources = context.config.sources ?? [];
  const steps = new Steps(chosen, context);
  const seen = new Set<string>();
  for (const one of chosen) {
    const { choice, facts } = one;
    const there = sources.find(({ name }) => name === choice.source);
    const isNew = choice.how === "new";
    if (isNew && !SOURCE_NAME.test(choice.source))
      throw new StudioProblem("bad-file", message("bring-bad-name", { name: choice.source }));
    if ((isNew && there !== undefined) || seen.has(choice.source))
      throw new StudioProblem("bad-file", message("source-taken", { name: choice.source }));
    seen.add(choice.source);
    if (isNew) steps.bring(one);
    else if (there === undefined || bringing.remove.includes(choice.source))
      throw new StudioProblem("bad-file", message("bring-no-source", { file: facts.file.name, source: choice.source }));
    else if (choice.how === "add") steps.addTo(one, there);
    else steps.replace(one, there);
  }
  const { add, change, moves, gone, trials } = steps;
  return {
    changes: { add, change, remove: bringing.remove },
    moves,
    gone,
    trials,
    brought: [...seen],
  };
}

/** The steps of a plan, file by file. */
class Steps {
  readonly add: SourceConfig[] = [];
  readonly change: SourceConfig[] = [];
  readonly moves: Move[] = [];
  readonly gone: string[] = [];
  readonly trials: SourceConfig[] = [];
  private readonly chosen: readonly Chosen[];
  private readonly context: Context;
  private readonly taken = new Set<string>();

  constructor(chosen: readonly Chosen[], context: Context) {
    this.chosen = chosen;
    this.context = context;
  }

  /** A source of its own. */
  bring(one: Chosen): void {
    const source = sourceOf(one, this.chosen, this.context.config);
    const file = this.free(`data/${one.choice.source.trim().replaceAll(" ", "_")}`, one);
    const { name, ...rest } = source;
    this.add.push({ name, file, ...rest });
    this.move(one, file);
    this.trial(one, source);
  }

  /** One more file of a source, whose files stand in a folder of their own then. */
  addTo(one: Chosen, there: SourceConfig): void {
    const { full, isFolder } = this.place(there);
    const folder = isFolder ? there.file.replace(/\/+$/, "") : there.file.slice(0, -ending(there.file).length);
    if (!isFolder) {
      if (existsSync(join(this.context.folder, folder)))
        throw new StudioProblem("bad-file", message("same-file-name", { name: folder }));
      const { format } = one.facts.file;
      const mustSay = there.format === undefined && (format === "json" || format === "xlsx");
      this.change.push({ ...there, file: folder, ...(mustSay ? { format } : {}) });
      const to = `${folder}/${basename(there.file)}`;
      this.taken.add(to);
      if (existsSync(full)) this.moves.push({ upload: undefined, source: there.name, from: there.file, to });
    }
    this.move(one, this.free(`${folder}/${stem(one)}`, one));
    this.trial(one, there);
  }

  /** Another file in the place of a source's, read as that was but for how its text is written. */
  replace(one: Chosen, there: SourceConfig): void {
    const { full, isFolder } = this.place(there);
    if (isFolder) throw new StudioProblem("bad-file", message("bring-folder", { source: there.name }));
    const {
      encoding: _encoding,
      delimiter: _delimiter,
      skip: _skip,
      escape: _escape,
      format: _format,
      ...rest
    } = there;
    const { encoding, delimiter, skip, escape } = settingsOf(one.facts, [], []);
    const source = {
      ...rest,
      ...(one.facts.file.format === "csv" ? {} : { format: one.facts.file.format }),
      ...(encoding === undefined ? {} : { encoding }),
      ...(delimiter === undefined ? {} : { delimiter }),
      ...(skip === undefined ? {} : { skip }),
      ...(escape === undefined ? {} : { escape }),
    };
    const same = ending(there.file).toLowerCase() === ending(one.facts.file.name).toLowerCase();
    const file = same ? there.file : this.free(there.file.slice(0, -ending(there.file).length), one);
    if (JSON.stringify({ ...source, file }) !== JSON.stringify(there)) this.change.push({ ...source, file });
    if (existsSync(full)) this.gone.push(there.file);
    this.move(one, file);
    this.trial(one, source);
  }

  private place({ file }: SourceConfig): { readonly full: string; readonly isFolder: boolean } {
    const full = insidePath(this.context.folder, file);
    return { full, isFolder: existsSync(full) && statSync(full).isDirectory() };
  }

  private move({ upload, facts, choice }: Chosen, to: string): void {
    this.moves.push({ upload, source: choice.source, from: facts.file.name, to });
  }

  /** As it is read where it waits: its name there says nothing of what it is. */
  private trial({ upload, facts }: Chosen, source: Omit<SourceConfig, "file">): void {
    const { format, reading } = facts.file;
    this.trials.push({
      ...source,
      format,
      ...(format !== "csv" || reading.delimiter === undefined ? {} : { delimiter: reading.delimiter }),
      file: this.context.pathOf(upload),
    });
  }

  /** A path at which nothing stands yet. */
  private free(path: string, { facts }: Chosen): string {
    const end = ending(facts.file.name).toLowerCase();
    for (let number = 1; ; number++) {
      const candidate = `${path}${number === 1 ? "" : `_${number}`}${end}`;
      const full = insidePath(this.context.folder, candidate);
      if (this.taken.has(candidate) || existsSync(full)) continue;
      this.taken.add(candidate);
      return candidate;
    }
  }
}

const ending = (name: string): string => /\.[a-z]+(\.gz)?$/i.exec(name)?.[0] ?? "";
const stem = ({ facts }: Chosen): string => facts.file.name.slice(0, -ending(facts.file.name).length);
