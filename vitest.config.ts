import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

/** What a tier says to its tests; see test/support/tier.ts. */
type Tier = "short" | "long";

/**
 * Nothing fails because a machine is slow: these limits only end what hangs. What is slow by nature is bounded by how
 * much it does.
 */
const patience = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 180_000 } } };

/** Processes that tests start keep their compiled modules, so that each starts in half the time. */
const env = { NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url)) };

function project(
  name: string,
  include: readonly string[],
  test: NonNullable<TestProjectInlineConfiguration["test"]> = {},
): TestProjectInlineConfiguration {
  return { test: { name, include: [...include], env, setupFiles: "test/support/seed.ts", ...patience, ...test } };
}

/**
 * What each tier has of its own. Its files share processes and the modules loaded in them, which saves a third of the
 * processor time: a test gives back what it changes of a process.
 */
const tier = (name: Tier): { readonly provide: { readonly tier: Tier }; readonly isolate: false } => ({
  provide: { tier: name },
  isolate: false,
});
const browser = { globalSetup: "test/browser/build.ts" };
const inBrowser = "test/browser/**";

/** Which of these run when stands in package.json, and what is tested where in test/README.md. */
export default defineConfig({
  test: {
    projects: [
      // `npm test`
      project("short", ["test/**/*.test.ts", "test/**/*.fuzz.ts"], { ...tier("short"), exclude: [inBrowser] }),
      project("short-browser", ["test/browser/*.test.ts"], { ...tier("short"), ...browser }),
      // `npm run test:long`
      project("long", ["test/**/*.long.ts", "test/**/*.fuzz.ts"], { ...tier("long"), exclude: [inBrowser] }),
      project("long-browser", ["test/browser/*.long.ts"], { ...tier("long"), ...browser }),
      // `npm run test:engines` starts PostgreSQL and Spark. One file after another: a Spark session takes the whole cluster.
      project("engines", ["test/servers/**/*.servers.ts"], { fileParallelism: false }),
      // `npm run test:shared`
      project("shared", ["test/shared/**/*.shared.ts"]),
      // `npm run screenshots`
      project("pictures", ["test/browser/*.pictures.ts"], browser),
    ],
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
      // Which tests fail is said by `npm test`.
      reportOnFailure: true,
    },
  },
});
