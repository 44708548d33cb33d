import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Asker } from "../../../editor/studio/data/questions.ts";
import { questionLimits } from "../../../editor/studio/data/question-limits.ts";
import { ThreadPool } from "../../../editor/studio/data/thread-pool.ts";
import { Jobs } from "../../../editor/studio/server/jobs.ts";
import { makeWorkspace, studioOver } from "./workspace.ts";

const audience = { drafts: {}, name: "x" };
const search = { text: "" };
/** On a busy machine memory may fill slowly: then time must not be what ends the question. */
const AMPLE_SECONDS = 600;
/** Threads that do what they are asked, good or bad. */
const pool = (most: number, seconds = AMPLE_SECONDS): ThreadPool =>
  new ThreadPool(
    { folder: "", showPersonal: false },
    questionLimits({ seconds, megabytes: 128 }),
    most,
    new URL("wilful-thread.ts", import.meta.url),
  );

describe("one person never stops another", () => {
  it.for([
    ["takes too long", "audience", "question-too-slow", 2],
    ["takes too much memory", "review", "question-too-large", AMPLE_SECONDS],
  ] as const)("whose question %s is told so, while others are answered", async ([, question, key, seconds]) => {
    const threads = pool(2, seconds);
    const order: string[] = [];
    const bad = threads.ask(question, audience, { person: "ann" }).catch((error: unknown) => {
      order.push("ann");
      return error;
    });
    // She asks more: that waits for the first, and is answered by a new thread.
    const waits = threads.ask("search", search, { person: "ann" });
    const others = ["bob", "cem", "dan"].map(async (person) => {
      const { total } = await threads.ask("search", search, { person });
      order.push(person);
      return total;
    });
    expect(await Promise.all(others)).toEqual([4, 4, 4]);
    expect(await bad).toMatchObject({ told: { key } });
    expect((await waits).total).toBe(4);
    expect([...order].sort()).toEqual(["ann", "bob", "cem", "dan"]);
    await threads.close();
  });

  it.for(["why", "trend"] as const)("whose question ends a thread (%s) fails alone", async (question) => {
    const threads = pool(1);
    const input = { ...audience, id: "ann", points: 2, step: "day" as const };
    const bad = threads.ask(question, input, { person: "ann" }).then(
      () => "answered",
      () => "failed",
    );
    const good = threads.ask("search", search, { person: "bob" });
    expect(await bad).toBe("failed");
    expect((await good).total).toBe(4);
    await threads.close();
  });

  it("supersedes only what the same person asked in the same lane", async () => {
    const threads = pool(1);
    const people = ["ann", "bob", "cem", "dan"];
    const find = async (asker: Asker): Promise<string> =>
      await threads.ask("search", search, asker).then(
        () => "answered",
        (error: unknown) => String(Object(error).code),
      );
    // Everybody types three letters at once, in lanes that are called alike.
    const answers = await Promise.all(
      people.flatMap((person) => [1, 2, 3].map(() => find({ person, lane: "search" }))),
    );
    expect(answers).toEqual(people.flatMap(() => ["superseded", "superseded", "answered"]));
    const without = await Promise.all([1, 2, 3].map(() => find({ person: "ann" })));
    expect(without).toEqual(["answered", "answered", "answered"]);
    await threads.close();
  });

  it("takes turns: who asks much waits behind who asks little", async () => {
    const threads = pool(1);
    const order: string[] = [];
    const ask = async (person: string): Promise<void> => {
      await threads.ask("search", search, { person });
      order.push(person);
    };
    await Promise.all([...Array.from({ length: 20 }, () => ask("ann")), ask("bob"), ask("cem")]);
    expect(order).toHaveLength(22);
    expect(Math.max(order.indexOf("bob"), order.indexOf("cem"))).toBeLessThan(4);
    await threads.close();
  });

  it("lets nobody wait for ever behind people who always are new", async () => {
    const threads = pool(1);
    const order: string[] = [];
    const ask = async (person: string): Promise<void> => {
      await threads.ask("search", search, { person });
      order.push(person);
    };
    const own = [1, 2, 3].map(() => ask("ann"));
    // For each one that is answered another comes, under a new name.
    const others = Array.from({ length: 4 }, async (_, lane) => {
      for (let next = 0; next < 10; next++) await ask(`new ${lane} ${next}`);
    });
    await Promise.all([...own, ...others]);
    expect(order.lastIndexOf("ann")).toBeLessThan(20);
    await threads.close();
  });

  it("lets no more than some questions of one person wait", async () => {
    const threads = pool(1);
    const found = await Promise.all(
      Array.from({ length: 300 }, () =>
        threads.ask("search", search, { person: "ann" }).then(
          () => "answered",
          (error: unknown) => String(Object(error).code),
        ),
      ),
    );
    expect(found.filter((answer) => answer === "answered")).toHaveLength(200);
    expect(found.filter((answer) => answer === "busy")).toHaveLength(100);
    await threads.close();
  });
});

describe("runs and imports", () => {
  const failed = (error: unknown): void => {
    throw error;
  };
  it("that wait for the same are one, and end one after another", async () => {
    const jobs = new Jobs();
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const begin = (same: string, person = "ann") =>
      jobs.begin(
        { kind: "run", same, person },
        async () => {
          begun.push(same);
          await new Promise<void>((resolve) => {
            ends.push(resolve);
          });
          return null;
        },
        failed,
        "en",
      );
    const first = begin("today");
    await expect.poll(() => begun).toEqual(["today"]);
    // The first has begun: what is asked for now may have changed since. All who ask now get one.
    const [second, third, other] = [begin("today", "bob"), begin("today", "cem"), begin("yesterday")];
    expect(second.id).not.toBe(first.id);
    expect(third.id).toBe(second.id);
    expect(other.id).not.toBe(second.id);
    expect(begun).toEqual(["today"]);
    ends.shift()?.();
    await expect.poll(() => begun).toEqual(["today", "today"]);
    expect(jobs.get(first.id, "en")).toMatchObject({ state: "done" });
    ends.shift()?.();
    await expect.poll(() => begun).toEqual(["today", "today", "yesterday"]);
    ends.shift()?.();
    await expect.poll(() => jobs.get(other.id, "en")).toMatchObject({ state: "done" });
  });

  it("are limited for each person", () => {
    const jobs = new Jobs();
    const never = (): Promise<null> => new Promise<null>(() => undefined);
    const begin = (person: string, same: number) =>
      jobs.begin({ kind: "run", same: String(same), person }, never, failed, "en").state;
    expect(Array.from({ length: 9 }, (_, same) => begin("ann", same))).toEqual([
      ...Array.from({ length: 8 }, () => "working"),
      "failed",
    ]);
    expect(begin("bob", 0)).toBe("working");
  });
});

describe("files that are brought", () => {
  const bring = async (
    studio: Awaited<ReturnType<typeof studioOver>>,
    payload: Buffer,
    window = "w",
    name = "a.csv",
  ): Promise<Record<string, unknown>> => {
    const { body } = await studio.app.inject({
      method: "POST",
      url: `/api/uploads?name=${name}`,
      headers: { host: "localhost", "content-type": "application/octet-stream", "x-tagma-window": window },
      payload,
    });
    return JSON.parse(body);
  };
  const table = (rows: number): Buffer => Buffer.from(`id,text\n${`1,${"x".repeat(1000)}\n`.repeat(rows)}`);

  it("have room up to what is set, for each person and together", async () => {
    const folder = await makeWorkspace();
    const studio = await studioOver(folder, { uploads: { megabytes: 3, megabytesEach: 2 } });
    const megabyte = table(1000);
    expect(await bring(studio, megabyte, "ann")).toMatchObject({ ok: true });
    expect(await bring(studio, megabyte, "ann")).toMatchObject({ ok: true });
    expect(await bring(studio, megabyte, "ann")).toMatchObject({ ok: false, problem: { code: "too-many" } });
    expect(await bring(studio, table(10), "bob")).toMatchObject({ ok: true });
    expect(await bring(studio, table(2200), "cem")).toMatchObject({ ok: false, problem: { code: "too-many" } });
    // What was refused has left nothing behind.
    expect(readdirSync(join(folder, ".tagma", "uploads"))).toHaveLength(6);
    await studio.app.close();
    expect(studio.errors).toEqual([]);
  });

  it("that are damaged are refused or read, and the thread goes on", async () => {
    const folder = await makeWorkspace();
    const studio = await studioOver(folder, { threads: true });
    const line = '{"id":"a","text":"é"}\n';
    for (let trial = 0; trial < 30; trial++) {
      const bytes = Buffer.from(line.repeat(10_000));
      // A byte that is none of UTF-8, at another place each time.
      bytes[(trial * 7919) % bytes.length] = trial % 2 === 0 ? 0xff : 0x00;
      const answer = await bring(studio, bytes, `w${trial}`, trial % 3 === 0 ? "a.jsonl.gz" : "a.jsonl");
      expect(["ok" in answer, trial]).toEqual([true, trial]);
      const upload = answer["upload"] as { readonly id: string } | undefined;
      if (upload === undefined) continue;
      const looked = await studio.post("uploads/propose", { uploads: [upload.id], drafts: {} });
      expect([looked.status, trial]).toEqual([200, trial]);
    }
    expect((await studio.get("customers")).json).toMatchObject({ total: 4 });
    await studio.app.close();
    expect(studio.errors).toEqual([]);
  });
});
