import type { Bringing } from "../../api/bringing.ts";
import type { KnownFacts } from "./known-facts.ts";
import type { Chosen } from "./source-of.ts";

/** The files that are brought, with what is said of each. @throws StudioProblem when an upload is gone */
export async function chosenOf({ files }: Pick<Bringing, "files">, facts: KnownFacts): Promise<Chosen[]> {
  const brought = await facts.of(files.map(({ upload }) => upload));
  return files.flatMap((choice, index) => {
    const found = brought[index];
    return found === undefined ? [] : [{ ...found, choice }];
  });
}
