import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const northwind = fileURLToPath(new URL("../../../examples/northwind/", import.meta.url));

/** Northwind's rules, lists and models without its data, and the one model that is to be damaged. */
export function modelFiles(): {
  readonly files: Readonly<Record<string, string>>;
  readonly path: string;
  readonly original: string;
} {
  const names = readdirSync(northwind, { recursive: true, encoding: "utf8" }).filter((name) =>
    /^[a-z]+\.tagma$|^lists\/|^models\/.*\.json$/.test(name),
  );
  const config: Record<string, unknown> = JSON.parse(readFileSync(join(northwind, "tagma.json"), "utf8"));
  const path = "models/leaving.model.json";
  return {
    files: {
      ...Object.fromEntries(names.map((name) => [name, readFileSync(join(northwind, name), "utf8")])),
      "tagma.json": JSON.stringify({ ...config, sources: [] }),
    },
    path,
    original: readFileSync(join(northwind, path), "utf8"),
  };
}
