#!/usr/bin/env node
// Plain JavaScript, so that an old Node can run it far enough to say that it is too old.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 14)) {
  console.error(
    `tagma needs Node 22.14 or newer; this is Node ${process.versions.node}. In a checkout, run it as \`npx tagma\` after \`npm ci\`, which brings its own Node.`,
  );
  process.exit(3);
}
const { existsSync } = await import("node:fs");
const built = new URL("../dist/cli/main.js", import.meta.url);
const sources = new URL("../cli/main.ts", import.meta.url);
await import(existsSync(sources) ? sources.href : built.href);
