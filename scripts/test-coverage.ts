import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * `npm run test:coverage`: how much of the code the short tests reach. They are counted by `npm test`; here only those
 * that fail are told, since one may do so where everything is measured.
 */
const report = "node_modules/.cache/coverage-tests.json";
const { status } = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--project=short",
    "--coverage",
    "--reporter=json",
    `--outputFile=${report}`,
  ],
  { stdio: "inherit" },
);
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}
if (status !== 0) {
  process.exitCode = 1;
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
  for (const { name, message, status: outcome, assertionResults } of testResults) {
    if (outcome !== "passed" && message !== "") console.error(`${name}: ${message}`);
    for (const { fullName, status: result, failureMessages } of assertionResults)
      if (result === "failed") console.error(`${name}: ${fullName}\n${failureMessages.join("\n")}`);
  }
}
