import { once } from "node:events";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installEngines } from "./install.ts";
import { startPostgres } from "./postgres.ts";
import { startSpark } from "./spark.ts";

/**
 * `npm run test:engines`: installs PostgreSQL and Spark where they are missing, starts them on the loopback address, runs
 * the tests of the engines, and stops everything whatever happens. Arguments go to vitest.
 */
const root = fileURLToPath(new URL("../../", import.meta.url));
const stops: (() => Promise<void>)[] = [];
let stopping: Promise<unknown> | undefined;
const stopAll = (): Promise<unknown> => (stopping ??= Promise.allSettled(stops.map((stop) => stop())));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => void stopAll().then(() => process.exit(130)));

try {
  const installed = installEngines();
  const started = performance.now();
  const postgres = await startPostgres(installed.postgresBin);
  stops.push(() => postgres.stop());
  const spark = await startSpark(installed.sparkHome);
  stops.push(() => spark.stop());
  console.log(`── PostgreSQL and Spark are up (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
  const tests = spawn(process.execPath, [vitest, "run", "--project", "engines", ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      TAGMA_TEST_POSTGRES: postgres.url,
      TAGMA_TEST_POSTGRES_BIN: installed.postgresBin,
      TAGMA_TEST_SPARK: spark.master,
      TAGMA_TEST_PYTHON: installed.python,
      SPARK_LOCAL_IP: "127.0.0.1",
    },
  });
  stops.push(async () => void tests.kill());
  const [code] = await once(tests, "exit");
  process.exitCode = typeof code === "number" ? code : 1;
} catch (error) {
  console.error(`The engines can't be tested: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await stopAll();
}
