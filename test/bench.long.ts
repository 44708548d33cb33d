import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

describe("the benchmarks", () => {
  it.for(["profile", "events", "population", "segments", "workspace", "prove", "language", "studio", "models", "sql"])(
    "%s runs, small, and checks the answers of everyone it measures",
    (name) => {
      const said = execFileSync(
        process.execPath,
        [join(import.meta.dirname, "../bench/run.ts"), name, "--smoke", "--json"],
        { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
      );
      const lines = said
        .trim()
        .split("\n")
        .map((line): Readonly<Record<string, unknown>> => JSON.parse(line));
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) {
        expect(line).toMatchObject({
          bench: name,
          metric: expect.any(String),
          ours: expect.any(Number),
          ratio: expect.any(Number),
        });
        expect(Number.isFinite(line["peer"])).toBe(true);
      }
    },
  );
});
