import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { readBytes } from "../../store/read/bytes.ts";

it.each([false, true])(
  "a file that is gone is an error of whoever reads it, and of nobody else (gzip: %s)",
  async (gzip) => {
    const gone = (): AsyncIterable<Buffer> => readBytes("/nowhere/at-all.csv", "x", { start: 0, end: 100 }, gzip).bytes;
    // An error that nobody listens for ends the process, and so this test.
    gone();
    await wait(20);
    const read = async (): Promise<void> => {
      for await (const piece of gone()) expect(piece).toBeUndefined();
    };
    await expect(read()).rejects.toMatchObject({ code: "ENOENT" });
  },
);
