import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { PlanError } from "../../../engine/plan/load.ts";
import { load } from "../../../engine/run/one-customer/executor.ts";
import { modelFiles } from "./model-files.ts";
import { makeWorkspace, shop, studioOver } from "../../editor/studio/workspace.ts";
import { randomFrom, type Attack } from "./attack.ts";
import { MARK, payloads, placesOf, planParts, tampered } from "./hostile-plans.ts";

/** Values of a plan that are something else. */
export const plans: Attack = {
  name: "tampered plans, loaded",
  run: async ({ amount }) => {
    const trials = placesOf(planParts()).flatMap((place) => payloads.map((payload) => ({ place, payload })));
    const tried = amount(trials.length);
    const failures: string[] = [];
    for (const { place, payload } of trials.slice(0, tried)) {
      try {
        load(tampered(place, payload));
      } catch (error) {
        if (!(error instanceof PlanError)) failures.push(`${place.path.join(".")}: ${String(error)}`);
      }
      if (Reflect.has(globalThis, MARK)) failures.push(`${place.path.join(".")} became code`);
    }
    return { tried, failures };
  },
};

/** Trained models whose files somebody changed. */
export const models: Attack = {
  name: "damaged and tampered model files, in the studio",
  run: async ({ seed, amount }) => {
    const random = randomFrom(seed);
    const tried = amount(120);
    const failures: string[] = [];
    const { files, original, path } = modelFiles();
    const folder = await makeWorkspace(files);
    const studio = await studioOver(folder);
    for (let trial = 0; trial < tried; trial++) {
      const bytes = Buffer.from(original);
      const at = random(bytes.length);
      if (trial % 3 === 0) bytes[at] = random(256);
      const text =
        trial % 3 === 1
          ? original.slice(0, at)
          : trial % 3 === 2
            ? original.replaceAll(/-?\d+(\.\d+)?/g, (number) =>
                random(40) === 0 ? `"(globalThis.${MARK} = 1)"` : number,
              )
            : bytes;
      writeFileSync(join(folder, path), text);
      for (const { status } of [
        await studio.get("workspace"),
        await studio.post("audience", { drafts: {}, name: "churn_risk" }),
      ])
        if (status >= 500) failures.push(`${status} of ${String(text).slice(0, 200)}`);
    }
    await studio.app.close();
    return { tried, failures: [...failures, ...studio.errors.map(String)] };
  },
};

/** Files that are brought, damaged in every way. */
export const uploads: Attack = {
  name: "damaged files that are brought",
  run: async ({ seed, amount }) => {
    const random = randomFrom(seed);
    const studio = await studioOver(await makeWorkspace(), { threads: true });
    const failures: string[] = [];
    const lines = '{"id":"a","text":"é","n":1.5}\n'.repeat(500);
    const cells = 'id,text,at\na,"x ""y""",2026-01-01\n'.repeat(300);
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}\n`;
    const kinds: readonly (readonly [string, Buffer])[] = [
      ["a.jsonl", Buffer.from(lines)],
      ["a.csv", Buffer.from(cells)],
      ["a.jsonl.gz", gzipSync(lines)],
      ["a.csv.gz", gzipSync(cells)],
      ["a.parquet", Buffer.from(`PAR1${"x".repeat(2000)}PAR1`)],
      ["a.jsonl", Buffer.from(`${lines}{"id":${deep.trim()}}\n`)],
      ["a.jsonl.gz", gzipSync(Buffer.alloc(20_000_000))],
    ];
    const tried = amount(400);
    for (let trial = 0; trial < tried; trial++) {
      const [name, whole] = kinds[trial % kinds.length] ?? ["a.csv", Buffer.alloc(0)];
      const bytes = Buffer.from(whole);
      for (let flip = random(4); flip > 0; flip--) bytes[random(bytes.length)] = random(256);
      const payload = random(4) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
      const { statusCode, body } = await studio.app.inject({
        method: "POST",
        url: `/api/uploads?name=${name}`,
        remoteAddress: `10.0.${trial >> 8}.${trial & 255}`,
        headers: { host: "localhost", "content-type": "application/octet-stream" },
        payload,
      });
      if (statusCode >= 500) failures.push(`${name}: ${statusCode} ${body}`);
    }
    await studio.app.close();
    return { tried, failures: [...failures, ...studio.errors.map(String)] };
  },
};

/** Saves that lead out of the workspace, and commits of others' files. */
export const paths: Attack = {
  name: "paths that lead out, names that are patterns",
  run: async () => {
    const folder = await makeWorkspace();
    const outside = mkdtempSync(join(tmpdir(), "tagma-outside-"));
    symlinkSync(outside, join(folder, "link"));
    symlinkSync(join(outside, "gone"), join(folder, "nowhere"));
    const git = (...args: string[]): string => execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" });
    git("init", "-q", "-b", "main");
    git("config", "user.name", "T");
    git("config", "user.email", "t@example.com");
    writeFileSync(join(folder, ".gitignore"), ".tagma/\ndata/\nlink\nnowhere\n");
    git("add", ".");
    git("commit", "-qm", "begin");
    const studio = await studioOver(folder);
    const failures: string[] = [];
    const bad = [
      "link/x.tagma",
      "link/new/x.tagma",
      "nowhere/x.tagma",
      "../x.tagma",
      ".git/x.tagma",
      "a/../../x.tagma",
      `${"y".repeat(300)}.tagma`,
    ];
    for (const path of bad) {
      const { json } = await studio.post("save", { files: [{ path, text: "// x\n", revision: null }] });
      if (json?.["saved"] === true) failures.push(`${path} was saved`);
    }
    for (const name of ["x.tagma", "new", "gone"])
      if (existsSync(join(outside, name))) failures.push(`${name} is outside`);
    // Somebody else's edit, which no name of a file may take along.
    writeFileSync(join(folder, "schema.tagma"), `${shop["schema.tagma"]}// by somebody else\n`);
    const patterns = ["*.tagma", "[s]chema.tagma", "sche?a.tagma", ":!q.tagma", "-a.tagma"];
    for (const path of patterns) {
      const { json } = await studio.post("save", {
        files: [{ path, text: "// x\n", revision: null }],
        commit: { branch: null, message: "x" },
      });
      const named = Object(json?.["commit"]).id;
      if (typeof named !== "string") failures.push(`${path} was not committed`);
      else if (git("show", "--name-only", "--format=", "-z", named).replaceAll("\0", "") !== path)
        failures.push(`${path} took others along`);
    }
    await studio.app.close();
    return { tried: bad.length + patterns.length, failures: [...failures, ...studio.errors.map(String)] };
  },
};

/** What rules read beside themselves, and what drafts make of personal fields. */
export const looks: Attack = {
  name: "looking where one may not: lists of other files, drafts that unmask",
  run: async () => {
    const folder = await makeWorkspace({ ...shop, ".env": "SECRET=hunter2\n" });
    mkdirSync(join(folder, "lists"));
    symlinkSync(join(folder, ".env"), join(folder, "lists", "link.txt"));
    const studio = await studioOver(folder);
    const failures: string[] = [];
    let tried = 0;
    const look = async (question: string, input: object, secret: string): Promise<void> => {
      tried++;
      const { body } = await studio.post(question, input);
      if (body.includes(secret)) failures.push(`${question} tells ${secret}: ${JSON.stringify(input).slice(0, 200)}`);
    };
    for (const path of [
      ".env",
      "lists/../.env",
      "lists/link.txt",
      "data/people.csv",
      "lists/../data/people.csv",
      "/etc/passwd",
    ]) {
      const drafts = { "list.tagma": `list l from "${path}"\nsegment s when id is in l\n` };
      for (const secret of ["hunter2", "Ann Ash", "root:"]) {
        await look("why", { drafts, id: "ann", name: "s" }, secret);
        await look("audience", { drafts, name: "s" }, secret);
      }
      writeFileSync(join(folder, "list.tagma"), drafts["list.tagma"]);
      const { body } = await studio.get("workspace");
      tried++;
      if (/hunter2|Ann Ash|root:/.test(body)) failures.push(`the workspace tells what stands in ${path}`);
    }
    writeFileSync(join(folder, "list.tagma"), "");
    const schema = readFileSync(join(folder, "schema.tagma"), "utf8").replace(" personal", "");
    for (const value of ["name", 'name if unknown "x"']) {
      const drafts = { "schema.tagma": schema, "who.tagma": `attribute tag who = ${value}\n` };
      await look("customer", { drafts, id: "ann" }, "Ann Ash");
      await look("why", { drafts, id: "ann", name: "who" }, "Ann Ash");
      await look("audience", { drafts, name: "who" }, "Ann Ash");
      await look("test-text", { drafts, id: "ann", names: ["who"], title: "x" }, "Ann Ash");
    }
    await studio.app.close();
    return { tried, failures: [...failures, ...studio.errors.map(String)] };
  },
};
