import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

const root = join(import.meta.dirname, "../..");

/** Builds the web application once before all tests, when its sources are newer than what is built. */
export default async function setup(): Promise<void> {
  const built = join(root, "dist", "studio", "index.html");
  const newest = Math.max(
    ...["editor", "engine", "grammar", "package-lock.json", "vite.config.ts"].map((path) => newestIn(join(root, path))),
  );
  if (existsSync(built) && statSync(built).mtimeMs > newest) return;
  await build({ configFile: join(root, "vite.config.ts"), logLevel: "error" });
}

function newestIn(path: string): number {
  const status = statSync(path);
  return status.isDirectory()
    ? readdirSync(path).reduce((newest, name) => Math.max(newest, newestIn(join(path, name))), 0)
    : status.mtimeMs;
}
