import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWarehouse, type WarehouseAddress } from "../../warehouse/open.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { startPostgres } from "../../scripts/servers/postgres.ts";
import { northwind } from "../browser/studio.ts";
import { folderWith, tagma, tagmaOut } from "../support/command.ts";
import {
  differences,
  embeddedCounts,
  embeddedTags,
  engineCounts,
  engineTags,
  printedRun,
} from "../support/engine-run.ts";
import { needed } from "./needed.ts";

const CONF = { "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1" };

/** Spark plans and compiles a hundred tags for a minute or two, whatever the number of customers. */
const SLOW = 1_200_000;

interface Engine {
  readonly name: string;
  /** What the command is told. */
  readonly args: readonly string[];
  readonly address: WarehouseAddress;
}

/** The engines, each with a place of its own. */
function engines(): readonly Engine[] {
  const folder = folderWith();
  const spark = {
    master: needed("TAGMA_TEST_SPARK"),
    folder: join(folder, "spark"),
    python: needed("TAGMA_TEST_PYTHON"),
    conf: CONF,
  };
  const conf = Object.entries(CONF).flatMap(([key, value]) => ["--engine-conf", `${key}=${value}`]);
  const file = join(folder, "tags.duckdb");
  return [
    { name: "DuckDB", args: ["--on", "duckdb", "--engine-path", file], address: { target: "duckdb", path: file } },
    {
      name: "PostgreSQL",
      args: ["--on", "postgres", "--engine-url", needed("TAGMA_TEST_POSTGRES")],
      address: { target: "postgres", url: needed("TAGMA_TEST_POSTGRES") },
    },
    {
      name: "Spark",
      args: [
        "--on",
        "spark",
        "--engine-url",
        spark.master,
        "--engine-path",
        spark.folder,
        "--python",
        spark.python,
        ...conf,
      ],
      address: { target: "spark", ...spark },
    },
  ];
}

async function inEngine<Outcome>(
  { address }: Engine,
  work: (warehouse: Warehouse) => Promise<Outcome>,
): Promise<Outcome> {
  const warehouse = await openWarehouse(address);
  try {
    return await work(warehouse);
  } finally {
    await warehouse.close();
  }
}

/** Leaves nothing of an earlier workspace. */
const emptied = (engine: Engine): Promise<void> =>
  inEngine(engine, async (warehouse) => warehouse.drop(await warehouse.tables()));

describe.for(engines())("Northwind on $name", (engine) => {
  let folder = "";
  beforeAll(async () => {
    folder = await northwind(250);
    await emptied(engine);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("prints what the embedded run prints, and has the same tags", { timeout: SLOW }, async () => {
    expect(await printedRun(folder, "--as-of", "2026-03-01", ...engine.args)).toBe(
      await printedRun(folder, "--as-of", "2026-03-01"),
    );
    expect(
      differences(await inEngine(engine, engineTags), await embeddedTags(folder, "--as-of", "2026-03-01")),
    ).toEqual([]);
  });

  it(
    "counts who entered and left which value as the embedded run does, and leaves no other tables",
    { timeout: SLOW },
    async () => {
      expect(await printedRun(folder, "--as-of", "2026-04-05", ...engine.args)).toBe(
        await printedRun(folder, "--as-of", "2026-04-05"),
      );
      const [counts, tables] = await inEngine(
        engine,
        async (warehouse) => [await engineCounts(warehouse), await warehouse.tables()] as const,
      );
      expect(counts).toEqual(embeddedCounts(folder));
      expect(tables.filter((table) => !table.startsWith("event_"))).toEqual([
        "left_out",
        "loaded",
        "outputs",
        "profile",
        "run_values",
        "runs",
        "table_product",
        "tags",
      ]);
    },
  );
});

const shared = new URL("../../../shared/data/completejourney/", import.meta.url);
const missing = existsSync(shared)
  ? false
  : "the folder shared/ with the Complete Journey data does not stand beside the checkout";
if (missing !== false) console.log(`Skipped: ${missing}`);

describe.skipIf(missing !== false)("the Complete Journey households", () => {
  const folder = folderWith();
  let expected: Awaited<ReturnType<typeof embeddedTags>> = {};
  beforeAll(async () => {
    cpSync(new URL("../../examples/grocery-loyalty", import.meta.url), folder, {
      recursive: true,
      filter: (path) => !path.includes(".tagma/"),
    });
    mkdirSync(join(folder, "data"), { recursive: true });
    for (const file of ["events.csv", "demographics.csv"]) cpSync(new URL(file, shared), join(folder, "data", file));
    await tagmaOut("import", "-w", folder);
    expected = await embeddedTags(folder);
  }, 600_000);

  it.for(engines())("have the same tags on $name, household by household", { timeout: SLOW }, async (engine) => {
    await emptied(engine);
    const printed = await printedRun(folder, ...engine.args);
    expect(differences(await inEngine(engine, engineTags), expected)).toEqual([]);
    expect(printed).toBe(await printedRun(folder));
  });
});

it("a refused login, and a server that dies midway, give one clear error", async () => {
  const folder = await northwind(50);
  const server = await startPostgres(needed("TAGMA_TEST_POSTGRES_BIN"));
  const wrong = new URL(server.url);
  wrong.password = "h0rse-battery";
  const refused = await tagma("run", "-w", folder, "--on", "postgres", "--engine-url", wrong.href);
  expect(refused).toEqual({
    code: 2,
    out: "",
    err: expect.stringMatching(
      /^tagma: PostgreSQL at 127\.0\.0\.1:\d+\/postgres refuses: password authentication failed for user "tagma"\n$/,
    ),
  });
  const running = tagma("run", "-w", folder, "--on", "postgres", "--engine-url", server.url);
  const watcher = await openWarehouse({ target: "postgres", url: server.url });
  let ended = false;
  void running.then(() => {
    ended = true;
  });
  // The statement that makes the tags has begun.
  while (
    !ended &&
    (
      await watcher.rows(
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE TABLE%' AND state = 'active' AND pid <> pg_backend_pid()",
      )
    ).rows[0]?.[0] === 0
  )
    await new Promise((resume) => {
      setTimeout(resume, 5);
    });
  await server.stop("crash");
  expect(await running).toEqual({
    code: 2,
    out: "",
    err: expect.stringMatching(
      /^tagma: the connection to PostgreSQL at 127\.0\.0\.1:\d+\/postgres broke; what was begun has been undone\n$/,
    ),
  });
  await watcher.close().catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
});

it("two runs at once in one database don't meet", async () => {
  const folder = await northwind(50);
  const [, postgres] = engines();
  if (postgres === undefined) throw new Error("there is no PostgreSQL");
  await emptied(postgres);
  const ran = await inEngine(postgres, async (warehouse) => {
    await warehouse.rows(`SELECT pg_try_advisory_lock(${0x74_61_67_6d_61})`);
    return await tagma("run", "-w", folder, ...postgres.args);
  });
  expect(ran).toEqual({
    code: 2,
    out: "",
    err: "tagma: another run is under way in this database; try again when it has finished\n",
  });
  rmSync(folder, { recursive: true, force: true });
});
