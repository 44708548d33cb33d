import { defineConfig } from "vitest/config";

/** `npm run screenshots`: the pictures of the documentation, taken of real pages. */
export default defineConfig({
  test: { include: ["test/browser/*.pictures.ts"], globalSetup: "test/browser/build.ts", testTimeout: 60_000 },
});
