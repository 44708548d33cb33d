import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { dialects, lowerToSql, tagmaLayout, type SqlQuery } from "../engine/sql/index.ts";
import { eventTableName, fieldColumnName } from "../warehouse/names.ts";
import { openWarehouse, type WarehouseAddress } from "../warehouse/open.ts";
import { runInWarehouse, type Phase, type WarehouseReport } from "../warehouse/run.ts";
import { SCHEMA, type Warehouse, type WarehouseTarget } from "../warehouse/warehouse.ts";
import { compileWorkspace, openWorkspace } from "../store/workspace/workspace.ts";
import { installEngines } from "../scripts/servers/install.ts";
import { startPostgres } from "../scripts/servers/postgres.ts";
import { startSpark } from "../scripts/servers/spark.ts";
import { AS_OF, fillNorthwind } from "./support/warehouse.ts";

/**
 * What `tagma run --on` costs in each engine: Northwind's tags over the same customers and events, which stand in the
 * engine already. The engines are installed and started on this machine, and stopped at the end. Their counts must agree.
 * `node bench/engines.ts [--events 1000000,10000000] [--on duckdb,postgres,spark] [--conf spark.sql.shuffle.partitions=8]`
 */
const { values } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    on: { type: "string", default: "duckdb,postgres,spark" },
    conf: { type: "string", multiple: true, default: [] },
  },
});
const sizes = values.events.split(",").map(Number);
const targets = (["duckdb", "postgres", "spark"] as const).filter((target) => values.on.split(",").includes(target));

const workspace = openWorkspace(join(import.meta.dirname, "../examples/northwind"));
const { program, plan } = compileWorkspace(workspace);
if (plan === undefined) throw new Error("Northwind has errors");
const rules = plan;
const events = [...program.events.keys()];
const proved = new Set(plan.outputs.map(({ name }) => name));
const layout = tagmaLayout(events, {
  schema: [SCHEMA],
  versions: false,
  table: eventTableName,
  column: fieldColumnName,
});

function lowered(target: WarehouseTarget): SqlQuery {
  return lowerToSql(rules, { dialect: dialects[target], layout, asOf: AS_OF, events, proved });
}

/** Seconds of each thing that a run does. */
async function timedRun(
  warehouse: Warehouse,
): Promise<{ readonly report: WarehouseReport; readonly seconds: Readonly<Record<Phase | "all", number>> }> {
  const begun = performance.now();
  const since = new Map<Phase, number>();
  const report = await runInWarehouse(warehouse, rules, lowered(warehouse.target), {
    asOf: AS_OF,
    explicit: false,
    runs: {},
    data: undefined,
    progress: (phase) => {
      if (!since.has(phase)) since.set(phase, performance.now());
    },
  });
  const ended = performance.now();
  const counting = since.get("counting") ?? ended;
  return {
    report,
    seconds: {
      loading: 0,
      evaluating: (counting - begun) / 1000,
      counting: (ended - counting) / 1000,
      all: (ended - begun) / 1000,
    },
  };
}

/** The counts that must be alike; means are sums of doubles in another order. */
const countsOf = ({ customers, leftOutCount, summaries }: WarehouseReport): string =>
  JSON.stringify([
    customers,
    leftOutCount,
    summaries.map(({ output, known, none, unknown, errors, values: byValue, spread }) => [
      output.name,
      known,
      none,
      unknown,
      errors,
      byValue === undefined ? null : [...byValue],
      output.type.kind === "number" ? null : [spread?.least, spread?.most],
    ]),
  ]);

/** Northwind's tables as files: Parquet for Spark, CSV for PostgreSQL, a database of its own for DuckDB. */
async function writeData(folder: string, customers: number, wanted: number): Promise<string[]> {
  const instance = await DuckDBInstance.create(join(folder, "northwind.duckdb"));
  const connection = await instance.connect();
  await fillNorthwind(connection, customers, wanted);
  const tables = (
    await connection.runAndReadAll(`SELECT table_name FROM information_schema.tables WHERE table_schema = '${SCHEMA}'`)
  )
    .getRows()
    .map(([name]) => String(name));
  for (const table of tables) {
    if (targets.includes("spark")) {
      mkdirSync(join(folder, "spark", table), { recursive: true });
      await connection.run(
        `COPY ${SCHEMA}."${table}" TO '${join(folder, "spark", table, "part.parquet")}' (FORMAT parquet)`,
      );
    }
    if (targets.includes("postgres"))
      await connection.run(`COPY ${SCHEMA}."${table}" TO '${join(folder, `${table}.csv`)}' (HEADER false)`);
  }
  const columns = (
    await connection.runAndReadAll(
      `SELECT table_name, string_agg('"' || column_name || '" ' || CASE data_type WHEN 'VARCHAR' THEN 'text COLLATE "C"' WHEN 'DOUBLE' THEN 'double precision' ELSE lower(data_type) END, ', ' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_schema = '${SCHEMA}' GROUP BY ALL`,
    )
  ).getRows();
  connection.closeSync();
  instance.closeSync();
  return columns.flatMap(([table, types]) => [
    `CREATE TABLE ${SCHEMA}."${table}" (${types})`,
    `COPY ${SCHEMA}."${table}" FROM '${join(folder, `${table}.csv`)}' (FORMAT csv)`,
    `ANALYZE ${SCHEMA}."${table}"`,
  ]);
}

const stops: (() => Promise<void>)[] = [];
const folder = mkdtempSync(join(tmpdir(), "tagma-engines-"));
chmodSync(folder, 0o755);
try {
  const installed = targets.some((target) => target !== "duckdb") ? installEngines() : undefined;
  const postgres =
    installed !== undefined && targets.includes("postgres") ? await startPostgres(installed.postgresBin) : undefined;
  if (postgres !== undefined) stops.push(() => postgres.stop());
  const spark =
    installed !== undefined && targets.includes("spark") ? await startSpark(installed.sparkHome) : undefined;
  if (spark !== undefined) stops.push(() => spark.stop());
  const address = (target: WarehouseTarget): WarehouseAddress => {
    switch (target) {
      case "duckdb":
        return { target, path: join(folder, "northwind.duckdb") };
      case "postgres":
        return { target, url: postgres?.url };
      case "spark":
        return {
          target,
          master: spark?.master,
          folder: join(folder, "spark"),
          python: installed?.python,
          conf: {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            ...Object.fromEntries(values.conf.map((text) => text.split("=", 2))),
          },
        };
    }
  };
  for (const size of sizes) {
    const intoPostgres = await writeData(folder, size / 10, size);
    let expected: string | undefined;
    for (const target of targets) {
      const warehouse = await openWarehouse(address(target));
      try {
        if (target === "postgres")
          await warehouse.execute([
            `DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`,
            `CREATE SCHEMA ${SCHEMA}`,
            ...intoPostgres,
          ]);
        for (const which of ["first", "again"]) {
          const { report, seconds } = await timedRun(warehouse);
          expected ??= countsOf(report);
          if (countsOf(report) !== expected) throw new Error(`${warehouse.version} counts otherwise`);
          console.log(
            `${warehouse.version}, ${size} events, ${which}: ${seconds.all.toFixed(1)} s (evaluating ${seconds.evaluating.toFixed(1)}, counting and keeping ${seconds.counting.toFixed(1)}), ${((seconds.all / size) * 1e6).toFixed(1)} µs an event`,
          );
        }
      } finally {
        await warehouse.close();
      }
    }
    rmSync(join(folder, "spark"), { recursive: true, force: true });
  }
} finally {
  await Promise.allSettled(stops.map((stop) => stop()));
  rmSync(folder, { recursive: true, force: true });
}
