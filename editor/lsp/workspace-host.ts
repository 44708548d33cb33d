import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Span } from "../../grammar/source.ts";
import { parseInstant } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import { required } from "../../engine/invariant/required.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { readListFile } from "../../store/workspace/list-files.ts";
import { decodeRules, openWorkspace } from "../../store/workspace/workspace.ts";
import { RuleFiles } from "../language/analysis.ts";
import { Audience } from "./audience.ts";
import type { Range } from "../language/positions.ts";

/** A workspace that is open in an editor. */
export interface OpenWorkspace {
  readonly files: RuleFiles;
  readonly audience: Audience;
  uriOf(path: string): string;
  rangeOf(place: Span & { readonly file: string }): Range;
  /** Takes a file as it is on disk again. */
  reload(uri: string): void;
}

/** Finds workspaces for files. */
export interface WorkspaceHost {
  /** The workspace that a rule file belongs to, and its path there; undefined for files of none. */
  locate(uri: string): { readonly workspace: OpenWorkspace; readonly path: string } | undefined;
  workspaces(): readonly OpenWorkspace[];
}

/** Workspaces on disk: the nearest folder above a file that has a `tagma.json`. */
export class DiskWorkspaces implements WorkspaceHost {
  private readonly open = new Map<string, DiskWorkspace>();
  private readonly complain: (message: string) => void;

  /** @param complain told when a workspace can't be opened */
  constructor(complain: (message: string) => void) {
    this.complain = complain;
  }

  locate(uri: string): { readonly workspace: DiskWorkspace; readonly path: string } | undefined {
    if (!uri.startsWith("file:")) return undefined;
    const file = fileURLToPath(uri);
    if (!file.endsWith(".tagma")) return undefined;
    const folder = folderOf(file);
    if (folder === undefined) return undefined;
    let workspace = this.open.get(folder);
    if (workspace === undefined) {
      try {
        workspace = new DiskWorkspace(folder);
      } catch (error) {
        if (!(error instanceof WorkspaceError)) throw error;
        this.complain(error.message);
        return undefined;
      }
      this.open.set(folder, workspace);
    }
    return { workspace, path: relative(folder, file).split(sep).join("/") };
  }

  workspaces(): readonly DiskWorkspace[] {
    return [...this.open.values()];
  }
}

function folderOf(file: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "tagma.json"))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

class DiskWorkspace implements OpenWorkspace {
  readonly files: RuleFiles;
  readonly audience: Audience;
  private readonly folder: string;

  /** @throws WorkspaceError when it can't be read */
  constructor(folder: string) {
    const workspace = openWorkspace(folder);
    this.folder = folder;
    this.files = new RuleFiles(workspace.settings, (path) => readListFile(workspace, path));
    const { config, databasePath, settings } = workspace;
    const given = config.asOf === undefined ? undefined : parseInstant(config.asOf, zone(settings.timeZone));
    this.audience = new Audience(databasePath, () => given ?? Date.now());
    for (const { path, text } of workspace.files) this.files.set(path, text);
  }

  uriOf(path: string): string {
    return pathToFileURL(join(this.folder, path)).href;
  }

  rangeOf({ file, start, end }: Span & { readonly file: string }): Range {
    return required(this.files.analysis().file(file), file).lines.range({ start, end });
  }

  reload(uri: string): void {
    const file = fileURLToPath(uri);
    const path = relative(this.folder, file).split(sep).join("/");
    const text = existsSync(file) ? decodeRules(readFileSync(file)) : undefined;
    if (typeof text === "string") this.files.set(path, text);
    else this.files.remove(path);
  }
}
