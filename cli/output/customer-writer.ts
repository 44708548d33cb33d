import type { OutputNode } from "../../engine/plan/plan.ts";
import type { Results } from "../../engine/run/interpreter.ts";
import type { RunReport } from "../../store/runs/run.ts";
import { csvLine, safeCell } from "../../engine/text/csv-line.ts";
import { textType } from "../../engine/plan/types.ts";
import { summaryJson } from "../show-run.ts";
import { arrowTable } from "./arrow-table.ts";
import { shownTag, tagLine, typedTag, type TableWriter } from "./cell-writers.ts";
import { parquetTable } from "./parquet-table.ts";
import { textFile, writable } from "./text-file.ts";

/** Takes every customer's tags as they come. */
export interface CustomerWriter {
  customer(id: string, results: Results): void;
  end(report: RunReport): Promise<void>;
  abandon(): void;
}

/** The formats that tags and segments are written in. */
export type OutputFormat = "csv" | "json" | "jsonl" | "parquet" | "arrow";

/** What a file's name says of its format; JSON when it says nothing. */
export function outputFormat(path: string): OutputFormat {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  switch (ending) {
    case "csv":
    case "jsonl":
    case "parquet":
    case "arrow":
      return ending;
    case "ndjson":
      return "jsonl";
    case "feather":
      return "arrow";
    default:
      return "json";
  }
}

export interface Heading {
  readonly planHash: string;
  /** ISO 8601. */
  readonly asOf: string;
}

/** Writes tags to a file, which appears when it is complete. @throws WorkspaceError when it can't be written */
export function tagFile(
  path: string,
  format: OutputFormat,
  outputs: readonly OutputNode[],
  heading: Heading,
  showPersonal: boolean,
): CustomerWriter {
  if (format === "parquet" || format === "arrow") {
    const columns = [{ name: "customer", type: textType }, ...outputs];
    const table = writable(path, () =>
      format === "parquet" ? parquetTable(path, columns) : arrowTable(path, columns),
    );
    return {
      customer: (id, results) => table.row([id, ...outputs.map((output) => typedTag(output, results, showPersonal))]),
      end: () => table.end(),
      abandon: () => table.abandon(),
    };
  }
  const file = textFile(path);
  const writer = tagText((text) => file.write(text), format, outputs, heading, showPersonal);
  return {
    customer: writer.customer,
    async end(report) {
      await writer.end(report);
      file.end();
    },
    abandon: () => file.abandon(),
  };
}

/** Writes tags as text. */
export function tagText(
  write: (text: string) => void,
  format: "csv" | "json" | "jsonl",
  outputs: readonly OutputNode[],
  { planHash, asOf }: Heading,
  showPersonal: boolean,
): CustomerWriter {
  const json = (id: string, results: Results): string =>
    JSON.stringify({
      id,
      tags: Object.fromEntries(outputs.map((output) => [output.name, shownTag(output, results, showPersonal)])),
    });
  const nothing = { end: async () => undefined, abandon: () => undefined };
  let first = true;
  switch (format) {
    case "csv":
      write(csvLine(["customer", ...outputs.map(({ name }) => safeCell(name))]));
      return { customer: (id, results) => write(tagLine(id, outputs, results, showPersonal)), ...nothing };
    case "jsonl":
      return { customer: (id, results) => write(`${json(id, results)}\n`), ...nothing };
    case "json":
      write(`{"asOf":${JSON.stringify(asOf)},"planHash":"${planHash}","customers":[\n`);
      return {
        ...nothing,
        customer(id, results) {
          write(`${first ? "" : ",\n"}${json(id, results)}`);
          first = false;
        },
        end: async (report) => write(`\n],"summary":${JSON.stringify(summaryJson(report))}}\n`),
      };
  }
}

/** Writes who is in which segment, a row for each, to a file, which appears when it is complete. */
export function segmentFile(path: string, segments: readonly OutputNode[]): CustomerWriter {
  const format = outputFormat(path);
  const columns = [
    { name: "segment", type: textType },
    { name: "customer", type: textType },
  ];
  const table =
    format === "parquet"
      ? writable(path, () => parquetTable(path, columns))
      : format === "arrow"
        ? writable(path, () => arrowTable(path, columns))
        : segmentText(path, format);
  return {
    customer(id, results) {
      for (const { id: output, name } of segments) {
        const result = results.get(output);
        if (result?.state === "value" && result.value === true) table.row([name, id]);
      }
    },
    end: () => table.end(),
    abandon: () => table.abandon(),
  };
}

function segmentText(path: string, format: "csv" | "json" | "jsonl"): TableWriter {
  const file = textFile(path);
  let first = true;
  if (format === "csv") file.write(csvLine(["segment", "customer"]));
  if (format === "json") file.write("[\n");
  return {
    row([segment = null, customer = null]) {
      if (format === "csv") file.write(csvLine([safeCell(String(segment)), safeCell(String(customer))]));
      else
        file.write(
          `${format === "json" && !first ? ",\n" : ""}${JSON.stringify({ segment, customer })}${format === "jsonl" ? "\n" : ""}`,
        );
      first = false;
    },
    async end() {
      if (format === "json") file.write("\n]\n");
      file.end();
    },
    abandon: () => file.abandon(),
  };
}
