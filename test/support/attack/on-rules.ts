import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeWorkspace, shop, studioOver } from "../../editor/studio/workspace.ts";
import { LspClient } from "../lsp-client.ts";
import { randomFrom, type Attack, type Outcome } from "./attack.ts";
import { largeRules, largeSchema } from "./large-rules.ts";

const program = fileURLToPath(new URL("../../../bin/tagma.js", import.meta.url));
const MEMORY = 1024;

/** A folder of its own for something that is done there. */
async function inFolder<Found>(
  files: Readonly<Record<string, string>>,
  work: (folder: string) => Promise<Found>,
): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), "tagma-attack-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How a command ended that may take a gigabyte. */
async function command(...args: string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, [`--max-old-space-size=${MEMORY}`, program, ...args]);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (piece: Buffer) => {
      if (said.length < 100_000) said += piece.toString();
    });
  return await new Promise((resolve) => {
    child.once("close", (code) => resolve({ code, said }));
  });
}

const ownError = (said: string): boolean => /an error in (tagma itself|the studio)|heap out of memory/.test(said);

async function byCommand(name: "check" | "run", text: string): Promise<string | undefined> {
  const files = { "tagma.json": '{"language":1}', "rules.tagma": largeSchema + text };
  return await inFolder(files, async (folder) => {
    const { code, said } = await command(name, "-w", folder);
    return code !== null && code <= 2 && said !== "" && !ownError(said)
      ? undefined
      : `${name} ended with ${code}: ${said.slice(-300)}`;
  });
}

async function byEditor(text: string): Promise<string | undefined> {
  return await inFolder({ "tagma.json": '{"language":1}', "rules.tagma": "" }, async (folder) => {
    const client = new LspClient(folder);
    try {
      await client.request("initialize", { processId: null, rootUri: client.uri(""), capabilities: {} });
      client.notify("initialized", {});
      const uri = client.uri("rules.tagma");
      const told = client.waitFor<{ readonly uri: string }>(
        "textDocument/publishDiagnostics",
        (found) => found.uri === uri,
      );
      client.notify("textDocument/didOpen", {
        textDocument: { uri, languageId: "tagma", version: 1, text: largeSchema + text },
      });
      await told;
      return (await client.close()) === 0 && !ownError(client.stderr)
        ? undefined
        : `the editor: ${client.stderr.slice(-300)}`;
    } finally {
      client.kill();
    }
  });
}

type Studio = Awaited<ReturnType<typeof studioOver>>;

async function byStudio(studio: Studio, text: string): Promise<string | undefined> {
  const drafts = { "large.tagma": text, "large-schema.tagma": largeSchema };
  const { status, json } = await studio.post("audience", { drafts, name: "t" });
  return status === 200 && "ok" in (json ?? {}) ? undefined : `the studio: ${status} ${JSON.stringify(json)}`;
}

/** Rules that are too large, by every way that rules are read. */
export const large: Attack = {
  name: "rules that are too large, in check, run, editor and studio",
  run: async ({ amount }) => {
    const texts = Object.entries(largeRules).slice(0, amount(Object.keys(largeRules).length));
    const folder = await makeWorkspace();
    const studio = await studioOver(folder, { threads: true });
    const failures: string[] = [];
    let longest = { seconds: 0, what: "" };
    for (const [name, text] of texts) {
      const ways: Readonly<Record<string, () => Promise<string | undefined>>> = {
        check: () => byCommand("check", text),
        run: () => byCommand("run", text),
        editor: () => byEditor(text),
        studio: () => byStudio(studio, text),
      };
      for (const [way, go] of Object.entries(ways)) {
        const began = performance.now();
        const failure = await go();
        const seconds = (performance.now() - began) / 1000;
        if (seconds > longest.seconds) longest = { seconds, what: `${name} in ${way}` };
        if (failure !== undefined) failures.push(`${name}: ${failure}`);
      }
    }
    const others = await studio.post("audience", { drafts: {}, name: "tier" });
    if (others.json?.["ok"] !== true) failures.push("afterwards nobody else is answered");
    await studio.app.close();
    failures.push(...studio.errors.map(String));
    return {
      tried: texts.length * 4,
      failures,
      note: `${longest.seconds.toFixed(1)} s at most, starting included (${longest.what})`,
    };
  },
};

const northwind = fileURLToPath(new URL("../northwind.tagma", import.meta.url));

/** A rule file with pieces taken out, doubled, moved, and characters put in. */
function torn(text: string, random: (limit: number) => number): string {
  let result = text;
  for (let cut = random(4); cut >= 0; cut--) {
    const from = random(result.length);
    const piece = result.slice(from, from + random(200));
    const to = random(result.length);
    switch (random(4)) {
      case 0:
        result = result.slice(0, from) + result.slice(from + piece.length);
        break;
      case 1:
        result = result.slice(0, to) + piece + result.slice(to);
        break;
      case 2:
        result = result.slice(0, to) + String.fromCharCode(random(0xffff)) + result.slice(to);
        break;
      case 3:
        result =
          result.slice(0, to) +
          ["`", '"', "{", ")", "\0", "\ud800", "//", "one of (", "__proto__", "constructor"][random(10)] +
          result.slice(to);
        break;
    }
  }
  return result;
}

/** Torn rule files, as drafts of every question. */
export const tornRules: Attack = {
  name: "torn rule files as drafts, in every question",
  run: async ({ seed, amount }): Promise<Outcome> => {
    const studio = await studioOver(await makeWorkspace());
    const random = randomFrom(seed);
    const text = readFileSync(northwind, "utf8").slice(0, 6000);
    const failures: string[] = [];
    const questions: readonly (readonly [string, object])[] = [
      ["audience", { name: "tier" }],
      ["customer", { id: "ann" }],
      ["why", { id: "ann", name: "tier" }],
      ["review", {}],
      ["test-text", { id: "ann", names: ["tier"], title: "x" }],
    ];
    const tried = amount(1000);
    for (let trial = 0; trial < tried; trial++) {
      const drafts: Record<string, string> =
        trial % 2 === 0
          ? { "tags.tagma": torn(shop["tags.tagma"] ?? "", random) }
          : { "schema.tagma": torn(shop["schema.tagma"] ?? "", random), "more.tagma": torn(text, random) };
      const [question, input] = questions[random(questions.length)] ?? ["audience", {}];
      const { status } = await studio.post(question, { ...input, drafts });
      if (status >= 500) failures.push(`${question}: ${JSON.stringify(drafts).slice(0, 500)}`);
    }
    await studio.app.close();
    failures.push(...studio.errors.map(String));
    return { tried, failures };
  },
};
