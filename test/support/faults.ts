import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import pico from "picocolors";
import { main } from "../../cli/program.ts";

/** The operations that are interrupted. */
export const OPERATIONS = ["import", "migrate", "run", "erase", "backup"] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What was found after operations had been killed at random moments. */
export interface FaultCount {
  readonly operation: Operation;
  /** How often the process was killed before it ended. */
  killed: number;
  /** How often it had ended by then. */
  ended: number;
  /** Of those killed, how often nothing of it had happened, */
  before: number;
  /** and how often all of it. */
  after: number;
  /** What should not be: a state that is neither, a check-up that finds something, a repetition that leads elsewhere. */
  readonly failures: string[];
}

const program = fileURLToPath(new URL("../../bin/tagma.js", import.meta.url));
const ERASED = "customer-to-erase";
const rules = (more: string): string => `profile customer { city : text   phone : text personal   joined : date }
event bought { amount : money at least 0 required   channel : one of (app, web, store)${more} }
event seen { path : text }
statistical tag spent = sum of bought.amount in last 90 days
statistical tag views = count of seen in last 30 days
rule tag tier = one of { "High" when spent >= 500  "Low" when spent < 500 }
segment active when views >= 1
`;
const config = {
  language: 1,
  timeZone: "Europe/Madrid",
  asOf: "2026-03-01",
  sources: [
    { name: "customers", file: "c.csv", profile: true, customer: "id" },
    { name: "bought", file: "b.csv", customer: "customer", id: "id", time: "at", event: "bought" },
    { name: "seen", file: "s.jsonl", customer: "who", time: "at", event: "seen" },
  ],
};

/** A generator of whole numbers below a limit: the same for the same seed. */
function random(seed: number): (limit: number) => number {
  let state = seed >>> 0 || 1;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Makes a workspace with data of some thousand rows, not yet imported. */
function makeWorkspace(folder: string, rows: number): void {
  const pick = random(7);
  const time = (): string => new Date(Date.UTC(2025, 10, 1) + pick(120 * 86_400) * 1000).toISOString().slice(0, 19);
  const who = (): string => (pick(50) === 0 ? ERASED : `c${pick(rows / 10)}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "tagma.json"), JSON.stringify(config));
  writeFileSync(join(folder, "r.tagma"), rules(""));
  writeFileSync(
    join(folder, "c.csv"),
    `id,city,phone,joined\n${ERASED},Nowhere-else,+34-unique-phone,2020-01-01\n${Array.from({ length: rows / 10 }, (_, index) => `c${index},Lugo,+34${pick(1e9)},2021-05-0${1 + pick(9)}\n`).join("")}bad,row\n`,
  );
  writeFileSync(
    join(folder, "b.csv"),
    `id,customer,at,amount,channel\n${Array.from({ length: rows }, (_, index) => `o${index},${who()},${time()},${pick(500)}.${10 + pick(89)},${["app", "web", "store"][pick(3)] ?? ""}\n`).join("")}`,
  );
  writeFileSync(
    join(folder, "s.jsonl"),
    Array.from({ length: rows }, () => `${JSON.stringify({ who: who(), at: time(), path: `/p${pick(50)}` })}\n`).join(
      "",
    ),
  );
}

/** What differs from run to run and says nothing: when things were done, and salts. */
const PASSED_OVER: Readonly<Record<string, string>> = { imports: "finished_at", runs: "finished_at", erased: "hash" };
const MOMENTARY_KEYS = "('salt', 'erase_pending')";

/** Every row of every table of a database, or of those that a pattern names, as a hash; "none" when there is nothing. */
export function fingerprint(databasePath: string, only = /./): string {
  if (!existsSync(databasePath)) return "none";
  const database = new Database(databasePath, { readonly: true });
  try {
    const hash = createHash("sha256");
    const tables = database
      .prepare<[], { name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .all()
      .filter(({ name }) => only.test(name));
    if (tables.length === 0) return "none";
    for (const { name } of tables) {
      const columns = (database.pragma(`table_info("${name}")`) as readonly { readonly name: string }[])
        .map((column) => column.name)
        .filter((column) => column !== PASSED_OVER[name]);
      const chosen =
        columns.length === 0 ? "1" : columns.map((column) => `"${column.replaceAll('"', '""')}"`).join(", ");
      hash.update(`${name}(${chosen})\n`);
      const where = name === "meta" ? ` WHERE key NOT IN ${MOMENTARY_KEYS}` : "";
      for (const row of database
        .prepare(
          `SELECT ${chosen} FROM "${name}"${where} ORDER BY ${columns.map((_, index) => index + 1).join(", ") || "1"}`,
        )
        .raw(true)
        .iterate())
        hash.update(`${JSON.stringify(row)}\n`);
    }
    return hash.digest("hex");
  } finally {
    database.close();
  }
}

const databaseOf = (folder: string): string => join(folder, ".tagma", "workspace.db");
const backupOf = (folder: string): string => join(folder, "backup.db");

/** What an operation changes: the database, or the backup. */
function stateOf(operation: Operation, folder: string): string {
  return fingerprint(operation === "backup" ? backupOf(folder) : databaseOf(folder));
}

/** What a repetition must lead to. A run that is repeated is one more run: the tags and what changed are the same. */
function outcomeOf(operation: Operation, folder: string): string {
  return operation === "run"
    ? fingerprint(databaseOf(folder), /^(profile|event_.*|tags.*|tag_changes)$/)
    : stateOf(operation, folder);
}

function argumentsOf(operation: Operation, folder: string): string[] {
  switch (operation) {
    case "import":
    case "run":
    case "migrate":
      return [operation, "-w", folder];
    case "erase":
      return ["erase", ERASED, "-w", folder];
    case "backup":
      return ["backup", backupOf(folder), "-w", folder];
  }
}

/** Runs the command in a process of its own and kills it (SIGKILL) after a while; false when it had ended before. */
async function killAfter(args: readonly string[], milliseconds: number): Promise<boolean> {
  const child = spawn(process.execPath, [program, ...args], { stdio: "ignore" });
  const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => {
    child.once("close", (_code, how) => resolve(how));
  });
  clearTimeout(timer);
  return signal === "SIGKILL";
}

/** Runs the command in this process. */
async function tagma(
  ...args: string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ["", ""];
  const code = await main(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    colour: pico.createColors(false),
    interactive: false,
    width: 100,
  });
  return { code, out, err };
}

async function expectWell(args: readonly string[]): Promise<void> {
  const { code, err } = await tagma(...args);
  if (code !== 0) throw new Error(`tagma ${args.join(" ")} ended with ${code}: ${err}`);
}

/** The workspace as it is before an operation. */
async function prepareFor(operation: Operation, folder: string, rows: number): Promise<void> {
  makeWorkspace(folder, rows);
  if (operation === "import") return;
  await expectWell(["import", "-w", folder]);
  await expectWell(["run", "-w", folder]);
  if (operation === "run")
    writeFileSync(
      join(folder, "r.tagma"),
      rules("").replace("spent >= 500", "spent >= 300").replace("spent < 500", "spent < 300"),
    );
  if (operation === "migrate")
    writeFileSync(
      join(folder, "r.tagma"),
      rules("   note : text   rating : decimal(1)").replace("joined : date", "joined : text"),
    );
}

/**
 * Kills an operation at random moments of its course, each time from the same state, and looks at what is left: the
 * check-up must be clean, the operation must have happened wholly or not at all, and repeating it must lead to the
 * state of one that nobody disturbed, compared row by row.
 * @param rows about how many rows the workspace has
 */
export async function killAtRandom(
  operation: Operation,
  moments: number,
  seed: number,
  rows: number,
): Promise<FaultCount> {
  const count: FaultCount = { operation, killed: 0, ended: 0, before: 0, after: 0, failures: [] };
  const root = mkdtempSync(join(tmpdir(), "tagma-faults-"));
  const [origin, place] = [join(root, "origin"), join(root, "place")];
  const anew = (): void => {
    rmSync(place, { recursive: true, force: true });
    cpSync(origin, place, { recursive: true });
  };
  try {
    await prepareFor(operation, origin, rows);
    const before = stateOf(operation, origin);
    let duration = Infinity;
    for (let time = 0; time < 2; time++) {
      anew();
      const started = performance.now();
      if (await killAfter(argumentsOf(operation, place), LONGEST_MS)) throw new Error(`${operation} does not end`);
      duration = Math.min(duration, performance.now() - started);
    }
    const [after, outcome] = [stateOf(operation, place), outcomeOf(operation, place)];
    if (before === after) throw new Error(`${operation} changes nothing, so that nothing could be found`);
    const pick = random(seed);
    for (let moment = 0; moment < moments; moment++) {
      anew();
      // Starting the program takes a while in which nothing can go wrong, and the end is where things are kept: half of
      // the moments lie in the course behind the start, half about its end.
      const share = pick(1000) / 1000;
      const delay = Math.round(duration * (moment % 2 === 0 ? 0.4 + share * 0.6 : 0.85 + share * 0.25));
      const begun = performance.now();
      const killed = await killAfter(argumentsOf(operation, place), delay);
      if (!killed) duration = performance.now() - begun;
      const state = stateOf(operation, place);
      const found = state === before ? "before" : state === after ? "after" : "between";
      if (killed && found !== "between") count[found]++;
      // On a machine that others use a course takes now longer, now less.
      if (killed && found === "before" && delay > duration * 0.9) duration *= 1.06;
      if (killed) count.killed++;
      else count.ended++;
      const problems = [
        found === "between" ? "neither wholly nor not at all" : "",
        ...(await problemsOf(operation, place, found === "before", outcome)),
      ].filter((problem) => problem !== "");
      count.failures.push(
        ...problems.map(
          (problem) => `seed ${seed}, moment ${moment} (${delay} ms of ${Math.round(duration)}): ${problem}`,
        ),
      );
    }
    return count;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const LONGEST_MS = 500_000;

async function problemsOf(operation: Operation, folder: string, undone: boolean, outcome: string): Promise<string[]> {
  const doctor: {
    readonly findings: readonly { readonly check: string; readonly state: string; readonly text: string }[];
  } = JSON.parse((await tagma("doctor", "--json", "-w", folder)).out);
  // Before a migration the tables do not fit the rules, and the check-up says so.
  const wrong = doctor.findings.filter(
    ({ check, state }) => state === "wrong" && !(check === "schema" && operation === "migrate" && undone),
  );
  const again = await tagma(...argumentsOf(operation, folder));
  return [
    ...wrong.map(({ check, text }) => `doctor: ${check}: ${text}`),
    again.code === 0 ? "" : `the repetition ended with ${again.code}: ${again.err}`,
    outcomeOf(operation, folder) === outcome ? "" : "the repetition leads to another state",
    ...(operation === "erase"
      ? filesWith(join(folder, ".tagma"), [ERASED, "Nowhere-else", "+34-unique-phone"]).map(
          (name) => `${name} still holds what was erased`,
        )
      : []),
    ...(operation === "import" && !existsSync(join(folder, ".tagma", "rejects-customers.csv"))
      ? ["the list of rejects is missing"]
      : []),
    ...readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".part"))
      .map((name) => `${name} is left`),
  ];
}

/** The files of a folder whose bytes hold one of some texts. */
export function filesWith(folder: string, texts: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => {
    if (statSync(join(folder, name)).isDirectory()) return false;
    const bytes = readFileSync(join(folder, name));
    return texts.some((text) => bytes.includes(text));
  });
}
