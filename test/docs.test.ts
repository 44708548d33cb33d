import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { compile, planSettings } from "../engine/index.ts";
import { parseConfig } from "../store/workspace/config.ts";
import { writeData } from "../examples/northwind/generate/write.ts";
import { folderWith, tagma, tagmaOut } from "./support/command.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "docs/command.md",
  "docs/workspace.md",
  "docs/plan.md",
  "docs/language.md",
  "docs/messages.md",
  "docs/git.md",
  "docs/proofs.md",
  "docs/studio.md",
  "docs/scale.md",
  "test/README.md",
  "examples/northwind/README.md",
  "examples/grocery-loyalty/README.md",
];
const text = (page: string): string => readFileSync(join(root, page), "utf8");

/** The blocks of a page in one language. */
function blocks(page: string, language: string): string[] {
  return [...text(page).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    ([, block]) => block ?? "",
  );
}

/** Commands behind `$ ` with the output shown below each; `…` stands for anything. */
function commands(block: string): { readonly command: string; readonly output: string }[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = "", ...output] = part.split("\n");
      return { command, output: output.join("\n") };
    });
}

/** Times of a run differ from machine to machine. */
const timeless = (output: string): string =>
  output.replace(/\b\d+\.\d+ s\b/g, "0.0 s").replace(/\([\d,]+ rows a second\)/g, "(… rows a second)");

function pattern(output: string): RegExp {
  const literal = (piece: string): string => piece.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${timeless(output).split("…").map(literal).join("[\\s\\S]*")}$`);
}

/** What a command prints in a folder: `npx tagma …` in this process, others in a shell. */
async function printed(command: string, folder: string): Promise<string> {
  const [npx, name, ...args] = command.split(" ");
  if (npx === "npx" && name === "tagma") {
    const here = process.cwd();
    process.chdir(folder);
    const { out, err } = await tagma(...args).finally(() => process.chdir(here));
    return out + err;
  }
  const { stdout, stderr } = spawnSync("bash", ["-c", command], { cwd: folder, encoding: "utf8" });
  return stdout + stderr;
}

describe.for(["README.md", "docs/command.md", "docs/workspace.md"])("the commands in %s", (page) => {
  const start = folderWith();
  let folder = start;
  const all = blocks(page, "console").flatMap(commands);

  it.for(all.map(({ command, output }) => [command, output] as const))("%s", async ([command, output]) => {
    const into = /^cd (\S+)$/.exec(command)?.[1];
    if (into !== undefined) folder = join(folder, into);
    expect(timeless(await printed(into === undefined ? command : "true", folder))).toMatch(pattern(output));
  });

  it.for(blocks(page, "sql"))("%s", (block) => {
    const [query = "", ...rows] = block.trimEnd().split("\n");
    const database = new Database(join(folder, ".tagma", "workspace.db"), { readonly: true });
    expect(
      database
        .prepare<[], Record<string, unknown>>(query)
        .all()
        .map((row) => `-- ${Object.values(row).join(" | ")}`),
    ).toEqual(rows);
    database.close();
  });
});

describe("README.md", () => {
  it("has an example of the language that is in order", () => {
    const settings = planSettings({});
    const { diagnostics } = compile({
      files: blocks("README.md", "tagma").map((block) => ({ path: "readme.tagma", text: block })),
      settings,
    });
    expect(diagnostics.filter(({ severity }) => severity !== "hint")).toEqual([]);
  });

  it("has an example of the library that prints what it says", () => {
    const [example = ""] = blocks("README.md", "ts");
    const printed = [...example.matchAll(/console\.log\(.*\);\n *\/\/ (.*)/g)].map(([, line = ""]) => line);
    expect(printed).toHaveLength(3);
    const folder = folderWith({
      "example.ts": example.replace('from "tagma"', `from "${new URL("../engine/index.ts", import.meta.url).href}"`),
    });
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, "example.ts")], { encoding: "utf8" });
    expect({ stdout, stderr }).toEqual({ stdout: `${printed.join("\n")}\n`, stderr: "" });
  });

  it("shows what `npm start` prints", async () => {
    const folder = folderWith();
    cpSync(join(root, "examples/northwind"), folder, {
      recursive: true,
      filter: (path) => !/\/(\.tagma|data)(\/|$)/.test(`/${relative(root, path)}`),
    });
    await writeData(join(folder, "data"), 2000, 7, () => undefined);
    await tagmaOut("import", "-w", folder);
    const run = await tagmaOut("run", "-w", folder);
    const [shown = ""] = blocks("README.md", "text");
    expect(
      shown
        .trimEnd()
        .split("\n")
        .filter((line) => !run.includes(`${line}\n`)),
    ).toEqual([]);
  });
});

describe("docs/workspace.md", () => {
  it("has a tagma.json that is in order", () => {
    const [example = ""] = blocks("docs/workspace.md", "json");
    expect(parseConfig(example, "tagma.json").config.sources).toHaveLength(3);
  });
});

describe("docs/plan.md", () => {
  it("shows the plan that its example compiles to", () => {
    const settings = planSettings({});
    const [rules = ""] = blocks("docs/plan.md", "tagma");
    const { plan } = compile({ files: [{ path: "rules.tagma", text: rules }], settings });
    const names = new Map([
      ...(plan?.aggregates ?? []).map(({ id }) => [id, "AGGREGATE"] as const),
      ...(plan?.outputs ?? []).map(({ id, name }) => [id, (name.split("_")[0] ?? "").toUpperCase()] as const),
    ]);
    const {
      hash: _hash,
      source: _source,
      ...shown
    }: Record<string, unknown> = JSON.parse(
      JSON.stringify(plan, (key, value: unknown) =>
        key === "about" ? undefined : typeof value === "string" ? (names.get(value) ?? value) : value,
      ),
    );
    const [example = ""] = blocks("docs/plan.md", "json");
    expect(shown).toEqual(JSON.parse(example));
  });
});

describe("the pages", () => {
  it.for(pages)("%s: links lead somewhere, files that it names exist", (page) => {
    const links = [...text(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link]) => link ?? "");
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
    const files = [...text(page).matchAll(/`((?:grammar|engine|cli|test|scripts|docs)\/[\w./-]+)`/g)].map(
      ([, file]) => file ?? "",
    );
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it("are written for everybody: no machine's paths", () => {
    for (const page of pages) expect(text(page)).not.toMatch(/\/(?:home|root|Users|work|tmp)\//);
  });

  it("name every command and option that there is", async () => {
    const page = text("docs/command.md");
    for (const name of [
      "init",
      "check",
      "fmt",
      "test",
      "import",
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
      "studio",
      "audit",
    ]) {
      expect(page).toContain(`\n## ${name}\n`);
      const options = [...(await tagmaOut(name, "--help")).matchAll(/--[a-z-]+/g)].map(([option]) => option);
      expect(
        options.filter((option) => !page.includes(option) && option !== "--out" && option !== "--workspace"),
      ).toEqual([]);
    }
  });
});
