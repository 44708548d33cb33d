import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeWorkspace, shop, studioOver } from "../../editor/studio/workspace.ts";
import { randomFrom, type Attack } from "./attack.ts";

/** Runs the command, in a process of its own as its users do. */
const tagma = (folder: string, ...args: string[]): string =>
  execFileSync(
    process.execPath,
    [fileURLToPath(new URL("../../../bin/tagma.js", import.meta.url)), ...args, "-w", folder],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    },
  );

interface Run {
  readonly customers: readonly { readonly id: string; readonly tags: unknown }[];
}
/** Each customer's tags. */
function tagsOf(folder: string): Readonly<Record<string, unknown>> {
  const run: Run = JSON.parse(tagma(folder, "run", "--json"));
  return Object.fromEntries(run.customers.map(({ id, tags }) => [id, tags]));
}

/** What a run says of all customers together; it reads a snapshot, or makes one. Its last line tells how long it took. */
const countsOf = (folder: string): string => tagma(folder, "run").trim().split("\n").slice(0, -1).join("\n");

/** Snapshots of which bits flip: a run finds it, and says of everybody what the database says. */
export const snapshots: Attack = {
  name: "snapshots with flipped bits",
  run: async ({ seed, amount }) => {
    const random = randomFrom(seed);
    // Few customers are read from the database as fast.
    const many = Array.from({ length: 3000 }, (_, index) => `c${index},N,${index % 3 === 0 ? "Lyon" : ""},2025-01-01`);
    const folder = await makeWorkspace({ ...shop, "data/people.csv": `id,name,city,joined_at\n${many.join("\n")}\n` });
    const wanted = countsOf(folder);
    const tried = amount(60);
    const failures: string[] = [];
    for (let trial = 0; trial < tried; trial++) {
      // A run that finds a damaged snapshot makes another.
      countsOf(folder);
      const snapshot = join(folder, ".tagma", "snapshot");
      const files = existsSync(snapshot)
        ? readdirSync(snapshot, { recursive: true, encoding: "utf8" })
            .map((path) => join(snapshot, path))
            .filter((path) => statSync(path).isFile() && statSync(path).size > 0)
        : [];
      const path = files[random(files.length)];
      if (path === undefined) return { tried: trial, failures: ["there is no snapshot"] };
      const bytes = readFileSync(path);
      const at = random(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      writeFileSync(path, bytes);
      const found = countsOf(folder);
      if (found !== wanted) failures.push(`byte ${at} of ${path}: ${found}`);
    }
    return { tried, failures };
  },
};

/** Somebody who was erased, whose rows come again in every way. */
export const returns: Attack = {
  name: "erased customers whose rows come again",
  run: async ({ amount }) => {
    const tried = amount(4);
    const failures: string[] = [];
    for (let trial = 0; trial < tried; trial++) {
      const folder = await makeWorkspace();
      tagma(folder, "erase", "ann");
      const people = join(folder, "data/people.csv");
      writeFileSync(people, `${readFileSync(people, "utf8")}ann,Ann Ash,Lyon,2025-01-0${trial + 2}\n`);
      tagma(folder, "import", ...(trial % 2 === 0 ? ["--fresh"] : []));
      if (Object.hasOwn(tagsOf(folder), "ann")) failures.push(`ann is back after import ${trial}`);
    }
    return { tried, failures };
  },
};

/** Ids and texts that a spreadsheet takes for formulas; numbers with a sign are none. */
export const formulas: Attack = {
  name: "ids and texts that spreadsheets take for formulas, downloaded",
  run: async () => {
    const formulasOf = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", '"=1+1"', "\uff1d1+1"];
    const rows = formulasOf.map((id) => `"${id.replaceAll('"', '""')}",x,"${id.replaceAll('"', '""')}",2025-01-01`);
    const folder = await makeWorkspace({
      ...shop,
      "data/people.csv": `id,name,city,joined_at\n${rows.join("\n")}\n`,
      "tags.tagma": "attribute tag town = city\n",
    });
    const studio = await studioOver(folder);
    const { status, body } = await studio.get("members.csv?name=town");
    const failures = status === 200 ? [] : [`the list is not to be had: ${status}`];
    for (const line of body.trim().split(/\r?\n/).slice(1))
      for (const cell of line.split(","))
        if (/^"?[=+\-@\t\r\uff1d]/.test(cell) && !/^[+-]?\d+$/.test(cell)) failures.push(`a cell begins as ${cell}`);
    await studio.app.close();
    return { tried: formulasOf.length, failures: [...failures, ...studio.errors.map(String)] };
  },
};

/** Many people who commit in one moment: each commit holds its own file and no other. */
export const commits: Attack = {
  name: "8 commits at once",
  run: async ({ amount }) => {
    const folder = await makeWorkspace();
    const git = (...args: string[]): string => execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" });
    git("init", "-q", "-b", "main");
    git("config", "user.name", "T");
    git("config", "user.email", "t@example.com");
    writeFileSync(join(folder, ".gitignore"), ".tagma/\ndata/\n");
    git("add", ".");
    git("commit", "-qm", "begin");
    const studio = await studioOver(folder);
    const failures: string[] = [];
    const rounds = amount(5);
    for (let round = 0; round < rounds; round++)
      await Promise.all(
        Array.from({ length: 8 }, async (_, person) => {
          const path = `own-${round}-${person}.tagma`;
          const { json } = await studio.post("save", {
            files: [{ path, text: `// ${path}\n`, revision: null }],
            commit: { branch: null, message: path },
          });
          const named = Object(json?.["commit"]).id;
          if (typeof named !== "string") failures.push(`${path} was not committed: ${JSON.stringify(json)}`);
          else if (git("show", "--name-only", "--format=", named).trim() !== path)
            failures.push(`${path} took others along`);
        }),
      );
    const count = Number(git("rev-list", "--count", "HEAD"));
    if (count !== 1 + rounds * 8) failures.push(`${count} commits`);
    await studio.app.close();
    return { tried: rounds * 8, failures: [...failures, ...studio.errors.map(String)] };
  },
};
