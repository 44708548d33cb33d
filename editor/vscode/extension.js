// Starts the language server, and stops it with the editor.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = async function activate() {
  const [command, ...args] = workspace.getConfiguration("tagma").get("command");
  const cwd = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const server = { command, args, options: { cwd } };
  client = new LanguageClient("tagma", "Tagma", server, {
    documentSelector: [{ scheme: "file", language: "tagma" }],
    synchronize: { fileEvents: workspace.createFileSystemWatcher("**/*.tagma") },
  });
  await client.start();
};

exports.deactivate = function deactivate() {
  return client?.stop();
};
