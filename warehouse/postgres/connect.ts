import type { Client, ClientConfig } from "pg";
import { engineMessage, WarehouseError } from "../errors.ts";
import { postgresProblem } from "./problems.ts";
import { message } from "../../grammar/texts/message.ts";

type Driver = Pick<typeof import("pg"), "Client">;

const CONNECT_MS = 10_000;

/** A connection with what is needed to speak of it and to stop what it does. */
export interface Connected {
  readonly client: Client;
  readonly version: string;
  /** Host, port and database, without anything secret. */
  readonly place: string;
  /** True when the connection has broken. */
  isGone(): boolean;
  /** Asks the server to stop the statement that runs. */
  cancel(): Promise<void>;
  close(): Promise<void>;
}

/** @throws WarehouseError when nobody answers, or the login is refused */
export async function connect(pg: Driver, url: string | undefined): Promise<Connected> {
  const config: ClientConfig = {
    ...(url === undefined ? {} : { connectionString: url }),
    connectionTimeoutMillis: CONNECT_MS,
    application_name: "tagma",
    keepAlive: true,
  };
  const client = newClient(pg, config);
  const place = `${client.host}:${client.port}/${client.database ?? ""}`;
  let gone = false;
  // Whoever waits for a statement is told; without a listener it would end the process.
  client.on("error", () => {
    gone = true;
  });
  client.on("end", () => {
    gone = true;
  });
  try {
    await client.connect();
    const version = await prepare(client);
    return {
      client,
      version,
      place,
      isGone: () => gone,
      cancel: () => cancelOf(pg, config, client),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error instanceof WarehouseError ? error : postgresProblem(error, place, engineMessage);
  }
}

function newClient(pg: Driver, config: ClientConfig): Client {
  try {
    return new pg.Client(config);
  } catch {
    // The message of a malformed address would show it, password included.
    throw new WarehouseError("unreachable", message("postgres-address"));
  }
}

/** What the planner can't know of steps that are worked out once: it takes them for one row, and would read them again for every customer. */
const PLANNING = ["enable_nestloop TO off", "jit TO off"];

/** Makes a session independent of the server's own settings, and gives the server's version. */
async function prepare(client: Client): Promise<string> {
  for (const setting of [
    ...PLANNING,
    "search_path TO tagma, public",
    "TIME ZONE 'UTC'",
    "client_encoding TO 'UTF8'",
    "standard_conforming_strings TO on",
    "extra_float_digits TO 1",
    "DateStyle TO 'ISO'",
    "client_min_messages TO warning",
  ])
    await client.query(`SET ${setting}`);
  // A statement ends when nobody waits for it any more; servers before 14 can't tell.
  await client.query(
    "SELECT set_config(name, '5000', false) FROM pg_settings WHERE name = 'client_connection_check_interval'",
  );
  const { rows } = await client.query<{ encoding: string; version: string }>(
    "SELECT current_setting('server_encoding') AS encoding, current_setting('server_version') AS version",
  );
  const { encoding = "", version = "" } = rows[0] ?? {};
  if (encoding !== "UTF8") throw new WarehouseError("failed", message("postgres-encoding", { encoding }));
  return version.split(" ")[0] ?? version;
}

/** A statement is stopped from a connection beside it; when that is not possible any more, it has ended by itself. */
async function cancelOf(pg: Driver, config: ClientConfig, client: Client): Promise<void> {
  const beside = new pg.Client(config);
  beside.on("error", () => undefined);
  try {
    await beside.connect();
    await beside.query("SELECT pg_cancel_backend($1)", [Reflect.get(client, "processID")]);
  } catch {
    // Nobody waits for this: the work itself tells how it ended.
  } finally {
    await beside.end().catch(() => undefined);
  }
}
