import { openDatabase, requireTables, sqliteProblem } from "../../store/sqlite/database.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { exportCustomer } from "../../store/customers/export.ts";
import { readyWorkspace, type CommonOptions } from "../context.ts";
import { audited } from "../audited.ts";
import { exitCodes } from "../exit-codes.ts";
import { textFile } from "../output/text-file.ts";
import type { Terminal } from "../terminal.ts";
import { message } from "../../grammar/texts/message.ts";

/** `tagma export CUSTOMER`: all that is held about one customer, personal fields included, as JSON. */
export function exportCommand(
  given: string,
  options: CommonOptions & { readonly out?: string },
  terminal: Terminal,
): number {
  const { workspace, compiled } = readyWorkspace(options, terminal);
  const customer = given.normalize("NFC").trim();
  const database = openDatabase(workspace.databasePath, { readonly: true, mustExist: true });
  try {
    requireTables(database, compiled.program);
    const held = exportCustomer(database, compiled.program, customer);
    if (held === undefined) throw new WorkspaceError(message("nothing-held", { id: customer }));
    audited(workspace, "export", { customers: 1 });
    const text = `${JSON.stringify(held, null, 2)}\n`;
    if (options.out === undefined) terminal.out(text);
    else {
      const file = textFile(options.out);
      file.write(text);
      file.end();
      terminal.out(
        options.json === true
          ? `${JSON.stringify({ path: options.out, events: held.events.length })}\n`
          : `Wrote ${options.out}\n`,
      );
    }
  } catch (error) {
    throw sqliteProblem(error, workspace.databasePath);
  } finally {
    database.close();
  }
  return exitCodes.ok;
}
