import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeSources, plannedChange, takeBack, type ConfigChange } from "../../store/workspace/config-file.ts";
import { parseConfig, type SourceConfig } from "../../store/workspace/config.ts";

const source: SourceConfig = { name: "visits", file: "data/visits.csv", customer: "who", time: "at", event: "visit" };

const addSource = (folder: string, added: SourceConfig): ConfigChange =>
  changeSources(folder, { add: [added], change: [], remove: [] });
const removeSource = (folder: string, name: string): ConfigChange =>
  changeSources(folder, { add: [], change: [], remove: [name] });

function folderWith(text: string): { readonly folder: string; readonly now: () => string } {
  const folder = mkdtempSync(join(tmpdir(), "tagma-config-"));
  writeFileSync(join(folder, "tagma.json"), text);
  return { folder, now: () => readFileSync(join(folder, "tagma.json"), "utf8") };
}

/** What becomes of a text when the source is added to it. */
function withVisits(text: string): string {
  const { folder, now } = folderWith(text);
  addSource(folder, source);
  expect(readdirSync(folder)).toEqual(["tagma.json"]);
  return now();
}

const visits = '{ "name": "visits", "file": "data/visits.csv", "customer": "who", "time": "at", "event": "visit" }';

describe("a source that is added to tagma.json", () => {
  it("stands as its neighbours do, and changes nothing else", () => {
    const before = `{
    // The grocery's own clock.
    "language": 1,
    "timeZone": "Asia/Taipei",
    "sources": [
        { "name": "orders",   "file": "data/orders.csv", "customer": "who", "time": "at", "event": "paid" } // nightly
        /* more will come */
    ],
}
`;
    expect(withVisits(before)).toBe(`{
    // The grocery's own clock.
    "language": 1,
    "timeZone": "Asia/Taipei",
    "sources": [
        { "name": "orders",   "file": "data/orders.csv", "customer": "who", "time": "at", "event": "paid" }, // nightly
        /* more will come */
        ${visits}
    ],
}
`);
  });

  it("makes the list where there is none", () => {
    expect(withVisits('{ "language": 1 }')).toBe(`{ "language": 1, "sources": [${visits}] }`);
    expect(withVisits('{\r\n\t"language": 1\r\n}\r\n')).toBe(
      `{\r\n\t"language": 1,\r\n\t"sources": [${visits}]\r\n}\r\n`,
    );
    expect(withVisits('\ufeff{"language":1,"sources":[]}')).toBe(`\ufeff{"language":1,"sources":[${visits}]}`);
  });

  it("is spread over lines where the others are", () => {
    const before = `{
  "language": 1,
  "sources": [
    {
      "name": "orders", "file": "o.csv",
      "customer": "who", "time": "at", "event": "paid"
    }
  ]
}
`;
    expect(withVisits(before)).toBe(
      before.replace(
        "    }\n  ]",
        `    },
    {
      "name": "visits",
      "file": "data/visits.csv",
      "customer": "who",
      "time": "at",
      "event": "visit"
    }
  ]`,
      ),
    );
  });

  it("is refused under a name that is taken, and nothing is written", () => {
    const { folder, now } = folderWith('{"language":1}');
    addSource(folder, source);
    const once = now();
    expect(() => addSource(folder, { ...source, file: "data/other.csv" })).toThrow(
      'tagma.json: two sources are called "visits"; give one another name',
    );
    expect(now()).toBe(once);
    expect(() =>
      addSource(folder, { ...source, name: "timeless", time: { column: "at", zone: "Mars/Olympus" } }),
    ).toThrow("Mars/Olympus");
    expect(now()).toBe(once);
    expect(readdirSync(folder)).toEqual(["tagma.json"]);
  });

  it("can be taken back as long as nobody has changed the file since", () => {
    const before = '{ "language": 1 /* the first */ }';
    const { folder, now } = folderWith(before);
    const change = addSource(folder, source);
    expect(change.before).toBe(before);
    expect(takeBack(folder, change)).toBe(true);
    expect(now()).toBe(before);
    const again = addSource(folder, source);
    writeFileSync(join(folder, "tagma.json"), `${now()}\n`);
    expect(takeBack(folder, again)).toBe(false);
    expect(now()).toBe(`${again.after}\n`);
  });
});

describe("a source that takes the place of another", () => {
  const text = `{
  "language": 1,
  "sources": [
    // Who comes by.
    { "name": "visits", "file": "data/visits.csv", "customer": "who", "time": "at", "event": "visit" }, // kept
    {
      "name": "people",
      "file": "data/people.csv",
      "profile": true,
      "customer": "id"
    }
  ]
}
`;

  it("stands where that stood, as that was laid out, and changes nothing else", () => {
    const { folder, now } = folderWith(text);
    const people: SourceConfig = { name: "people", file: "data/all.csv", profile: true, customer: "number" };
    const changes = { add: [], change: [{ ...source, file: "data/visits" }, people], remove: [] };
    const planned = plannedChange(folder, changes);
    expect(now()).toBe(text);
    expect(changeSources(folder, changes)).toEqual(planned);
    expect(now()).toBe(planned.after);
    expect(planned.after).toBe(
      text
        .replace("data/visits.csv", "data/visits")
        .replace("data/people.csv", "data/all.csv")
        .replace('"customer": "id"', '"customer": "number"'),
    );
  });

  it("is refused where there is none of that name, or what is left is no good", () => {
    const { folder, now } = folderWith(text);
    const other: SourceConfig = { ...source, name: "others" };
    expect(() => changeSources(folder, { add: [], change: [other], remove: [] })).toThrow(
      'there is no source called "others"',
    );
    const lines: SourceConfig = {
      ...{ name: "lines", file: "data/lines.csv", event: "line", customer: "visits.who", time: "visits.at" },
      ...{ join: { source: "visits", column: "visit", key: "nr" }, replace: true },
    };
    changeSources(folder, { add: [lines], change: [], remove: [] });
    const both = now();
    expect(() => removeSource(folder, "visits")).toThrow('there is no source called "visits"');
    expect(now()).toBe(both);
    changeSources(folder, { add: [], change: [], remove: ["visits", "lines"] });
    expect(parseConfig(now(), "t").config.sources?.map(({ name }) => name)).toEqual(["people"]);
  });
});

/** Configurations as people lay them out, comments and all. */
const layouts = fc
  .record({
    names: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { maxLength: 3 }),
    open: fc.constantFrom("", " ", "\n  ", "\r\n\t", "\n  // why, [not]\n  ", " /* , ] } */ "),
    between: fc.constantFrom("", " ", "\n    ", "\n    // one, two\n    ", " /* here */ "),
    trailing: fc.boolean(),
    end: fc.constantFrom("", " ", "\n  ", " // done\n  ", "\n    /* end */\n  "),
    rest: fc.constantFrom("", ', "currency": "EUR"', ',\n  "runs": { "keep": 3 }', ","),
    mark: fc.constantFrom("", "\ufeff"),
  })
  .filter(({ names }) => !names.includes("visits"))
  .map(({ names, open, between, trailing, end, rest, mark }) => ({
    names,
    text: `${mark}{${open}"language": 1,${between}"sources": [${between}${names
      .map((name) => `{"name": "${name}", "file": "f.csv", "customer": "c", "profile": true}`)
      .join(`,${between}`)}${trailing && names.length > 0 ? "," : ""}${end}]${rest}${open}}`,
  }));

const commentsOf = (text: string): string[] => text.match(/\/\/[^\r\n]*|\/\*.*?\*\//g) ?? [];

describe("any layout", () => {
  it("keeps its comments and settings when a source comes and goes", () => {
    let tried = 0;
    fc.assert(
      fc.property(layouts, ({ text, names }) => {
        const { folder, now } = folderWith(text);
        const before = parseConfig(text, "t").config;
        addSource(folder, source);
        expect(parseConfig(now(), "t").config).toEqual({ ...before, sources: [...(before.sources ?? []), source] });
        expect(commentsOf(now())).toEqual(commentsOf(text));
        // All that is new is the source and a comma, in one or two places.
        expect(now().replace(/[\s,]/g, "").replace(visits.replace(/[\s,]/g, ""), "")).toBe(text.replace(/[\s,]/g, ""));
        for (const name of ["visits", ...names]) {
          removeSource(folder, name);
          expect(commentsOf(now())).toEqual(commentsOf(text));
        }
        expect(parseConfig(now(), "t").config).toEqual({ ...before, sources: [] });
        tried++;
      }),
      { numRuns: 150 },
    );
    expect(tried).toBeGreaterThan(0);
  });
});

describe("a tagma.json", () => {
  it("may hold comments, and is told apart where it is none", () => {
    expect(parseConfig('{ // one\n "language": 1, /* two */ }', "t").config).toEqual({ language: 1 });
    expect(() => parseConfig('{\n  "language" 1\n}', "t")).toThrow("t is not valid JSON in line 2, column 14");
    expect(() => parseConfig("", "t")).toThrow("t is not valid JSON in line 1, column 1");
    expect(() => parseConfig('{"language":1,"runs":{"keep":1,"keep":2}}', "t")).toThrow("`keep` stands twice");
    expect(() => parseConfig('{"language":1,"__proto__":{"language":1}}', "t")).toThrow("__proto__");
  });
});
