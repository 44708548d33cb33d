import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "tagma-package-"));
const installed = join(folder, "node_modules/tagma");

/** What `npm pack` would pack, in an empty project: the files that package.json lists, built into it. */
beforeAll(() => {
  mkdirSync(installed, { recursive: true });
  execFileSync(
    join(root, "node_modules/.bin/tsc"),
    ["-p", join(root, "tsconfig.build.json"), "--outDir", join(installed, "dist")],
    { stdio: "pipe" },
  );
  const manifest: { readonly files: readonly string[] } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const file of ["package.json", ...manifest.files])
    if (file !== "dist" && existsSync(join(root, file)))
      cpSync(join(root, file), join(installed, file), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(name: string, text: string, flags: readonly string[] = []): string {
  writeFileSync(join(folder, name), text);
  return execFileSync(process.execPath, [...flags, join(folder, name)], {
    cwd: folder,
    encoding: "utf8",
    stdio: "pipe",
  }).trim();
}

/** A file and all that it imports, by relative path. */
function closureOf(entry: string): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/\bfrom "([^"]+)"/g)) {
      if (!path.startsWith(".")) throw new Error(`${file} imports ${path}`);
      visit(join(file, "..", path));
    }
  };
  visit(entry);
  return [...found];
}

describe("the package, installed in an empty project", () => {
  it("gives a service the executor, generated, as closures and as a module", () => {
    // The plan comes from the command, the service has only the plan.
    const workspace = join(folder, "shop");
    symlinkDependencies();
    execFileSync(process.execPath, [join(installed, "bin/tagma.js"), "init", workspace], { stdio: "pipe" });
    execFileSync(process.execPath, [join(installed, "bin/tagma.js"), "build", "-w", workspace], { stdio: "pipe" });
    execFileSync(process.execPath, [join(installed, "bin/tagma.js"), "build", "--module", "-w", workspace], {
      stdio: "pipe",
    });
    const service = (setup: string): string => `import { readFileSync } from "node:fs";
${setup}
const profile = { sms_opt_in: true, birth_date: "1990-05-05" };
const events = [{ type: "order_paid", id: "a", time: "2026-02-20T10:00:00Z", fields: { amount: 600, channel: "app" } }];
const found = executor.evaluate(profile, events, Date.UTC(2026, 2, 1));
console.log(JSON.stringify([found.kind, found.tags.value_tier, found.tags.age]));`;
    const load =
      'import { load } from "tagma/profile"; const executor = load(JSON.parse(readFileSync("shop/tagma.plan.json", "utf8")));';
    expect(run("service.mjs", service(load))).toBe('["present","VIP",35]');
    expect(run("strict.mjs", service(load), ["--disallow-code-generation-from-strings"])).toBe('["present","VIP",35]');
    expect(run("built.mjs", service('import * as executor from "./shop/tagma.module.js";'))).toBe(
      '["present","VIP",35]',
    );
  });

  it("has types for every entry", () => {
    writeFileSync(
      join(folder, "typed.mts"),
      `import { load, type ProfileResult } from "tagma/profile";
import { compile } from "tagma";
import { evaluatePopulation } from "tagma/population";
const found: ProfileResult = load({} as Parameters<typeof load>[0]).evaluate({}, []);
console.log(found, compile, evaluatePopulation);\n`,
    );
    const said = execFileSync(
      join(root, "node_modules/.bin/tsc"),
      [
        "--ignoreConfig",
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--module",
        "nodenext",
        "--target",
        "es2024",
        "--types",
        "node",
        "--typeRoots",
        join(root, "node_modules/@types"),
        join(folder, "typed.mts"),
      ],
      { stdio: "pipe", encoding: "utf8" },
    );
    expect(said).toBe("");
  });

  it("keeps the executor small and free of Node and of packages", () => {
    const files = closureOf(join(installed, "dist/engine/run/one-customer/index.js"));
    const text = files
      .map((file) =>
        readFileSync(file, "utf8")
          .replaceAll(/\/\*[\s\S]*?\*\//g, "")
          .replaceAll(/^ +/gm, ""),
      )
      .join("\n");
    expect(text).not.toMatch(/from "node:|require\(|process\./);
    // Without comments and indentation; a bundler makes it a good deal smaller.
    expect(gzipSync(text).length).toBeLessThan(56_000);
    expect(statSync(join(folder, "shop/tagma.module.js")).size).toBeLessThan(160_000);
  });
});

/** The command needs the package's own dependencies; that the executor needs none is read off its imports. */
function symlinkDependencies(): void {
  const manifest: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(folder, "node_modules", name);
    mkdirSync(join(link, ".."), { recursive: true });
    if (!existsSync(link)) symlinkSync(join(root, "node_modules", name), link);
  }
}
