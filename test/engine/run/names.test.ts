import { expect, it } from "vitest";
import { compile } from "../../../engine/compile/compile.ts";
import { planSettings } from "../../../engine/compile/settings.ts";
import { awkwardNames, namedPrograms } from "../../support/awkward-names.ts";
import { difference } from "../../support/differential.ts";

it.for(Object.entries(namedPrograms))(
  "words of the language, of databases and of JavaScript as names: %s",
  ([, program]) => {
    for (let start = 0; start < awkwardNames.length; start += 48) {
      const { plan, diagnostics } = compile({
        files: [{ path: "rules.tagma", text: program(awkwardNames.slice(start, start + 48)) }],
        settings: planSettings({}),
      });
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      if (plan === undefined) throw new Error("there is no plan");
      expect(difference(plan, start, 4)).toBeUndefined();
    }
  },
);
