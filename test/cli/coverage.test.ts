import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, tagma, tagmaJson, tagmaOut } from "../support/command.ts";

const rules = `profile customer {
  age : integer required
}

rule tag adult when age >= 18

test "eighteen" as of 2026-03-01 {
  customer { age: 18 }
  expect adult
}
`;
async function workspace(): Promise<string> {
  const folder = folderWith({
    "tagma.json": '{ "language": 1, "timeZone": "UTC", "currency": "USD" }',
    "rules.tagma": rules,
  });
  await tagmaOut("fmt", "-w", folder);
  return folder;
}

describe("tagma test --coverage", () => {
  it("says what the tests decide and what nobody would notice", async () => {
    const out = await tagmaOut("test", "--coverage", "-w", await workspace());
    expect(out).toContain("What 1 test decides\n");
    expect(out).toMatch(/values seen +1 of 2 \(50\.0 %\)/);
    expect(out).toMatch(/conditions seen to matter +0 of 1/);
    expect(out).toMatch(/mistakes noticed +1 of 2 \(50\.0 %\)/);
    expect(out).toContain(
      'adult rules.tagma:5\n  never seen: "no"\n  `age >= 18` is never seen to matter where it fails, line 5\n  not noticed: 18 → 17 in `age >= 18`, line 5\n',
    );
  });

  it("as JSON", async () => {
    const { coverage } = await tagmaJson<{ coverage: Record<string, unknown> }>(
      "test",
      "--coverage",
      "-w",
      await workspace(),
    );
    expect(coverage).toMatchObject({
      score: 50,
      values: { reached: 1, of: 2 },
      mistakes: { reached: 1, of: 2, equivalent: 0, undecided: 0 },
      rules: [{ name: "adult", file: "rules.tagma", line: 5, unseen: ["no"] }],
    });
  });

  it("fails under a share that is asked for", async () => {
    const folder = await workspace();
    expect((await tagma("test", "--fail-under", "50", "-w", folder)).code).toBe(0);
    const ran = await tagma("test", "--fail-under", "51%", "-w", folder);
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("The tests notice 50.0 % of the mistakes, fewer than the 51 % asked for.");
    expect(await tagma("test", "--fail-under", "all", "-w", folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining("percentage from 0 to 100"),
    });
  });
});

describe("tagma test --generate", () => {
  it("writes what is open once, marked for review", async () => {
    const folder = await workspace();
    expect(await tagmaOut("test", "--generate", "-w", folder)).toContain("Wrote 1 test to generated-tests.tagma.");
    const written = readFileSync(join(folder, "generated-tests.tagma"), "utf8");
    expect(written).toContain(
      '// to review\ntest "not adult (18 → 17)" as of 2026-03-01T12:00 {\n  customer { age: 17 }\n  expect not adult\n}\n',
    );
    expect(await tagmaOut("test", "--generate", "-w", folder)).toContain("Nothing to write");
    expect(readFileSync(join(folder, "generated-tests.tagma"), "utf8")).toBe(written);
    expect(await tagmaOut("fmt", "--check", "-w", folder)).toBe("All files are laid out.\n");
  });

  it("adds to a file of the workspace, and to no other", async () => {
    const folder = await workspace();
    const before = readFileSync(join(folder, "rules.tagma"), "utf8");
    await tagmaOut("test", "--generate", "rules.tagma", "-w", folder);
    const text = readFileSync(join(folder, "rules.tagma"), "utf8");
    expect(text.startsWith(before.trimEnd())).toBe(true);
    expect(text).toContain("expect not adult");
    expect(await tagma("test", "--generate", "../elsewhere.tagma", "-w", folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining("outside of the workspace"),
    });
    expect(await tagma("test", "--generate", "tests.txt", "-w", folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining("must end in .tagma"),
    });
  });
});
