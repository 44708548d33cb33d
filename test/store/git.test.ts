import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { git, GitError, gitSync } from "../../store/workspace/git.ts";

const folder = mkdtempSync(join(tmpdir(), "tagma-git-"));
const names = ["a.tagma", "b.tagma", "*.tagma", ":!q.tagma", "[ab].tagma"];

beforeAll(() => {
  gitSync(folder, ["init", "--quiet", "--initial-branch", "main"]);
  gitSync(folder, ["config", "user.name", "T"]);
  gitSync(folder, ["config", "user.email", "t@example.com"]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(["*.tagma", ":!q.tagma", "[ab].tagma"])("the file %s is that file and no pattern", async (name) => {
  for (const each of names) writeFileSync(join(folder, each), "");
  await git(folder, ["add", "--", name]);
  expect(gitSync(folder, ["diff", "--cached", "--name-only", "-z"])).toBe(`${name}\0`);
  await git(folder, ["rm", "--quiet", "--cached", "--", name]);
});

test("what git refuses is an error that says what it said", async () => {
  const problem = await git(folder, ["add", "--", "none.tagma"]).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(GitError);
  expect(problem).toMatchObject({ kind: "refused", message: expect.stringContaining("none.tagma") });
  expect(() => gitSync(folder, ["rev-parse", "--verify", "none"])).toThrow(GitError);
});

test("a program that is not there is told from one that refuses", () => {
  const { PATH } = process.env;
  process.env["PATH"] = folder;
  try {
    expect(() => gitSync(folder, ["status"])).toThrow(expect.objectContaining({ kind: "missing" }));
  } finally {
    process.env["PATH"] = PATH;
  }
});
