import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { customerOf } from "./history.ts";
import { headings, productsText, textOf, type DataFile } from "./rows.ts";

/** Characters that are gathered before they are handed to the file. */
const chunkLength = 1 << 17;

/** One data file that is written piece by piece. */
interface Sink {
  /** Adds text; the promise waits while the disk is behind, so that memory stays flat. */
  add(text: string): Promise<void> | undefined;
  close(): Promise<void>;
}

function sinkOf(path: string): Sink {
  const stream = createWriteStream(path);
  const done = finished(stream);
  done.catch(() => {}); // Whoever writes next or closes hears of it; until then it is not "unhandled".
  let waiting = "";
  async function flush(): Promise<void> {
    const text = waiting;
    waiting = "";
    if (!stream.write(text)) await Promise.race([once(stream, "drain"), done]);
  }
  return {
    add(text) {
      waiting += text;
      return waiting.length < chunkLength ? undefined : flush();
    },
    async close() {
      stream.end(waiting);
      await done;
    },
  };
}

/**
 * Writes the data files of the given number of customers into a folder, which is made if need be.
 * `progress` is called with the number of customers written so far, now and then and at the end.
 */
export async function writeData(
  folder: string,
  customers: number,
  seed: number,
  progress: (written: number) => void,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "products.csv"), productsText);
  const sink = (file: DataFile): readonly [DataFile, Sink] => [file, sinkOf(join(folder, file))];
  const sinks = [sink("customers.csv"), sink("orders.csv"), sink("views.csv"), sink("other.jsonl")];
  for (const [file, { add }] of sinks) await add(headings[file]);
  for (let k = 1; k <= customers; k += 1) {
    const text = textOf(customerOf(seed, k));
    for (const [file, { add }] of sinks) {
      const wait = add(text[file]);
      if (wait !== undefined) await wait;
    }
    if (k % 1000 === 0 || k === customers) progress(k);
  }
  await Promise.all(sinks.map(([, { close }]) => close()));
}
