import { createHash } from "node:crypto";
import { openWorkspace, type Workspace } from "../../../store/workspace/workspace.ts";
import type { Revisions, RuleFile } from "../api/workspace.ts";

/** What identifies the content of a file: a save says which one its edit began from. */
export function revisionOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

export function ruleFiles({ files }: Pick<Workspace, "files">): RuleFile[] {
  return files.map(({ path, text }) => ({ path, text, revision: revisionOf(text) }));
}

export function revisions(folder: string): Revisions {
  return Object.fromEntries(ruleFiles(openWorkspace(folder)).map(({ path, revision }) => [path, revision]));
}
