import { dirname, relative } from "node:path";
import { openDatabase, sqliteProblem } from "../../store/sqlite/database.ts";
import { eraseCustomer } from "../../store/erase/erase.ts";
import { searchSources } from "../../store/import/source-search.ts";
import { openWorkspace } from "../../store/workspace/workspace.ts";
import { patience, type WritingOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { grouped, type Terminal } from "../terminal.ts";

/** `tagma erase CUSTOMER`: removes a customer everywhere in the workspace's store. */
export async function eraseCommand(
  given: string,
  options: WritingOptions & { readonly allowReturn?: boolean },
  terminal: Terminal,
): Promise<number> {
  const workspace = openWorkspace(options.workspace);
  const customer = given.normalize("NFC").trim();
  const database = openDatabase(workspace.databasePath, { mustExist: true });
  try {
    const removed = await eraseCustomer(database, dirname(workspace.databasePath), customer, {
      patience: patience(options, terminal),
      allowReturn: options.allowReturn === true,
    });
    const sources = await searchSources(workspace, customer);
    if (options.json === true) {
      terminal.out(`${JSON.stringify({ ...removed, sources })}\n`);
      return exitCodes.ok;
    }
    const events = Object.entries(removed.events).map(([name, count]) => `${grouped(count)} ${name}`);
    const parts = [
      removed.profileVersions > 0
        ? `${grouped(removed.profileVersions)} version${removed.profileVersions === 1 ? "" : "s"} of the profile`
        : "",
      ...events,
      removed.tags > 0 ? "the current tags" : "",
      removed.changes > 0 ? `${grouped(removed.changes)} changes of tags` : "",
      ...removed.files.map((name) => `rows of .tagma/${name}`),
    ].filter((part) => part !== "");
    terminal.out(parts.length === 0 ? "Nothing is held about this customer.\n" : `Erased: ${parts.join(", ")}.\n`);
    if (!removed.complete)
      terminal.out(
        terminal.colour.yellow(
          "Another process still reads the state before; the file is rewritten by the next command that writes, or by this one again.\n",
        ),
      );
    for (const { file, rows } of sources)
      terminal.out(
        terminal.colour.yellow(
          `${relative(".", file)} still has ${grouped(rows)} row${rows === 1 ? "" : "s"} of this customer; take them out there.\n`,
        ),
      );
    if (options.allowReturn !== true)
      terminal.out(
        terminal.colour.dim("Imports pass this customer over from now on (only a salted hash of the id is kept).\n"),
      );
    terminal.out(terminal.colour.dim("Backups and files that were written before are yours to look through.\n"));
  } catch (error) {
    throw sqliteProblem(error, workspace.databasePath);
  } finally {
    database.close();
  }
  return exitCodes.ok;
}
