import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/browser/build.ts",
    testTimeout: 60_000,
    // All cores: most of the time is spent in tests that only compute.
    maxWorkers: "100%",
    coverage: {
      provider: "v8",
      include: [
        "grammar/**/*.ts",
        "engine/**/*.ts",
        "store/**/*.ts",
        "warehouse/**/*.ts",
        "editor/**/*.ts",
        "cli/**/*.ts",
      ],
      // The web application and the threads are tested where they run: in a browser, in threads; what speaks to servers by
      // `npm run test:engines`; validators are written from their schemas.
      exclude: [
        "**/*-validator.ts",
        "editor/studio/web/**",
        "editor/studio/data/thread.ts",
        "warehouse/postgres/**",
        "warehouse/spark/**",
      ],
      reporter: ["text-summary"],
      thresholds: { lines: 85, branches: 75 },
    },
  },
});
