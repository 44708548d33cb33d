import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  compile,
  CustomerDataError,
  explain,
  planSettings,
  UnknownTagError,
  type EventInput,
  type Explained as Why,
  type ExplainOptions,
} from "../../engine/index.ts";
import { folderWith, tagma, tagmaJson, tagmaOut } from "../support/command.ts";

const rules = `
profile customer { name : text personal   phone : text personal   city : text   joined_at : time   member : yes/no required }
event order_paid { amount : money   note : text personal   channel : one of (app, web) }
event page_view { path : text }

attribute tag called = name
attribute tag has_mobile when phone starts with "09"
statistical tag spend = sum of order_paid.amount in last 90 days
statistical tag last_note = latest order_paid.note
statistical tag carts = count of page_view then order_paid within 1 day
rule tag tier "Tier" = one of {
  "high" when spend >= 100
  "low" when spend < 100 and spend > 0
}
rule tag greeting = first of { "resident" when city is "Taipei"  "guest" when city is not "Taipei"  "who?" when unknown }
rule tag points = score from 0 to 50 {
  +5 per order_paid at most 10
  +1 per 100 of order_paid.amount
  +7 when member
}
rule tag both when (did order_paid where channel is app) and did page_view in last 30 days
rule tag same when (did order_paid) is (did page_view)
rule tag grade = bands of spend { "B" from 50  "A" from 200  "C" otherwise }
rule tag traits = all of { "mobile" when has_mobile  "local" when city is "Taipei" }
rule tag before when tier as of 60 days ago is "high"
lifecycle journey { stage "seen" when did page_view  stage "bought" when did order_paid }
model leaving = predict not did order_paid in next 60 days using spend by logistic regression
mined tag risk = bands of leaving { "High" from 70%  "Low" otherwise }
segment locals when city is "Taipei" and member
`;
const config = `{"language":1,"timeZone":"Asia/Taipei","asOf":"2026-03-01","sources":[
  {"name":"customers","file":"c.csv","format":"csv","profile":true,"customer":"id"},
  {"name":"orders","file":"o.csv","format":"csv","customer":"customer","id":"id","time":"at","event":"order_paid"},
  {"name":"views","file":"v.csv","format":"csv","customer":"customer","id":"id","time":"at","event":"page_view"}]}`;
const folder = folderWith({
  "tagma.json": config,
  "rules.tagma": rules,
  "c.csv":
    "id,name,phone,city,joined_at,member\nc1,Ada,0912,Taipei,2024-01-01T08:00,yes\nc2,Bo,,,,no\nc3,Cy,0700,Lugo,2026-02-20,yes\nc4,Di,,,,\n",
  "o.csv":
    "id,customer,at,amount,note,channel\no1,c1,2026-02-20T10:00,150.00,secret wish,app\no2,c1,2026-01-05T10:00,75.50,,web\no3,c3,2026-02-25T10:00,20,,\no9,c5,2026-02-25T10:00,20,,\n",
  "v.csv": "id,customer,at,path\nv1,c1,2026-02-20T09:00,/\nv2,c2,2026-02-28T09:00,/\n",
});

interface Input {
  readonly name: string;
  readonly value: unknown;
}
interface Condition {
  readonly text: string;
  readonly verdict: string;
  readonly inputs: readonly Input[];
  readonly children: readonly Condition[];
}
interface Explained {
  readonly tags: readonly {
    readonly name: string;
    readonly result: unknown;
    readonly parts: readonly {
      readonly name: string | null;
      readonly verdict: string;
      readonly conditions: readonly Condition[];
    }[];
  }[];
}
interface Run {
  readonly customers: readonly { readonly id: string; readonly tags: Readonly<Record<string, unknown>> }[];
}

const why = (customer: string, ...tags: string[]): Promise<string> =>
  tagmaOut("explain", customer, ...tags, "-w", folder);

describe("explain", () => {
  beforeAll(async () => {
    await tagmaOut("import", "-w", folder);
  });

  it("says of every customer and tag what run says", async () => {
    const run = await tagmaJson<Run>("run", "-w", folder);
    expect(run.customers.map(({ id }) => id)).toEqual(["c1", "c2", "c3"]);
    for (const { id, tags } of run.customers) {
      const explained = await tagmaJson<Explained>("explain", id, "-w", folder);
      expect(Object.fromEntries(explained.tags.map(({ name, result }) => [name, result]))).toEqual(tags);
    }
  });

  it("is what the library says", async () => {
    const settings = planSettings({ timeZone: "Asia/Taipei" });
    const files = [{ path: "rules.tagma", text: rules }];
    const { plan } = compile({ files, settings });
    if (plan === undefined) throw new Error("the rules do not compile");
    const customers = [
      ["c1", { name: "Ada", phone: "0912", city: "Taipei", joined_at: "2024-01-01T08:00", member: true }],
      ["c2", { name: "Bo", member: false }],
      ["c3", { name: "Cy", phone: "0700", city: "Lugo", joined_at: "2026-02-20", member: true }],
    ] as const;
    // Imported events have their type before their id.
    const order = (id: string, time: string, amount: number, more = {}): EventInput => ({
      type: "order_paid",
      id: `order_paid:${id}`,
      time,
      fields: { amount, ...more },
    });
    const view = (id: string, time: string): EventInput => ({
      type: "page_view",
      id: `page_view:${id}`,
      time,
      fields: { path: "/" },
    });
    const events: Readonly<Record<string, readonly EventInput[]>> = {
      c1: [
        order("o1", "2026-02-20T10:00", 150, { note: "secret wish", channel: "app" }),
        order("o2", "2026-01-05T10:00", 75.5, { channel: "web" }),
        view("v1", "2026-02-20T09:00"),
      ],
      c2: [view("v2", "2026-02-28T09:00")],
      c3: [order("o3", "2026-02-25T10:00", 20)],
    };
    const tags = ["called", "tier", "greeting", "points", "both", "grade", "traits", "journey", "locals", "last_note"];
    for (const [id, profile] of customers) {
      const ask = (tag: string, options: ExplainOptions = {}): Why =>
        explain(plan, { id, profile, events: events[id] }, tag, { asOf: "2026-03-01", files, ...options });
      for (const showPersonal of [false, true]) {
        const said = await tagmaJson<{ readonly tags: readonly unknown[] }>(
          ...["explain", id, ...tags, "-w", folder, ...(showPersonal ? ["--show-personal"] : [])],
        );
        const found = tags.map((tag) => ask(tag, { showPersonal }));
        expect(found).toEqual(said.tags.map((explanation) => ({ kind: "present", explanation })));
      }
      const brief = ask("tier", { foresight: false });
      expect(brief.kind === "present" && Object.keys(brief.explanation)).toEqual([
        "name",
        "label",
        "kind",
        "result",
        "parts",
      ]);
    }
    expect(explain(plan, { profile: { name: "Di" } }, "tier")).toEqual({ kind: "left out", missing: "member" });
    expect(explain(plan, { profile: {}, versions: [] }, "tier", { asOf: "2026-03-01" })).toEqual({ kind: "absent" });
    expect(() => explain(plan, {}, "nothing")).toThrow(UnknownTagError);
    expect(() => explain(plan, {}, "tier", { asOf: "someday" })).toThrow(CustomerDataError);
  });

  it("gives a verdict to every branch that its own conditions bear out", async () => {
    for (const id of ["c1", "c2", "c3"]) {
      const { tags } = await tagmaJson<Explained>("explain", id, "tier", "greeting", "traits", "journey", "-w", folder);
      for (const { name, result, parts } of tags) {
        const taken = parts.filter(({ verdict }) => verdict === "yes").map((part) => part.name);
        const nothing = { is: parts.some(({ verdict }) => verdict === "unknown") ? "unknown" : "none" };
        expect(result).toEqual(name === "traits" ? taken : ((name === "journey" ? taken.at(-1) : taken[0]) ?? nothing));
        const own = parts.flatMap((part) =>
          part.conditions
            .filter(({ inputs, children }) => inputs.length + children.length > 0)
            .map((condition) => [condition.verdict, part.verdict]),
        );
        expect(own.filter(([condition, part]) => condition !== part)).toEqual([]);
      }
    }
  });

  it("shows why, why not, and the events", async () => {
    expect(await why("c1", "tier")).toContain(`Customer c1, as of 2026-03-01 00:00

tier (Tier) is high
  ✓ "high"  spend >= 100  ← spend is 225.50
  ✗ "low"  spend < 100 and spend > 0
    ✗ spend < 100  ← spend is 225.50
    ✓ spend > 0  ← spend is 225.50
  → one fewer order_paid: it becomes low
  → if nothing happens, on 2026-05-21 10:00: it becomes none (no branch is true)
`);
    expect(await why("c2", "tier")).toContain('tier (Tier) is none (no branch is true)\n  ✗ "high"');
    expect(await why("c1", "spend")).toContain(
      "  = sum of order_paid.amount in last 90 days  ← 225.50\n      order_paid 2026-01-05 10:00, order_paid 2026-02-20 10:00\n",
    );
    expect(await why("c1", "carts")).toContain("carts is 1\n");
  });

  it("shows what is unknown", async () => {
    const shown = await why("c2", "greeting");
    expect(shown).toContain(
      'greeting is who?\n  ? "resident"  city is "Taipei"  ← city is unknown\n  ? "guest"  city is not "Taipei"  ← city is unknown\n  ✓ "who?"  when unknown\n',
    );
    expect(await why("c2", "has_mobile")).toContain(
      'has_mobile is unknown\n  ? phone starts with "09"  ← phone is unknown\n',
    );
  });

  it("names what was measured where the text is a whole condition", async () => {
    expect(await why("c1", "points")).toContain(
      "points is 19\n  ✓ +10  +5 per order_paid at most 10  ← count of order_paid is 2\n",
    );
    expect(await why("c1", "points")).toContain(
      "+1 per 100 of order_paid.amount  ← sum of order_paid.amount is 225.50\n",
    );
    const both = await why("c3", "same");
    expect(both).toContain("count of order_paid is 1");
    expect(both).toContain("count of page_view is 0");
  });

  it("tells a tag as of another day from the tag of today", async () => {
    expect(await why("c1", "before")).toContain(
      'before is unknown\n  ? tier as of 60 days ago is "high"  ← tier as of 60 days ago is unknown\n',
    );
  });

  it("shows bands, models and segments", async () => {
    expect(await why("c1", "grade")).toContain(
      'grade is A\n  = spend  ← 225.50\n  ✓ "A"\n  ✗ "B"\n  ✗ "C"  otherwise\n',
    );
    expect(await why("c1", "risk")).toContain("risk is error: the model `leaving` is not trained\n");
    expect(await why("c2", "locals")).toContain(
      'locals is no\n  ✗ city is "Taipei" and member\n    ? city is "Taipei"  ← city is unknown\n    ✗ member  ← member is no\n',
    );
  });

  it("masks what is personal, unless told otherwise", async () => {
    const secrets = /Ada|0912|secret wish/;
    for (const args of [
      ["explain", "c1"],
      ["explain", "c1", "called", "has_mobile", "last_note"],
      ["run", "--csv"],
      ["run", "--json"],
      ["run"],
      ["explain", "c1", "--json"],
      ["explain", "c1", "called", "has_mobile", "last_note", "--json"],
    ]) {
      expect(await tagmaOut(...args, "-w", folder)).not.toMatch(secrets);
    }
    expect(await why("c1", "has_mobile")).toContain("phone is •••");
    const shown = await tagmaOut("explain", "c1", "called", "has_mobile", "last_note", "--show-personal", "-w", folder);
    for (const secret of ["Ada", "0912", "secret wish"]) expect(shown).toContain(secret);
    expect(await tagmaOut("run", "--csv", "--show-personal", "-w", folder)).toContain("\nc1,Ada,");
  });

  it("goes back in time", async () => {
    expect(await tagmaOut("explain", "c1", "spend", "--as-of", "2026-02-01", "-w", folder)).toContain(
      "as of 2026-02-01 00:00\n\nspend is 75.50\n",
    );
  });

  it("finds a tag by its label", async () => {
    expect(await why("c1", "Tier")).toContain("tier (Tier) is high");
  });

  it.for([
    [["c9"], 'there is no customer "c9"; there is for example "c1", "c2", "c3"'],
    [["c1", "teir"], 'there is no tag or segment called "teir"; did you mean "tier"?'],
    [["c1", "--as-of", "soon"], '"soon" is not a date or time; write it like 2026-03-01 or 2026-03-01T10:30'],
    [["c1", "--as-of", "2026-02-30"], '"2026-02-30" is not a date or time'],
    [["c4"], 'customer "c4" is left out: the required field `member` is missing'],
    [["c5"], 'customer "c5" is left out: the required field `member` is missing'],
    [["c5", "--as-of", "2026-02-01"], 'customer "c5" was not known yet on 2026-02-01 00:00'],
  ] as const)("%j: says what is the matter", async ([args, message]) => {
    const { code, out, err } = await tagma("explain", ...args, "-w", folder);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(`tagma: ${message}`);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  it("shows customers who have events only, when a misspelt one is asked for", async () => {
    const other = folderWith({
      "tagma.json":
        '{"language":1,"sources":[{"name":"e","file":"e.csv","format":"csv","customer":"c","time":"at","event":"seen"}]}',
      "a.tagma": "profile customer { city: text }\nevent seen {}\nstatistical tag n = count of seen\n",
      "e.csv": "c,at\nx1,2026-01-01\n",
    });
    await tagmaOut("import", "-w", other);
    expect((await tagma("explain", "x2", "-w", other)).err).toContain('there is for example "x1"');
    expect((await tagma("explain", "x1", "-w", join(other))).code).toBe(0);
  });
});
