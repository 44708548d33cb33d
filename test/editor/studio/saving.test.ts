import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { revisionOf } from "../../../editor/studio/data/revisions.ts";
import { makeWorkspace, shop, studioOver } from "./workspace.ts";

let folder: string;
let studio: Awaited<ReturnType<typeof studioOver>>;

beforeAll(async () => {
  folder = await makeWorkspace();
  studio = await studioOver(folder);
});
afterAll(async () => {
  await studio.app.close();
});

/** Makes a folder a repository with one commit. */
function repository(own: string): (...args: string[]) => string {
  const git = (...args: string[]): string => execFileSync("git", ["-C", own, ...args], { encoding: "utf8" });
  git("init", "-q", "-b", "main");
  git("config", "user.name", "T");
  git("config", "user.email", "t@example.com");
  writeFileSync(join(own, ".gitignore"), ".tagma/\ndata/\n");
  git("add", ".");
  git("commit", "-qm", "begin");
  return git;
}

/** The rule files of a folder and what else lies beside them. */
const contents = (own: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(own, { recursive: true, encoding: "utf8" })
      .filter((path) => !path.startsWith(".tagma") && /\.(tagma|new|old)$/.test(path))
      .map((path) => [
        path,
        path.endsWith(".tagma") && !path.startsWith("folder") ? readFileSync(join(own, path), "utf8") : "",
      ]),
  );

describe("saving", () => {
  it("writes files all or none, and refuses when somebody else saved", async () => {
    const own = await makeWorkspace();
    const other = await studioOver(own);
    const revision = revisionOf(shop["tags.tagma"] ?? "");
    const saved = await other.post("save", {
      files: [
        { path: "tags.tagma", text: "// mine\n", revision },
        { path: "more/new.tagma", text: "// new\n", revision: null },
      ],
    });
    expect(saved.json).toMatchObject({ saved: true, removed: [], commit: null });
    expect(readFileSync(join(own, "more/new.tagma"), "utf8")).toBe("// new\n");
    const late = await other.post("save", {
      files: [
        { path: "schema.tagma", text: "// late\n", revision: revisionOf(shop["schema.tagma"] ?? "") },
        { path: "tags.tagma", text: "// late\n", revision },
      ],
    });
    expect(late.json).toEqual({
      saved: false,
      conflicts: [{ path: "tags.tagma", text: "// mine\n", revision: revisionOf("// mine\n") }],
    });
    expect(readFileSync(join(own, "schema.tagma"), "utf8")).toBe(shop["schema.tagma"]);
    expect(
      (await other.post("save", { files: [{ path: "tags.tagma", text: null, revision: revisionOf("// mine\n") }] }))
        .json,
    ).toMatchObject({ saved: true, removed: ["tags.tagma"] });
    expect(existsSync(join(own, "tags.tagma"))).toBe(false);
    await other.app.close();
  });

  it("never leaves the workspace, by dots or by links", async () => {
    const outside = await makeWorkspace();
    symlinkSync(outside, join(folder, "link"));
    symlinkSync(join(outside, "gone"), join(folder, "nowhere"));
    for (const path of [
      "../evil.tagma",
      "/tmp/evil.tagma",
      "a/../../evil.tagma",
      "tagma.json",
      ".tagma/x.tagma",
      "link/evil.tagma",
      "link/new/evil.tagma",
      "link/new/deeper/evil.tagma",
      "nowhere/evil.tagma",
      "nowhere/new/evil.tagma",
      "a\\b.tagma",
      "x\u0000.tagma",
      "node_modules/a.tagma",
    ]) {
      const { json, status } = await studio.post("save", { files: [{ path, text: "// evil\n", revision: null }] });
      expect({ path, refused: status === 400 || json?.["ok"] === false }).toEqual({ path, refused: true });
    }
    expect(["evil.tagma", "new", "gone"].filter((name) => existsSync(join(outside, name)))).toEqual([]);
    expect(existsSync(join(folder, "../evil.tagma"))).toBe(false);
    expect(studio.errors).toEqual([]);
  });

  it("commits what was saved, and only that, on a branch", async () => {
    const own = await makeWorkspace();
    const git = repository(own);
    writeFileSync(join(own, "schema.tagma"), `${shop["schema.tagma"]}// by hand\n`);
    const other = await studioOver(own);
    const files = [
      { path: "tags.tagma", text: `${shop["tags.tagma"]}// more\n`, revision: revisionOf(shop["tags.tagma"] ?? "") },
    ];
    const { json } = await other.post("save", {
      files,
      commit: { branch: "ideas/one", message: "Say more\n\nBecause." },
    });
    expect(json).toMatchObject({ saved: true, commit: { branch: "ideas/one" } });
    expect(git("show", "--name-only", "--format=%s").trim()).toBe("Say more\n\ntags.tagma");
    expect(git("status", "--porcelain").trim()).toBe("M schema.tagma");
    const bad = await other.post("save", {
      files: [{ path: "a.tagma", text: "// a\n", revision: null }],
      commit: { branch: "--force", message: "x" },
    });
    expect(bad.json).toMatchObject({ ok: false });
    expect(existsSync(join(own, "a.tagma"))).toBe(false);
    await other.app.close();
  });

  it.for<[string, string, string]>([
    ["a name that is too long", `${"x".repeat(250)}.tagma`, "too long"],
    ["a folder of that name", "folder.tagma", "in the way"],
    ["a file where a folder is to be", "tags.tagma/new.tagma", "in the way"],
    ["the same file once more", "more/first.tagma", "twice"],
    ["a folder of the name of a new file", "new.tagma/inner.tagma", "in the way"],
    ["a path that leads out", "../out.tagma", "not the path"],
  ])("of several files writes none when one can't be: %s", async ([, path, reason]) => {
    const own = await makeWorkspace();
    mkdirSync(join(own, "folder.tagma"));
    const other = await studioOver(own);
    const before = contents(own);
    const { json } = await other.post("save", {
      files: [
        { path: "tags.tagma", text: "// changed\n", revision: revisionOf(shop["tags.tagma"] ?? "") },
        { path: "schema.tagma", text: null, revision: revisionOf(shop["schema.tagma"] ?? "") },
        { path: "more/first.tagma", text: "// new\n", revision: null },
        { path: "new.tagma", text: "// new\n", revision: null },
        { path, text: "// new\n", revision: null },
      ],
    });
    expect(json).toMatchObject({ ok: false, problem: { message: expect.stringContaining(reason) } });
    expect(contents(own)).toEqual(before);
    expect(existsSync(join(own, "more"))).toBe(false);
    await other.app.close();
    expect(other.errors).toEqual([]);
  });

  it("of several files writes none when there is no room for one", async () => {
    const own = await makeWorkspace();
    const before = contents(own);
    const module = fileURLToPath(new URL("../../../editor/studio/server/files.ts", import.meta.url));
    const files = [
      { path: "tags.tagma", text: "// changed\n", revision: revisionOf(shop["tags.tagma"] ?? "") },
      { path: "more/large.tagma", text: `// ${"x".repeat(1_000_000)}\n`, revision: null },
    ];
    const program = `
      const { saveFiles } = await import(${JSON.stringify(module)});
      try { saveFiles(${JSON.stringify(own)}, ${JSON.stringify(files)}); console.log("saved"); }
      catch (error) { console.log(error.told?.parameters.reason.key ?? error.stack); }`;
    // The shell lets no file grow beyond 8 blocks; the program is told as it is told of a full disk.
    const { stdout } = spawnSync("bash", ["-c", 'ulimit -f 8; exec "$0" --input-type=module', process.execPath], {
      input: program,
      encoding: "utf8",
      env: { ...process.env, NODE_COMPILE_CACHE: undefined, NODE_DISABLE_COMPILE_CACHE: "1" },
    });
    expect(stdout.trim()).toBe("refused-disk-full");
    expect(contents(own)).toEqual(before);
    expect(existsSync(join(own, "more"))).toBe(false);
  });

  it("of eight people at once commits each one's file on each one's branch, and says which commit it is", async () => {
    const own = await makeWorkspace();
    const git = repository(own);
    const other = await studioOver(own);
    const people = Array.from({ length: 8 }, (_, person) => person);
    const answers = await Promise.all(
      people.map((person) =>
        other.post("save", {
          files: [{ path: `of-${person}.tagma`, text: `// ${person}\n`, revision: null }],
          // Half have a branch of their own, half take the one that is checked out.
          commit: { branch: person % 2 === 0 ? `branch-${person}` : null, message: `By ${person}` },
        }),
      ),
    );
    for (const person of people) {
      const { branch, id } = Object(answers[person]?.json?.["commit"]);
      // Those without a branch come right behind the one before them, on its branch.
      expect(branch).toBe(`branch-${person - (person % 2)}`);
      expect(git("show", "--name-only", "--format=%s", id).trim()).toBe(`By ${person}\n\nof-${person}.tagma`);
      expect(git("branch", "--contains", id, "--format=%(refname:short)").split("\n")).toContain(branch);
    }
    expect(git("status", "--porcelain")).toBe("");
    await other.app.close();
    expect(other.errors).toEqual([]);
  });

  it("leaves the branch as it was when nothing can be saved", async () => {
    const own = await makeWorkspace();
    const git = repository(own);
    const other = await studioOver(own);
    const commit = { branch: "new/branch", message: "x" };
    const conflict = await other.post("save", {
      files: [{ path: "tags.tagma", text: "// late\n", revision: "0".repeat(32) }],
      commit,
    });
    expect(conflict.json).toMatchObject({ saved: false });
    const wrong = await other.post("save", {
      files: [{ path: "../x.tagma", text: "// x\n", revision: null }],
      commit,
    });
    expect(wrong.json).toMatchObject({ ok: false });
    expect(git("branch", "--format=%(refname:short)").trim()).toBe("main");
    await other.app.close();
  });

  it("commits nothing where nothing has changed, nor a file that git never knew", async () => {
    const own = await makeWorkspace();
    repository(own);
    const other = await studioOver(own);
    const text = shop["tags.tagma"] ?? "";
    const commit = { branch: null, message: "x" };
    const same = await other.post("save", {
      files: [{ path: "tags.tagma", text, revision: revisionOf(text) }],
      commit,
    });
    expect(same.json).toMatchObject({ saved: true, commit: null });
    writeFileSync(join(own, "short.tagma"), "// short\n");
    const gone = await other.post("save", {
      files: [{ path: "short.tagma", text: null, revision: revisionOf("// short\n") }],
      commit,
    });
    expect(gone.json).toMatchObject({ saved: true, removed: ["short.tagma"], commit: null });
    await other.app.close();
  });
});
