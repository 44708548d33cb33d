import { describe, expect, it } from "vitest";
import { compile } from "../../../engine/compile/compile.ts";
import { planSettings } from "../../../engine/compile/settings.ts";

const rules = `profile customer {
  gender : one of (@label(es: "Mujer") f "Woman", m "Man")
  plain  : one of (a, b)
  constructor : one of (toString, valueOf "Value of")
}
event order { channel : one of (app "The app", web) }
attribute tag sex = gender
attribute tag known_sex = gender if unknown gender
attribute tag bare = plain
attribute tag odd = constructor
statistical tag usual = most frequent order.channel
statistical tag last_one = latest order.channel
rule tag again = sex
rule tag before = sex as of 1 day ago
rule tag named = first of { @label(default: "Her") "f" when gender is f }
statistical tag orders = count of order where channel is app
`;

describe("what the values of a tag are called that takes them from elsewhere", () => {
  const settings = planSettings({ timeZone: "UTC" });
  const { plan, diagnostics } = compile({ files: [{ path: "a.tagma", text: rules }], settings });
  const sexes = { f: { default: "Woman", es: "Mujer" }, m: { default: "Man" } };

  it.for<[string, unknown]>([
    ["sex", sexes],
    ["known_sex", sexes],
    ["bare", {}],
    ["odd", { valueOf: { default: "Value of" } }],
    ["usual", { app: { default: "The app" } }],
    ["last_one", { app: { default: "The app" } }],
    ["again", sexes],
    ["before", sexes],
    ["named", { f: { default: "Her" } }],
    ["orders", {}],
  ])("%s", ([name, values]) => {
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const own = plan?.outputs.find((output) => output.name === name && output.at === "now")?.about.values ?? {};
    // A value without a label is left out, or has none.
    expect(Object.fromEntries(Object.entries(own).filter(([, labels]) => Object.keys(labels).length > 0))).toEqual(
      values,
    );
  });
});
