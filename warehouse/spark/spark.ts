import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { WarehouseError } from "../errors.ts";
import { interruptible } from "../interruptible.ts";
import { requireTableName } from "../names.ts";
import { writeParquetTables } from "../parquet.ts";
import { SCHEMA, type Answer, type FileSource, type TableLoad, type Warehouse, type Work } from "../warehouse.ts";
import { SparkChannel, type Outcome } from "./channel.ts";
import { message } from "../../grammar/texts/message.ts";

export interface SparkOptions {
  /** Such as `spark://host:7077`, `yarn` or `local[*]`; what spark-defaults.conf says without one. */
  readonly master?: string | undefined;
  /** Where tables are kept as Parquet: a folder that all workers see, or a URL such as `s3a://…` or `hdfs://…`. */
  readonly folder: string;
  /** The Python that runs the session; `PYSPARK_PYTHON` or `python3` without one. */
  readonly python?: string | undefined;
  /** Spark's own settings. */
  readonly conf?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What the answers depend on, whatever the cluster's own settings. */
const MEANING: Readonly<Record<string, string>> = {
  "spark.sql.session.timeZone": "UTC",
  "spark.sql.ansi.enabled": "true",
  "spark.sql.caseSensitive": "true",
  "spark.sql.parser.escapedStringLiterals": "false",
  "spark.sql.session.collation.enabled": "false",
  "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
  "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
  "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
  "spark.ui.showConsoleProgress": "false",
};

/** What may be set otherwise. A query of tags has dozens of steps that are divided alike, by customer: planning it anew after each costs more than it gains. */
const USUAL: Readonly<Record<string, string>> = { "spark.ui.enabled": "false", "spark.sql.adaptive.enabled": "false" };

const ANSWER_MS = 5000;

/**
 * Starts a Spark session, which lives until it is closed.
 * @throws WarehouseError when Python, pyspark or Java is missing, or the master does not answer
 */
export async function openSpark({ master, folder, python, conf = {}, signal }: SparkOptions): Promise<Warehouse> {
  if (master !== undefined) await requireMaster(master);
  const program = python ?? process.env["PYSPARK_DRIVER_PYTHON"] ?? process.env["PYSPARK_PYTHON"] ?? "python3";
  const opening = { master, folder: folderUrl(folder), schema: SCHEMA, conf: { ...USUAL, ...conf, ...MEANING } };
  return new Spark(
    await interruptible(
      signal,
      () => undefined,
      () => SparkChannel.open(program, opening, signal),
    ),
  );
}

class Spark implements Warehouse {
  readonly target = "spark";
  readonly version: string;
  private readonly channel: SparkChannel;

  constructor(channel: SparkChannel) {
    this.channel = channel;
    this.version = `Spark ${channel.version}`;
  }

  async execute(statements: readonly string[], work: Work = {}): Promise<void> {
    await this.ask({ do: "execute", statements }, work);
    work.progress?.(statements.length, statements.length);
  }

  async rows(query: string, work: Work = {}): Promise<Answer> {
    const { columns, rows } = await this.ask({ do: "rows", query }, work);
    return { columns, rows };
  }

  async load(tables: readonly TableLoad[], work: Work = {}): Promise<void> {
    // A cluster's files may be anywhere: the rows are written here, and the session takes them there.
    const folder = mkdtempSync(join(tmpdir(), "tagma-spark-"));
    try {
      await writeParquetTables(folder, tables, work);
      await this.ask(
        { do: "load", tables: tables.map(({ table }) => ({ table, from: join(folder, table) })) },
        { signal: work.signal },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async create(table: string, query: string, work: Work = {}): Promise<void> {
    requireTableName(table);
    await this.ask({ do: "create", table, query }, work);
  }

  async rename(renames: readonly { readonly from: string; readonly to: string }[]): Promise<void> {
    for (const { from, to } of renames) for (const table of [from, to]) requireTableName(table);
    await this.ask({ do: "rename", renames }, {});
  }

  async drop(tables: readonly string[]): Promise<void> {
    for (const table of tables) requireTableName(table);
    await this.ask({ do: "drop", tables }, {});
  }

  async overFiles(table: string, { format, path, columns }: FileSource): Promise<void> {
    requireTableName(table);
    await this.ask({ do: "files", table, format, path: folderUrl(path), columns: columns ?? [] }, {});
  }

  async tables(): Promise<string[]> {
    return [...(await this.ask({ do: "tables" }, {})).tables];
  }

  async close(): Promise<void> {
    await this.channel.close();
  }

  private ask(request: object, { progress, signal }: Work): Promise<Outcome> {
    return interruptible(
      signal,
      () => this.channel.cancel(),
      () => this.channel.request(request, progress),
    );
  }
}

/** A local path as Hadoop writes it, which would take one without a scheme for the cluster's own; a URL as it is. */
function folderUrl(folder: string): string {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(folder) ? folder : `file://${resolve(folder)}`;
}

/** Spark itself waits a minute for a master that is not there. @throws WarehouseError when nobody listens */
async function requireMaster(master: string): Promise<void> {
  const address = /^spark:\/\/(.+):(\d+)$/.exec(master);
  if (address === null) return;
  const [, host = "", port] = address;
  await new Promise<void>((done, fail) => {
    const socket = connect({ host, port: Number(port), timeout: ANSWER_MS });
    const silent = (): void => {
      socket.destroy();
      fail(new WarehouseError("unreachable", message("spark-silent", { master })));
    };
    socket
      .once("connect", () => {
        socket.destroy();
        done();
      })
      .once("error", silent)
      .once("timeout", silent);
  });
}
