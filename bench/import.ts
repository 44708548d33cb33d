import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/**
 * How fast event files are imported and how much memory it takes: a first load and a growth by a tenth, for two sizes
 * of file and two shapes of event ids. `node bench/import.ts [--megabytes 100,1000] [--ids sequential,random] [--json]`
 */
const { values } = parseArgs({
  options: {
    megabytes: { type: "string", default: "100,1000" },
    ids: { type: "string", default: "sequential,random" },
    json: { type: "boolean", default: false },
  },
});
const bin = fileURLToPath(new URL("../bin/tagma.js", import.meta.url));
const CUSTOMERS = 300_000;
const config = {
  language: 1,
  timeZone: "Europe/Madrid",
  sources: [
    { name: "orders", file: "orders.csv", customer: "customer", id: "order", time: "paid_at", event: "order_paid" },
  ],
};
const rules =
  "profile customer { city: text }\nevent order_paid { amount: money at least 0 required  channel: one of (app, web, store)  category: one of (fresh, snacks, beauty, home) }\n";

/** Whole numbers below a limit, the same in every run. */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Appends orders to a file until it has some size; gives how many rows it has then. */
function writeOrders(path: string, bytes: number, ids: string, from: number): number {
  const pick = random(from + 1);
  const file = openSync(path, from === 0 ? "w" : "a");
  const hex = (): string =>
    pick(2 ** 32)
      .toString(16)
      .padStart(8, "0");
  let [row, size] = [from, from === 0 ? 0 : statSync(path).size];
  let pending = from === 0 ? "order,customer,paid_at,amount,channel,category\n" : "";
  while (size + pending.length < bytes) {
    const id =
      ids === "random"
        ? `${hex()}-${hex().slice(4)}-4${hex().slice(5)}-8${hex().slice(5)}-${hex()}${hex().slice(4)}`
        : `o${String(row).padStart(9, "0")}`;
    const time = new Date(1.6e12 + row * 4000).toISOString().slice(0, 19);
    pending += `${id},c${pick(CUSTOMERS)},${time},${pick(500)}.${10 + pick(90)},${["app", "web", "store"][pick(3)]},${["fresh", "snacks", "beauty", "home"][pick(4)]}\n`;
    row++;
    if (pending.length > 1 << 20) {
      writeSync(file, pending);
      size += pending.length;
      pending = "";
    }
  }
  writeSync(file, pending);
  closeSync(file);
  return row;
}

/** Clock ticks of a second on Linux. */
const TICKS = 100;

/** Runs an import in a process of its own; its seconds from start to end, those of a processor, and the most memory that it held. */
async function importIn(
  folder: string,
): Promise<{ readonly seconds: number; readonly busy: number; readonly peak: number }> {
  const started = performance.now();
  const child = spawn(process.execPath, [bin, "import", "-w", folder], { stdio: ["ignore", "ignore", "inherit"] });
  let [peak, busy] = [0, 0];
  const watch = setInterval(() => {
    try {
      const [utime = 0, stime = 0] = readFileSync(`/proc/${child.pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ")
        .slice(11, 13)
        .map(Number);
      busy = Math.max(busy, (utime + stime) / TICKS);
      peak = Math.max(
        peak,
        Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1024,
      );
    } catch {
      // It has ended, or this is no Linux: then there is no figure.
    }
  }, 50);
  const code = await new Promise<number | null>((resolve) => {
    child.once("close", resolve);
  });
  clearInterval(watch);
  if (code !== 0) throw new Error(`the import ended with ${code}`);
  return { seconds: (performance.now() - started) / 1000, busy, peak };
}

if (!values.json)
  console.log(
    "| ids | file | first load | of processor time | peak memory | growth by a tenth | of processor time | peak memory |\n| --- | --- | --- | --- | --- | --- | --- | --- |",
  );
for (const ids of values.ids.split(",")) {
  for (const megabytes of values.megabytes.split(",").map(Number)) {
    const folder = mkdtempSync(join(tmpdir(), "tagma-bench-"));
    try {
      writeFileSync(join(folder, "tagma.json"), JSON.stringify(config));
      writeFileSync(join(folder, "rules.tagma"), rules);
      const rows = writeOrders(join(folder, "orders.csv"), megabytes * 1e6, ids, 0);
      const first = await importIn(folder);
      const more = writeOrders(join(folder, "orders.csv"), megabytes * 1.1e6, ids, rows) - rows;
      const growth = await importIn(folder);
      if (values.json)
        console.log(
          JSON.stringify({
            bench: "import",
            ids,
            megabytes,
            rows,
            rowsPerSecond: Math.round(rows / first.seconds),
            rowsPerProcessorSecond: Math.round(rows / first.busy),
            peakMegabytes: Math.round(first.peak),
            growthRows: more,
            growthRowsPerSecond: Math.round(more / growth.seconds),
            growthRowsPerProcessorSecond: Math.round(more / growth.busy),
            growthPeakMegabytes: Math.round(growth.peak),
          }),
        );
      else
        console.log(
          `| ${ids} | ${megabytes} MB, ${rows.toLocaleString("en")} rows | ${Math.round(rows / first.seconds).toLocaleString("en")} rows/s (${first.seconds.toFixed(1)} s) | ${Math.round(rows / first.busy).toLocaleString("en")} rows/s | ${Math.round(first.peak)} MB | ${Math.round(more / growth.seconds).toLocaleString("en")} rows/s (${more.toLocaleString("en")} rows) | ${Math.round(more / growth.busy).toLocaleString("en")} rows/s | ${Math.round(growth.peak)} MB |`,
        );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
