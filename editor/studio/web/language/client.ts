import { remote, type Remote } from "./rpc.ts";
import type { StudioLanguage } from "./studio-language.ts";

export type Language = Remote<Omit<StudioLanguage, "constructor">>;

/** The language service in its worker. */
export const language: Language = remote<StudioLanguage>(
  new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "tagma language" }),
  (message) => {
    console.error(`language service: ${message}`);
  },
);
