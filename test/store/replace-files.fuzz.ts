import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { amount } from "../support/tier.ts";
import { settleReplacement } from "../../store/workspace/replace-files.ts";

const base = mkdtempSync(join(tmpdir(), "tagma-replace-"));
afterAll(() => {
  rmSync(base, { recursive: true });
});

let made = 0;
function workspace(): string {
  const folder = join(base, String(made++));
  mkdirSync(folder);
  for (const name of ["a", "b", "gone"]) writeFileSync(join(folder, `${name}.tagma`), `// ${name}\n`);
  return folder;
}

/**
 * Every file below a folder, and what is in it; folders without any, too. A journal that was not one yet lies in the
 * workspace's own folder until the next save.
 */
function contents(folder: string): Record<string, string | null> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => path !== ".tagma" && path !== ".tagma/saving.json.new",
  );
  return Object.fromEntries(
    paths.map((path) => {
      const full = join(folder, path);
      return [path, statSync(full).isDirectory() ? null : readFileSync(full, "utf8")];
    }),
  );
}

const before = { "a.tagma": "// a\n", "b.tagma": "// b\n", "gone.tagma": "// gone\n" };
const after = {
  "a.tagma": "// new a\n",
  "b.tagma": "// new b\n",
  more: null,
  "more/deep": null,
  "more/deep/c.tagma": "// new c\n",
};

const places = ["a.tagma", "gone.tagma", "more/deep/c.tagma", "b.tagma"];
const texts: Readonly<Record<string, string | null>> = { ...after, "gone.tagma": null, "blocked.tagma": "// never\n" };

/**
 * Does something with replacements in a process that is killed when it is about to change the file system for the nth time.
 * @param work code with `replaceFiles`, `settleReplacement` and `files`, what is to stand at each path
 * @returns whether it was killed; what it throws is its own affair
 */
function killedAt(moment: number, folder: string, paths: readonly string[], work: string): boolean {
  const module = fileURLToPath(new URL("../../store/workspace/replace-files.ts", import.meta.url));
  const files = paths.map((path) => ({
    full: join(folder, path),
    exists: path in before,
    text: texts[path] ?? null,
  }));
  const program = `
    import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    let moment = -Infinity;
    for (const name of ["openSync", "writeFileSync", "renameSync", "rmSync", "rmdirSync", "mkdirSync", "closeSync"]) {
      const work = fs[name];
      fs[name] = (...given) => {
        if (moment++ === ${moment}) process.kill(process.pid, "SIGKILL");
        return work(...given);
      };
    }
    syncBuiltinESMExports();
    const { replaceFiles, settleReplacement } = await import(${JSON.stringify(module)});
    const folder = ${JSON.stringify(folder)};
    const files = ${JSON.stringify(files)};
    moment = 0;
    ${work}
  `;
  const { signal, status, stderr } = spawnSync(process.execPath, ["--input-type=module"], {
    input: program,
    encoding: "utf8",
  });
  if (signal === null && status !== 0) throw new Error(stderr);
  return signal === "SIGKILL";
}

describe("files replaced by a process that is killed", () => {
  it("are all as they were or all as wanted, at whatever moment, once somebody looks", () => {
    const ends: string[] = [];
    const step = amount(7, 1);
    for (let moment = 0; ; moment += step) {
      const folder = workspace();
      const killed = killedAt(moment, folder, places, "replaceFiles(folder, files, (_, work) => work());");
      settleReplacement(folder);
      const found = contents(folder);
      const end = JSON.stringify(found) === JSON.stringify(before) ? "before" : "after";
      expect([moment, found]).toEqual([moment, end === "before" ? before : after]);
      ends.push(end);
      if (!killed) break;
    }
    // Both happen, and never back and forth.
    expect(ends[0]).toBe("before");
    expect(ends.at(-1)).toBe("after");
    expect(ends.toSorted().toReversed()).toEqual(ends);
    expect(ends.length * step).toBeGreaterThan(30);
  });

  it("are as they were where one can't be placed, also when who looks next is killed, too", () => {
    const step = amount(9, 1);
    for (let moment = 0; ; moment += step) {
      const folder = workspace();
      mkdirSync(join(folder, "blocked.tagma"));
      const begun = [...places, "blocked.tagma"];
      const refused = "try { replaceFiles(folder, files, (_, work) => work()); process.exitCode = 1; } catch {}";
      const killed = killedAt(moment, folder, begun, refused);
      killedAt(moment % 13, folder, begun, "settleReplacement(folder);");
      settleReplacement(folder);
      expect([moment, contents(folder)]).toEqual([moment, { ...before, "blocked.tagma": null }]);
      if (!killed) break;
    }
  });
});

describe("a journal that comes from elsewhere", () => {
  const entry = { path: "b.tagma", mark: "0123456789ab", stays: false, existed: true, made: 0 };
  it.each([
    ["no JSON", "{"],
    ["a path that leads out", { process: 0, way: "forward", entries: [{ ...entry, path: "../b.tagma" }] }],
    ["a file of another kind", { process: 0, way: "forward", entries: [{ ...entry, path: "tagma.json" }] }],
    ["a mark that leads elsewhere", { process: 0, way: "forward", entries: [{ ...entry, mark: "/../../x" }] }],
    ["one of its entries is none", { process: 0, way: "forward", entries: [entry, null] }],
    ["a link that leads out", { process: 0, way: "forward", entries: [{ ...entry, path: "link/b.tagma" }, entry] }],
    ["another way", { process: 0, way: "sideways", entries: [entry] }],
  ])("changes nothing: %s", (_, journal) => {
    const folder = workspace();
    symlinkSync(mkdtempSync(join(base, "elsewhere")), join(folder, "link"));
    mkdirSync(join(folder, ".tagma"));
    writeFileSync(
      join(folder, ".tagma/saving.json"),
      typeof journal === "string" ? journal : JSON.stringify({ ...journal, process: 2 ** 30 }),
    );
    settleReplacement(folder);
    const { ".tagma/saving.json": _journal, link: _link, ...found } = contents(folder);
    expect(found).toEqual(before);
  });

  it("of a process that still works is left alone", () => {
    const folder = workspace();
    mkdirSync(join(folder, ".tagma"));
    writeFileSync(
      join(folder, ".tagma/saving.json"),
      JSON.stringify({ process: process.pid, way: "forward", entries: [entry] }),
    );
    settleReplacement(folder);
    expect(contents(folder)).toMatchObject(before);
    writeFileSync(
      join(folder, ".tagma/saving.json"),
      JSON.stringify({ process: 2 ** 30, way: "forward", entries: [entry] }),
    );
    settleReplacement(folder);
    expect(contents(folder)).toEqual({ "a.tagma": "// a\n", "gone.tagma": "// gone\n" });
  });
});
