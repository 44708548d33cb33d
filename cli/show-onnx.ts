import type { OnnxReport } from "../engine/models/report.ts";
import type { ReportTable } from "./report-table.ts";

/** Where a model comes from, and whether it is what its file says. */
export function onnxVerdict({ file, gives, compared, results, operators }: OnnxReport): string {
  const checked =
    compared === null
      ? operators.includes("ZipMap")
        ? "not compared with its own runtime, which gives no ZipMap"
        : "not compared with its own runtime, onnxruntime-node, which is not installed"
      : `the same as its own runtime for ${compared} customers`;
  const unknown = results.known === 0 ? "; unknown for everybody: some feature is missing" : "";
  return `${gives === "probability" ? "A probability" : "A value"} from "${file}", ${checked}${unknown}. How well it foretells is not known here: it was trained elsewhere.`;
}

/** The tables of a report on a model from elsewhere. */
export function onnxTables({ operators, trees, sha256, results }: OnnxReport): ReportTable[] {
  const shown = (value: number | null): string => (value === null ? "" : value.toPrecision(4));
  return [
    {
      title: "The file",
      columns: ["", ""],
      rows: [
        ["operators", operators.join(", ")],
        ["trees", String(trees)],
        ["SHA-256", sha256],
      ],
    },
    {
      title: "Results of the customers as they are",
      columns: ["known", "unknown", "least", "mean", "largest"],
      rows: [
        [String(results.known), String(results.unknown), shown(results.low), shown(results.mean), shown(results.high)],
      ],
    },
  ];
}
