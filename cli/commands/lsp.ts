import {
  createConnection,
  MessageType,
  ShowMessageNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { serve } from "../../editor/lsp/server.ts";
import { DiskWorkspaces } from "../../editor/lsp/workspace-host.ts";

/** `tagma lsp`: the language server on standard input and output, until the editor ends it. */
export function lspCommand(): Promise<number> {
  const connection = createConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));
  const ended = new Promise<number>((resolve) => {
    connection.onExit(() => resolve(0));
    process.stdin.once("end", () => resolve(0));
  });
  serve(
    connection,
    new DiskWorkspaces(
      (message) => void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Error, message }),
    ),
  );
  return ended;
}
