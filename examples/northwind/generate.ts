/** Makes up the data of this example: `node generate.ts --help` says how. */
import { join } from "node:path";
import { ArgumentError, readArguments, usage } from "./generate/arguments.ts";
import { writeData } from "./generate/write.ts";

async function main(): Promise<number> {
  const { customers, seed, out, help } = readArguments(process.argv.slice(2));
  if (help) {
    process.stdout.write(usage);
    return 0;
  }
  const folder = out ?? join(import.meta.dirname, "data");
  await writeData(folder, customers, seed, (written) => {
    if (process.stderr.isTTY)
      process.stderr.write(`\r${written} of ${customers} customers${written === customers ? "\n" : ""}`);
  });
  process.stdout.write(`${customers} customers written to ${folder}\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const bad = error instanceof ArgumentError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`generate: ${message}\n${bad ? "Try: node generate.ts --help\n" : ""}`);
  process.exitCode = bad ? 2 : 1;
}
