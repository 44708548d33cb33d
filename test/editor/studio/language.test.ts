import { describe, expect, it } from "vitest";
import { StudioLanguage } from "../../../editor/studio/web/language/studio-language.ts";

function opened(text: string): StudioLanguage {
  const language = new StudioLanguage();
  language.open(
    [{ path: "r.tagma", text }],
    { timeZone: "UTC", weekStart: "monday", currency: "USD", currencyDigits: 2 },
    {},
    {},
  );
  return language;
}

const schema = "profile customer { age: integer }\nevent order { amount: money }\n";

describe("an error belongs to the tag", () => {
  it.for<[string, string]>([
    ["whose last word waits for a value", "segment x when age >= \nsegment y when age > 4\n"],
    ["behind which something is left over", "segment x when age > 3 )\nsegment y when age > 4\n"],
    ["that has a brace too many", "segment x when age > 3\n}\nsegment y when age > 4\n"],
    ["whose words run on", "segment x when age > 3 foo bar\nsegment y when age > 4\n"],
    ["whose annotation can't be read", 'segment y when age > 4\n@label(zh "q")\nsegment x when age > 3\n'],
    ["whose bracket stays open", "segment x when (age > 3\nsegment y when age > 4\n"],
    ["whose quote stays open", 'segment x when age > 3 and "abc\nsegment y when age > 4\n'],
    ["that is wrong in itself", "segment y when age > 4\nsegment x when agee > 3\n"],
  ])("%s", ([, rules]) => {
    const language = opened(schema + rules);
    const errors = language.problems("en").filter(({ severity }) => severity === "error");
    expect(errors.length).toBeGreaterThan(0);
    expect(new Set(errors.map(({ declaration }) => declaration))).toEqual(new Set(["x"]));
    const counts = language.catalogue().declarations.map(({ name, problems }) => [name, problems.error]);
    expect(counts).toContainEqual(["x", errors.length]);
    expect(counts).toContainEqual(["y", 0]);
  });
});

/** Names that every object has by nature, and others of the same length and nearly the same order. */
const natural: readonly (readonly [string, string])[] = [
  ["constructor", "constructos"],
  ["__proto__", "__proto_a"],
  ["toString", "toStrina"],
  ["hasOwnProperty", "hasOwnPropertz"],
  ["valueOf", "valueOa"],
];

const plain = (text: string): string =>
  natural.reduce((now, [hostile, innocent]) => now.replaceAll(hostile, innocent), text);

const rules = `profile customer {
  constructor: one of (toString "One", valueOf)
  age: integer
}
event hasOwnProperty "Has" { valueOf: money  \`__proto__\`: integer  toString: one of (constructor, \`__proto__\`) }
list toStringList = ("constructor", "__proto__")
@label(constructor: "odd", \`__proto__\`: "odder", es: "Cosa")
@group("constructor/__proto__") @owner(toString)
rule tag constructorTag "Built" = one of {
  "constructor" when constructor is toString
  @label(es: "Raro") "__proto__" when constructor is valueOf
  "valueOf" otherwise
}
attribute tag valueOf = constructor
statistical tag toString = most frequent hasOwnProperty.toString
segment hasOwnPropertySegment when toString is constructor and constructorTag is "__proto__"
segment \`__proto__\` when age >= 3
test "constructor" as of 2026-01-01 {
  customer { constructor: toString }
  expect constructorTag is "constructor"
}
`;

describe("names that objects have by nature", () => {
  const [hostile, innocent] = [opened(rules), opened(plain(rules))];

  it("are names like others to all that the studio asks of the language", () => {
    const answers = (language: StudioLanguage, named: (name: string) => string): unknown => {
      const catalogue = language.catalogue();
      const names = catalogue.declarations.map(({ name }) => name);
      expect(names).toContain(named("constructorTag"));
      return {
        catalogue,
        problems: language.problems("en"),
        vocabulary: language.vocabulary(),
        tests: language.tests(),
        views: names.map((name) => language.views(name)),
        sentences: names.map((name) => language.sentence("r.tagma", name, "es")),
        removals: names.map((name) => language.remove(name)),
        edits: language.act(named("constructorTag"), {
          do: "annotation",
          name: named("toString"),
          value: "x",
        }),
        completions: language.complete("r.tagma", rules.length, "en").items.length,
      };
    };
    const found = JSON.parse(plain(JSON.stringify(answers(hostile, (name) => name))));
    expect(hostile.problems("en").filter(({ severity }) => severity === "error")).toEqual([]);
    expect(found).toEqual(JSON.parse(JSON.stringify(answers(innocent, plain))));
  });
});
