import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { folderWith, tagma, tagmaJson, tagmaOut, writeFiles } from "../support/command.ts";

const commands = [
  "init",
  "import",
  "check",
  "fmt",
  "test",
  "run",
  "explain",
  "diff",
  "build",
  "history",
  "migrate",
  "doctor",
  "backup",
  "export",
  "erase",
  "audit",
];

async function starter(): Promise<string> {
  const folder = folderWith();
  await tagmaOut("init", folder, "--time-zone", "Asia/Taipei");
  return folder;
}

describe("help", () => {
  it("lists every command", async () => {
    const { code, out } = await tagma("--help");
    expect(code).toBe(0);
    for (const name of commands) expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
  });

  it.for(commands)("%s --help shows its options and ends well", async (name) => {
    const { code, out, err } = await tagma(name, "--help");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`Usage: tagma ${name}`);
    expect(out).toContain("--json");
    expect(out.includes("-w, --workspace <folder>")).toBe(name !== "init");
  });

  it.for([
    [["chek"], "Did you mean check"],
    [["run", "--jsn"], "Did you mean --json"],
    [["explain"], "missing required argument"],
    [["run", "--csv", "--json"], "cannot be used with option"],
    [["check", "stray"], "too many arguments"],
  ] as const)("%j is refused with exit code 2", async ([args, message]) => {
    const { code, out, err } = await tagma(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
  });

  it("without a command shows the help and ends with 2", async () => {
    const { code, err } = await tagma();
    expect(code).toBe(2);
    expect(err).toContain("Usage: tagma");
  });
});

describe("from init to fmt", () => {
  it("goes through the whole flow", async () => {
    const folder = await starter();
    expect(await tagmaOut("import", "-w", folder)).toMatch(/^customers  4 rows, 4 new\norders     5 rows, 5 new\n/);
    expect(await tagmaOut("check", "-w", folder)).toMatch(
      /^Asked the prover \d+ questions; all are decided\.\n✓ 1 files, 5 tags, 1 segments, 1 tests: 0 errors\n$/,
    );
    expect(await tagmaOut("test", "-w", folder)).toMatch(/^✓ 1 passed, 0 failed /);
    const run = await tagmaOut("run", "-w", folder);
    expect(run).toContain("  value_tier   100 %  VIP 1 · Regular 1 · Casual 2\n");
    expect(run).toContain("  win_back     100 %  1 customer (25.0 %)\n");
    expect(run).toContain("4 customers\nAs of 2026-03-01 00:00 (Asia/Taipei)");
    expect(await tagmaOut("explain", "c1", "-w", folder)).toMatch(/^ {2}value_tier +VIP$/m);
    expect(await tagmaOut("build", "-w", folder)).toContain("6 outputs over 3 aggregates");
    expect(JSON.parse(readFileSync(join(folder, "tagma.plan.json"), "utf8"))).toMatchObject({
      format: "tagma-plan",
      planVersion: 1,
    });
    expect(await tagmaOut("fmt", "--check", "-w", folder)).toBe("All files are laid out.\n");
  });

  it("prints JSON for every command", async () => {
    const folder = folderWith();
    expect(await tagmaJson("init", join(folder, "bare"), "--empty")).toMatchObject({
      files: ["tagma.json", ".gitignore"],
    });
    expect((await tagma("init", join(folder, "both"), "--empty", "--from", "x.csv")).err).toContain(
      "`--empty` and `--from` exclude each other",
    );
    expect(await tagmaJson("init", folder)).toEqual({
      folder,
      files: ["tagma.json", "rules.tagma", "data/customers.csv", "data/orders.csv", ".gitignore"],
    });
    expect(await tagmaJson("import", "-w", folder)).toMatchObject({
      sources: [
        { source: "customers", rows: 4, added: 4, known: 0, rejected: 0 },
        { source: "orders", rows: 5, added: 5 },
      ],
    });
    expect(await tagmaJson("check", "-w", folder)).toEqual({ ok: true, diagnostics: [] });
    expect(await tagmaJson("fmt", "-w", folder)).toEqual({ changed: [], problems: [] });
    expect(await tagmaJson("test", "-w", folder)).toMatchObject({
      passed: 1,
      failed: 0,
      tests: [{ title: "two large orders make a VIP", file: "rules.tagma", passed: true, failures: [] }],
    });
    const run = await tagmaJson<{ readonly customers: readonly unknown[] }>("run", "-w", folder);
    expect(run).toMatchObject({ summary: { customers: 4, leftOut: 0 } });
    expect(run.customers[2]).toEqual({
      id: "c3",
      tags: {
        age: { is: "unknown" },
        orders_90d: 1,
        spend_90d: 112.25,
        quiet_days: 89,
        value_tier: "Casual",
        win_back: true,
      },
    });
    expect(await tagmaJson("explain", "c1", "value_tier", "-w", folder)).toMatchObject({
      customer: "c1",
      tags: [{ name: "value_tier", result: "VIP" }],
    });
    expect(await tagmaJson("build", "-w", folder)).toMatchObject({ outputs: 6, aggregates: 3 });
  });

  it("is found from a folder below the workspace", async () => {
    const folder = await starter();
    expect((await tagma("check", "-w", join(folder, "data"))).code).toBe(0);
  });

  it("does not overwrite what is there", async () => {
    const folder = await starter();
    const { code, err } = await tagma("init", folder);
    expect(code).toBe(2);
    expect(err).toContain("already has tagma.json");
    expect((await tagma("init", folderWith({ "mine.tagma": "" }))).err).toContain("already has rule files");
  });

  it.for([
    [["--time-zone", "Mars/Base"], "no time zone called"],
    [["--currency", "euro"], "three capital letters"],
  ] as const)("init refuses %j", async ([args, message]) => {
    const folder = folderWith();
    const { code, err } = await tagma("init", folder, ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(existsSync(join(folder, "tagma.json"))).toBe(false);
  });
});

describe("findings end with 1", () => {
  it("check shows the place, the message and a way out", async () => {
    const folder = await starter();
    writeFileSync(join(folder, "more.tagma"), "attribute tag old when agee > 60\n");
    const { code, out } = await tagma("check", "-w", folder);
    expect(code).toBe(1);
    expect(out).toContain("error more.tagma:1:24 unknown-name");
    expect(out).toContain(" │ attribute tag old when agee > 60\n");
    expect(out).toContain(`${" ".repeat(24)}^^^^\n`);
    expect(out).toContain("Did you mean `age`?");
    expect(out).toContain("✗ 2 files");
    const json = await tagma("check", "-w", folder, "--json");
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({
      ok: false,
      diagnostics: [
        {
          code: "unknown-name",
          severity: "error",
          file: "more.tagma",
          start: { line: 1, column: 24 },
          end: { line: 1, column: 28 },
          suggestion: "age",
        },
      ],
    });
  });

  it.for([
    ["zh", "错误 more.tagma:1:17 unknown-name\n  没有名为 `agee` 的字段或标签。", "您是不是想写 `age`？", "个错误\n"],
    [
      "ja",
      "エラー more.tagma:1:17 unknown-name\n  `agee` という項目やタグはありません。",
      "`age` のことですか？",
      "エラー 1 件\n",
    ],
    [
      "es",
      "error more.tagma:1:17 unknown-name\n  No existe ningún campo ni etiqueta con el nombre `agee`.",
      "¿Quería decir `age`?",
      "1 error\n",
    ],
  ])("check --language %s speaks it", async ([language = "", head, help, end]) => {
    const folder = folderWith();
    await tagmaOut("init", folder);
    writeFiles(folder, { "more.tagma": "rule tag t when agee > 60\n" });
    const { code, out } = await tagma("check", "-w", folder, "--language", language);
    expect(code).toBe(1);
    expect(out).toContain(head);
    expect(out).toContain(help);
    expect(out.endsWith(end ?? "")).toBe(true);
    // Programs get English unless they ask for another language.
    expect((await tagma("check", "-w", folder, "--json")).out).toContain("There is no field or tag called");
    expect((await tagma("check", "-w", folder, "--json", "--language", language)).out).toContain(
      JSON.stringify(help).slice(1, -1),
    );
  });

  it("check takes the language of the environment", async () => {
    const folder = folderWith();
    await tagmaOut("init", folder);
    const { LC_ALL: _all, LC_MESSAGES: _messages, ...rest } = process.env;
    const ran = spawnSync(process.execPath, [bin, "check", "-w", folder], {
      encoding: "utf8",
      env: { ...rest, LANG: "ja_JP.UTF-8" },
    });
    expect(ran.stdout).toContain("タグ");
  });

  it("check --no-hints leaves hints out", async () => {
    const folder = await starter();
    writeFileSync(join(folder, "more.tagma"), "attribute tag young when not (age > 30)\n");
    expect(await tagmaOut("check", "-w", folder)).toContain("not-leaves-unknown");
    expect(await tagmaOut("check", "--no-hints", "-w", folder)).not.toContain("hint");
  });

  it.for(["import", "run", "test", "build"])("%s refuses rules with errors, on standard error", async (name) => {
    const folder = await starter();
    writeFileSync(join(folder, "more.tagma"), "attribute tag old when agee > 60\n");
    const { code, out, err } = await tagma(name, "-w", folder);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("unknown-name");
    expect(err).toContain("Mend the rules first");
  });

  it("a failed test says what was expected, what came, and why", async () => {
    const folder = await starter();
    writeFileSync(
      join(folder, "more.tagma"),
      'test "nobody is rich" as of 2026-03-01 {\n  customer { sms_opt_in: yes }\n  order_paid 1 day ago { amount: 600 }\n  expect value_tier is "Casual"\n}\n',
    );
    const { code, out } = await tagma("test", "-w", folder);
    expect(code).toBe(1);
    expect(out).toContain("✗ nobody is rich more.tagma:1\n");
    expect(out).toContain('line 4 expect value_tier is "Casual"');
    expect(out).toContain("expected yes, got no");
    expect(out).toContain("value_tier is VIP");
    expect(out).toContain("✗ 1 passed, 1 failed");
    expect(JSON.parse((await tagma("test", "-w", folder, "--json")).out)).toMatchObject({
      passed: 1,
      failed: 1,
      tests: [{ failures: [{ line: 4, expected: 'expect value_tier is "Casual"', got: "no" }] }, { passed: true }],
    });
    expect((await tagma("test", "large", "-w", folder)).code).toBe(0);
    const nothing = await tagma("test", "no such title", "-w", folder);
    expect(nothing.code).toBe(1);
    expect(nothing.out).toContain('no test\'s title contains "no such title"');
  });

  it("fmt --check names the files and leaves them; fmt lays them out", async () => {
    const folder = await starter();
    const ugly = "attribute    tag old when age>60\n";
    writeFileSync(join(folder, "more.tagma"), ugly);
    const checked = await tagma("fmt", "--check", "-w", folder);
    expect(checked).toMatchObject({ code: 1, out: "would change more.tagma\n" });
    expect(readFileSync(join(folder, "more.tagma"), "utf8")).toBe(ugly);
    expect((await tagma("fmt", join(folder, "rules.tagma"), "--check", "-w", folder)).code).toBe(0);
    expect(await tagmaOut("fmt", "-w", folder)).toBe("changed more.tagma\n");
    expect(readFileSync(join(folder, "more.tagma"), "utf8")).toBe("attribute tag old when age > 60\n");
    expect((await tagma("fmt", "other.tagma", "-w", folder)).err).toContain(
      '"other.tagma" is not a rule file of this workspace',
    );
    writeFileSync(join(folder, "more.tagma"), "attribute tag old when (\n");
    const broken = await tagma("fmt", "-w", folder);
    expect(broken.code).toBe(1);
    expect(broken.err).toContain("more.tagma:");
  });
});

describe("run", () => {
  it("prints CSV, and writes files", async () => {
    const folder = await starter();
    await tagmaOut("import", "-w", folder);
    const csv = await tagmaOut("run", "--csv", "-w", folder);
    expect(csv).toBe(
      "customer,age,orders_90d,spend_90d,quiet_days,value_tier,win_back\nc1,31,2,560.5,1,VIP,no\nc2,37,2,99.9,14,Regular,no\nc3,,1,112.25,89,Casual,yes\nc4,25,0,0,,Casual,no\n",
    );
    const path = join(folder, "tags.csv");
    expect(await tagmaOut("run", "--out", path, "-w", folder)).toContain(`Wrote ${path}\n`);
    expect(readFileSync(path, "utf8")).toBe(csv);
    const json = join(folder, "tags.json");
    expect(await tagmaJson("run", "--out", json, "-w", folder)).toMatchObject({
      path: json,
      summary: { customers: 4 },
    });
    expect(JSON.parse(readFileSync(json, "utf8"))).toEqual(await tagmaJson("run", "-w", folder));
    expect(existsSync(`${json}.part`)).toBe(false);
    const nowhere = await tagma("run", "--out", join(folder, "no", "such", "folder.csv"), "-w", folder);
    expect(nowhere.code).toBe(2);
    expect(nowhere.err).toContain("cannot be written");
  });

  it("goes back in time with --as-of", async () => {
    const folder = await starter();
    await tagmaOut("import", "-w", folder);
    const then = await tagmaOut("run", "--csv", "--as-of", "2026-02-21", "-w", folder);
    expect(then).toContain("\nc1,31,1,320,0,Casual,no\n");
    const before = await tagmaOut("run", "--as-of", "2025-12-01T19:59", "--csv", "-w", folder);
    expect(before).toContain("\nc3,,0,0,,Casual,no\n");
    expect(await tagmaOut("run", "--as-of", "2025-12-01T20:00", "--csv", "-w", folder)).toContain(
      "\nc3,,1,112.25,0,Casual,no\n",
    );
  });

  it("asks for data first", async () => {
    const folder = await starter();
    for (const args of [["run"], ["explain", "c1"]]) {
      expect(await tagma(...args, "-w", folder)).toEqual({
        code: 2,
        out: "",
        err: "tagma: there is no data yet; import it with `tagma import`\n",
      });
    }
  });

  it("asks for a migration when the schema has changed", async () => {
    const folder = await starter();
    await tagmaOut("import", "-w", folder);
    writeFileSync(
      join(folder, "rules.tagma"),
      readFileSync(join(folder, "rules.tagma"), "utf8").replace("city: text", "city: text\n  nickname: text"),
    );
    for (const name of ["run", "import"])
      expect((await tagma(name, "-w", folder)).err).toContain("`tagma migrate` shows what it takes");
    await tagmaOut("import", "--fresh", "-w", folder);
    expect((await tagma("run", "-w", folder)).code).toBe(0);
  });
});

describe("many tests", () => {
  it("give the same outcome in threads", async () => {
    const rules = (from: number, count: number): string =>
      Array.from({ length: count }, (_, index) => from + index)
        .map(
          (number) =>
            `test "number ${number}" as of 2026-03-01 {\n  bought ${1 + (number % 5)} times every 1 day until 1 day ago\n  expect n is ${1 + (number % 5) + (number % 7 === 0 ? 1 : 0)}\n}\n`,
        )
        .join("");
    const config = '{"language":1,"timeZone":"UTC"}';
    const schema = "profile customer { city: text }\nevent bought {}\nstatistical tag n = count of bought\n";
    interface Outcome {
      readonly passed: number;
      readonly failed: number;
      readonly tests: readonly unknown[];
    }
    const run = async (tests: string): Promise<Outcome> =>
      JSON.parse(
        (await tagma("test", "--json", "-w", folderWith({ "tagma.json": config, "a.tagma": schema, "b.tagma": tests })))
          .out,
      );
    const [all, first] = [await run(rules(0, 240)), await run(rules(0, 150))];
    expect({ passed: all.passed, failed: all.failed }).toEqual({ passed: 240 - 35, failed: 35 });
    expect(all.tests.slice(0, 150)).toEqual(first.tests);
    expect(all.tests).toHaveLength(240);
  });
});

const bin = fileURLToPath(new URL("../../bin/tagma.js", import.meta.url));

describe("the program", () => {
  it("prints, and ends with the exit code", () => {
    const shown = spawnSync(process.execPath, [bin, "--help"], { encoding: "utf8" });
    expect(shown.status).toBe(0);
    expect(shown.stdout).toContain("Usage: tagma");
    expect(spawnSync(process.execPath, [bin, "check", "-w", folderWith()], { encoding: "utf8" }).status).toBe(2);
  });

  it("ends quietly when its reader stops early", async () => {
    const folder = folderWith({
      "tagma.json":
        '{"language":1,"sources":[{"name":"c","file":"c.csv","format":"csv","profile":true,"customer":"id"}]}',
      "a.tagma": "profile customer { city: text }\nattribute tag c = city\n",
      "c.csv": `id,city\n${Array.from({ length: 20_000 }, (_, index) => `c${index},somewhere\n`).join("")}`,
    });
    await tagmaOut("import", "-w", folder);
    const piped = spawnSync("bash", ["-c", `'${process.execPath}' '${bin}' run --csv -w '${folder}' | head -1`], {
      encoding: "utf8",
    });
    expect({ out: piped.stdout, err: piped.stderr }).toEqual({ out: "customer,c\n", err: "" });
  });

  const systemNode = spawnSync("bash", ["-c", "for node in $(which -a node); do echo $node $($node --version); done"], {
    encoding: "utf8",
  })
    .stdout.split("\n")
    .map((line) => line.split(" "))
    .find(([, version = ""]) => Number(/^v(\d+)/.exec(version)?.[1] ?? 99) < 22)?.[0];
  it.skipIf(systemNode === undefined)(
    "says in one line that this Node is too old, and ends with 3 (skipped where there is no old Node)",
    () => {
      const old = spawnSync(systemNode ?? "", [bin, "check"], { encoding: "utf8" });
      expect({ status: old.status, stdout: old.stdout }).toEqual({ status: 3, stdout: "" });
      expect(old.stderr).toMatch(/^tagma needs Node 22\.14 or newer; this is Node [^\n]*\n$/);
    },
  );
});
