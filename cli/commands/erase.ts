import { dirname, relative } from "node:path";
import { openDatabase, sqliteProblem } from "../../store/sqlite/database.ts";
import { eraseCustomer, type ErasedReport } from "../../store/erase/erase.ts";
import {
  learnedModels,
  listsWith,
  rulesWith,
  textsInModels,
  type LearnedModel,
} from "../../store/erase/other-places.ts";
import { searchSources, type FoundInSource } from "../../store/import/source-search.ts";
import { openWorkspace } from "../../store/workspace/workspace.ts";
import { inWords } from "../../grammar/texts/in-words.ts";
import { message, type Message } from "../../grammar/texts/message.ts";
import { patience, type WritingOptions } from "../context.ts";
import { audited } from "../audited.ts";
import { exitCodes } from "../exit-codes.ts";
import { grouped, printable, type Terminal } from "../terminal.ts";

/** Where else a customer may still be found. */
interface OtherPlaces {
  readonly sources: readonly FoundInSource[];
  readonly lists: readonly FoundInSource[];
  readonly rules: readonly string[];
  readonly models: readonly LearnedModel[];
}

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
      texts: textsInModels(workspace),
    });
    const known = removed.profileVersions > 0 || Object.keys(removed.events).length > 0;
    audited(workspace, "erase", { customers: known ? 1 : 0 });
    const places: OtherPlaces = {
      sources: await searchSources(workspace, customer),
      lists: listsWith(workspace, customer),
      rules: rulesWith(workspace, customer),
      models: known ? learnedModels(workspace, removed.onlyTheirs) : [],
    };
    if (options.json === true) {
      const { onlyTheirs: _onlyTheirs, rewritten, roomWanted: _roomWanted, ...counts } = removed;
      terminal.out(`${JSON.stringify({ ...counts, complete: rewritten === "done", ...places })}\n`);
      return exitCodes.ok;
    }
    terminal.out(removedText(removed));
    for (const told of warnings(removed, places))
      terminal.out(terminal.colour.yellow(`${printable(inWords(told, terminal.language))}\n`));
    for (const told of [
      ...(options.allowReturn === true ? [] : [message("erased-remembered")]),
      message("erased-look-through"),
    ])
      terminal.out(terminal.colour.dim(`${inWords(told, terminal.language)}\n`));
  } catch (error) {
    throw sqliteProblem(error, workspace.databasePath);
  } finally {
    database.close();
  }
  return exitCodes.ok;
}

function removedText(removed: ErasedReport): string {
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
  return parts.length === 0 ? "Nothing is held about this customer.\n" : `Erased: ${parts.join(", ")}.\n`;
}

/** What is not done yet, and what is left to be done by hand. */
function warnings({ rewritten, roomWanted, shown }: ErasedReport, places: OtherPlaces): Message[] {
  return [
    ...(rewritten === "read" ? [message("erased-still-read")] : []),
    ...(rewritten === "no room" ? [message("erased-no-room", { megabytes: Math.ceil(roomWanted / 1e6) })] : []),
    ...[...places.sources, ...places.lists].map(({ file, rows }) =>
      message("erased-in-file", { file: relative(".", file), count: rows }),
    ),
    ...places.rules.map((file) => message("erased-in-rules", { file })),
    ...places.models.map(({ path, name, holdsText }) =>
      message(holdsText ? "erased-value-in-model" : "erased-before-training", { path, name }),
    ),
    ...shown.map(({ tag, customers }) => message("erased-value-shown", { tag, count: customers })),
  ];
}
