import { normalised } from "./mapping.ts";
import { openRows } from "../read/rows.ts";
import { sourceFiles } from "./source-files.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { WorkspaceError } from "../errors.ts";

/** A file of a source that has rows of a customer. */
export interface FoundInSource {
  readonly file: string;
  readonly rows: number;
}

/** Looks for a customer's rows in the files that the workspace's sources name; those that can't be read are passed over. */
export async function searchSources(workspace: Workspace, customer: string): Promise<FoundInSource[]> {
  const found = new Map<string, number>();
  for (const source of workspace.config.sources ?? []) {
    try {
      for (const file of sourceFiles(workspace, source)) {
        const { customer: column } = normalised(source);
        if (column === undefined) continue;
        const reader = await openRows({ ...file, origin: file });
        let rows = 0;
        for await (const batch of reader.rows([column]))
          for (const {
            cells: [cell],
          } of batch)
            if (
              String(cell ?? "")
                .normalize("NFC")
                .trim() === customer
            )
              rows++;
        if (rows > 0) found.set(file.name, Math.max(rows, found.get(file.name) ?? 0));
      }
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
    }
  }
  return [...found].map(([file, rows]) => ({ file, rows }));
}
