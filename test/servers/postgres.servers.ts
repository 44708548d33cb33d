import { expect, test } from "vitest";
import { openPostgres } from "../../warehouse/postgres/postgres.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { startPostgres } from "../../scripts/servers/postgres.ts";
import { describeWarehouse, problemOf } from "../support/warehouse.ts";
import { needed } from "./needed.ts";

const url = needed("TAGMA_TEST_POSTGRES");
const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

describeWarehouse({
  name: "PostgreSQL",
  open: () => openPostgres(url),
  quote,
  slow: "SELECT sum(a::numeric * b % 7) AS n FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b",
  transactions: true,
  zeroCharacter: false,
  rows: 1_000_000,
});

/** The address with something changed. */
function changed(change: (address: URL) => void): string {
  const address = new URL(url);
  change(address);
  return address.href;
}

test("a wrong password, user or database is refused, and the password not repeated", async () => {
  const wrong = await problemOf(
    openPostgres(
      changed((address) => {
        address.password = "h0rse-battery";
      }),
    ),
  );
  expect(wrong).toEqual({
    problem: "refused",
    message: expect.stringMatching(
      /^PostgreSQL at 127\.0\.0\.1:\d+\/postgres refuses: password authentication failed for user "tagma"$/,
    ),
  });
  expect(
    (
      await problemOf(
        openPostgres(
          changed((address) => {
            address.username = "nobody";
          }),
        ),
      )
    ).problem,
  ).toBe("refused");
  expect(
    (
      await problemOf(
        openPostgres(
          changed((address) => {
            address.pathname = "/nowhere";
          }),
        ),
      )
    ).message,
  ).toContain('database "nowhere" does not exist');
  expect(
    (
      await problemOf(
        openPostgres(
          changed((address) => {
            address.password = "";
          }),
        ),
      )
    ).message,
  ).toContain("PGPASSWORD");
});

test("nobody at the address, and no address", async () => {
  expect(
    await problemOf(
      openPostgres(
        changed((address) => {
          address.port = "1";
        }),
      ),
    ),
  ).toEqual({
    problem: "unreachable",
    message: "PostgreSQL does not answer at 127.0.0.1:1/postgres; is it running, and is the address right?",
  });
  const { problem, message } = await problemOf(openPostgres("postgres://tag ma:h0rse@:x/y"));
  expect(problem).toBe("unreachable");
  expect(message).not.toContain("h0rse");
});

test("the environment says where it is when the address does not", async () => {
  const { hostname, port, username, password } = new URL(url);
  const before = { ...process.env };
  Object.assign(process.env, {
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: username,
    PGPASSWORD: password,
    PGDATABASE: "postgres",
  });
  try {
    const warehouse = await openPostgres();
    expect((await warehouse.rows("SELECT current_user::text")).rows).toEqual([["tagma"]]);
    await warehouse.close();
  } finally {
    process.env = before;
  }
});

test("what others have built on a table is not removed", async () => {
  const warehouse = await openPostgres(url);
  await warehouse.create("base", "SELECT 1 AS one");
  await warehouse.execute(["CREATE VIEW tagma.built AS SELECT one + 1 AS two FROM tagma.base"]);
  const { problem, message } = await problemOf(warehouse.create("base", "SELECT 2 AS one"));
  expect(problem).toBe("failed");
  expect(message).toContain("built");
  await warehouse.execute(["DROP VIEW tagma.built"]);
  await warehouse.close();
});

async function firstBatch(warehouse: Warehouse, then: () => void): Promise<unknown> {
  return warehouse.load([
    {
      table: "half",
      count: 1_000_000,
      columns: [{ name: "k", type: "integer" }],
      *batches() {
        for (let batch = 0; batch < 1000; batch++) {
          if (batch === 20) then();
          yield Array.from({ length: 1000 }, (_, index) => [batch * 1000 + index]);
        }
      },
    },
  ]);
}

test("a session that is ended midway leaves no half-written table", async () => {
  const warehouse = await openPostgres(url);
  const other = await openPostgres(url);
  const id = (await warehouse.rows("SELECT pg_backend_pid()")).rows[0]?.[0];
  expect(
    (await problemOf(firstBatch(warehouse, () => void other.rows(`SELECT pg_terminate_backend(${id})`)))).problem,
  ).toBe("gone");
  expect((await problemOf(warehouse.rows("SELECT 1"))).problem).toBe("gone");
  expect(await other.tables()).not.toContain("half");
  await Promise.all([warehouse.close(), other.close()]);
});

test("a server that dies midway gives one clear error", async () => {
  const server = await startPostgres(needed("TAGMA_TEST_POSTGRES_BIN"));
  const warehouse = await openPostgres(server.url);
  const stopped: Promise<void>[] = [];
  const { problem, message } = await problemOf(firstBatch(warehouse, () => stopped.push(server.stop("crash"))));
  expect(problem).toBe("gone");
  expect(message).toMatch(
    /^the connection to PostgreSQL at 127\.0\.0\.1:\d+\/postgres broke; what was begun has been undone$/,
  );
  await Promise.all(stopped);
  await warehouse.close();
});
