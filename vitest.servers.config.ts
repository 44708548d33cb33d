import { defineConfig } from "vitest/config";

/** The tests that need PostgreSQL and Spark; `npm run test:engines` starts both. One file after another: a Spark session takes the whole cluster. */
export default defineConfig({
  test: {
    include: ["test/servers/**/*.servers.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
