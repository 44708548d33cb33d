import { describe, expect, it } from "vitest";
import { killAtRandom, OPERATIONS } from "../support/faults.ts";

// The long run is `npm run faults`; its table stands in docs/workspace.md.
describe("killed at random moments", () => {
  it.for(OPERATIONS)("%s has happened wholly or not at all", async (operation) => {
    const { killed, ended, before, after, failures } = await killAtRandom(operation, 2, 11, 3000);
    expect(failures).toEqual([]);
    expect({ moments: killed + ended, killed }).toEqual({ moments: 2, killed: before + after });
  });
});
