import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "tagma-packed-"));
const project = join(folder, "project");
const installed = join(project, "node_modules/tagma");
const tarball = join(folder, "tagma.tgz");
const bin = (name: string): string => join(root, "node_modules/.bin", name);

/** What the sources are built and packed from; nothing that is built, and no history. */
const LEFT_OUT = new Set(["node_modules", "dist", "coverage", ".git", "test", "bench"]);

/**
 * Packs a copy of the sources with `npm pack`, which builds them, and puts the tarball where npm would put it in an
 * empty project. The dependencies that it declares are those of this checkout, so that no registry is asked.
 */
beforeAll(() => {
  const sources = join(folder, "sources");
  mkdirSync(sources);
  for (const name of readdirSync(root))
    if (!LEFT_OUT.has(name))
      cpSync(join(root, name), join(sources, name), {
        recursive: true,
        filter: (path) => !/\/examples\/[^/]+\/(data|\.tagma)$/.test(path),
      });
  symlinkSync(join(root, "node_modules"), join(sources, "node_modules"));
  execFileSync("npm", ["pack", "--offline", "--pack-destination", folder], { cwd: sources, stdio: "pipe" });
  const packed = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  renameSync(join(folder, packed), tarball);
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"], { stdio: "pipe" });
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  linkDependencies();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function exportsOf(): Readonly<Record<string, unknown>> {
  const manifest: { readonly exports: Readonly<Record<string, unknown>> } = JSON.parse(
    readFileSync(join(installed, "package.json"), "utf8"),
  );
  return manifest.exports;
}

function run(name: string, text: string, flags: readonly string[] = []): string {
  writeFileSync(join(project, name), text);
  return execFileSync(process.execPath, [...flags, join(project, name)], {
    cwd: project,
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
    const workspace = join(project, "shop");
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

  it("is found in order by publint and by arethetypeswrong", () => {
    expect(execFileSync(bin("publint"), ["run", tarball, "--strict"], { encoding: "utf8" })).toContain("All good!");
    // ESM only: Node loads it from CommonJS, too, since 22.12.
    execFileSync(bin("attw"), [tarball, "--profile", "esm-only"], { stdio: "pipe" });
  });

  it("has the studio and all that the command reads beside its code", () => {
    for (const file of ["dist/studio/index.html", "dist/warehouse/spark/session.py", "docs/language.md", "LICENSE"])
      expect([file, existsSync(join(installed, file))]).toEqual([file, true]);
    expect(existsSync(join(installed, "engine"))).toBe(false);
  });

  it("gives every entry to import and to require", () => {
    const names = Object.keys(exportsOf()).map((entry) => entry.replace(".", "tagma"));
    expect(names).toEqual(["tagma", "tagma/profile", "tagma/validate", "tagma/population"]);
    const listed = `Promise.all(${JSON.stringify(names)}.map((name) => import(name))).then((all) => console.log(all.every((found) => Object.keys(found).length > 0)));`;
    expect(run("all.mjs", listed)).toBe("true");
    expect(run("all.cjs", listed.replace("import(name)", "require(name)"))).toBe("true");
    expect(run("strict-all.mjs", listed, ["--disallow-code-generation-from-strings"])).toBe("true");
  });

  const typed = {
    // Without Node's types, and with those of its dependencies checked: what is pure needs neither.
    "pure.mts": `import { compile, evaluate, explain, planSettings, SettingsError, type Explained, type Plan } from "tagma";
import { load, type ProfileResult } from "tagma/profile";
import { customerValidator } from "tagma/validate";
export const settings = planSettings({ timeZone: "UTC" });
export const plan: Plan | undefined = compile({ files: [{ path: "a.tagma", text: "" }], settings }).plan;
export function asked(plan: Plan): [ProfileResult, Explained, readonly string[], unknown] {
  return [load(plan).evaluate({}, []), explain(plan, {}, "vip"), customerValidator(plan)({}, []), evaluate(plan, {})];
}
export const settingOf = (error: SettingsError): "timeZone" | "currency" | "weekStart" => error.setting;
// @ts-expect-error: a plan is no text
load("plan");
`,
    "population.mts": `import { evaluatePopulation } from "tagma/population";
export const evaluated: Promise<unknown> | object = evaluatePopulation;
// @ts-expect-error: a population is no number
evaluatePopulation(1, 2, 3);
`,
  };
  it.for([
    ["pure.mts", ["--types", ""]],
    ["population.mts", ["--types", "node", "--typeRoots", join(root, "node_modules/@types")]],
  ] as const)("has the types that %s needs", ([name, types]) => {
    writeFileSync(join(project, name), typed[name]);
    const flags = ["--ignoreConfig", "--noEmit", "--strict", "--module", "nodenext", "--target", "es2024"];
    const said = spawnSync(bin("tsc"), [...flags, ...types, join(project, name)], { cwd: project, encoding: "utf8" });
    expect(said.stdout).toBe("");
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
    // Without comments and indentation; a bundler makes it a good deal smaller. The validator of plans takes a quarter of
    // it; parts, sets and rows of tables took what it grew beyond 90,000.
    expect(gzipSync(text).length).toBeLessThan(95_000);
    expect(statSync(join(project, "shop/tagma.module.js")).size).toBeLessThan(160_000);
  });
});

/** What package.json declares and nothing else: what is forgotten there is not found. */
function linkDependencies(): void {
  const manifest: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(installed, "package.json"), "utf8"),
  );
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(project, "node_modules", name);
    mkdirSync(join(link, ".."), { recursive: true });
    symlinkSync(join(root, "node_modules", name), link);
  }
}
