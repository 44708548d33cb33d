import { spawnSync } from "node:child_process";

/**
 * `npm run test:all`: what `npm test` leaves out. Each part runs, whatever became of those before it; the exit code is 1
 * when one failed.
 */
const parts = ["test:long", "test:coverage", "test:engines", "test:shared"];
const failed = parts.filter((part) => spawnSync("npm", ["run", part], { stdio: "inherit", shell: true }).status !== 0);
if (failed.length > 0) {
  console.error(`failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
