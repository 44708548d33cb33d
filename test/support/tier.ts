import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Set by the projects of vitest.config.ts. */
    readonly tier: "short" | "long";
  }
}

/** How much a `*.fuzz.ts` does: little in `npm test`, much in `npm run test:all`. */
export function amount(short: number, long: number): number {
  return inject("tier") === "long" ? long : short;
}
