import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

// Packages the extension for Visual Studio Code: npm run vscode -- [tagma.vsix]

const target = resolve(process.argv[2] ?? "tagma.vsix");
const source = fileURLToPath(new URL("../editor/vscode/", import.meta.url));
const staging = mkdtempSync(join(tmpdir(), "tagma-vscode-"));
try {
  cpSync(source, staging, { recursive: true });
  const run = (command: string, ...args: string[]): void => {
    execFileSync(command, args, { cwd: staging, stdio: "inherit" });
  };
  run("npm", "install", "--omit=dev", "--no-audit", "--no-fund", "--ignore-scripts");
  run("npx", "--yes", "@vscode/vsce@3.9.2", "package", "--allow-missing-repository", "--out", target);
} finally {
  rmSync(staging, { recursive: true, force: true });
}
