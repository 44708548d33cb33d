import { defineConfig } from "vitest/config";

/** The tests over real data that is not in the repository; see test/README.md. */
export default defineConfig({
  test: { include: ["test/shared/**/*.shared.ts"], testTimeout: 300_000, hookTimeout: 300_000 },
});
