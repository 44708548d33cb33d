import { describe, expect, it } from "vitest";
import { prove, ProofMemory, type Proofs } from "../../../engine/prove/prove.ts";
import { OutOfWork, Work } from "../../../engine/prove/work.ts";
import { compiled } from "../../support/proofs.ts";

const schema = "profile customer { age : integer from 0 to 120  points : integer }\nevent order { amount : money }\n";

/** Branches over sums of their own, of which no two exclude each other: each pair asks for a customer. */
const hard = (name: string, branches: number): string =>
  `rule tag ${name} = one of {\n${Array.from({ length: branches }, (_, index) => `"b${index}" when sum of order.amount in last ${index + 2} days > ${100 + index} and points * age < ${index}`).join("\n")}\n}\n`;
const easy = 'rule tag easy = one of { "young" when age < 30  "old" when age >= 30 }\nsegment nobody when age > 150\n';

const proofs = (text: string, memory?: ProofMemory, steps?: number): Proofs =>
  prove(compiled([{ path: "rules.tagma", text }]).plan, () => text, memory, steps);
const without = (found: Proofs) => ({ ...found, asked: 0 });

describe("the work of a check", () => {
  it("is over for one output and not for those that cost little, wherever they stand", () => {
    const STEPS = 50_000;
    for (const text of [schema + hard("hard", 30) + easy, schema + easy + hard("hard", 30)]) {
      const found = proofs(text, undefined, STEPS);
      const codes = found.diagnostics.map(
        ({ code, location }) => `${code} ${text.slice(location.start, location.end)}`,
      );
      expect(codes).toContain("always-empty nobody");
      expect(codes.filter((code) => code.startsWith("proof-left"))).toEqual(["proof-left hard"]);
      // 435 pairs, 30 branches, whether one is always taken; two of each branch's `and`; those of the easy rules.
      expect(found.left).toBeGreaterThan(0);
      expect(found.open).toBeGreaterThanOrEqual(found.left);
      expect(found.proved + found.refuted + found.open).toBeLessThanOrEqual(found.questions);
    }
  });

  it("answers what it answers without a limit where that is enough", () => {
    const text = schema + easy;
    expect(without(proofs(text, undefined, 10_000))).toEqual(without(proofs(text, undefined, Infinity)));
  });

  it("gives with a memory what it gives without, also when it is over", () => {
    const memory = new ProofMemory();
    for (const steps of [20_000, 60_000]) {
      for (const text of [
        schema + easy + hard("a", 12),
        schema + easy + hard("a", 12) + hard("b", 14),
        schema + easy.replace("age < 30", "age < 31") + hard("a", 12) + hard("b", 14),
        schema + hard("b", 14) + easy,
        schema + easy + hard("a", 12),
      ])
        expect(without(proofs(text, memory, steps))).toEqual(without(proofs(text, undefined, steps)));
    }
  });

  it("counts what is remembered once for each counter", () => {
    const work = new Work(10);
    work.spendOnce("a", 4);
    work.spendOnce("a", 4);
    expect(work.spent).toBe(4);
    expect(work.within(3, (inner) => inner.spend(4))).toBeUndefined();
    expect([work.spent, work.over]).toEqual([8, false]);
    expect(() => work.within(30, (inner) => inner.spend(4))).toThrow(OutOfWork);
    expect([work.spent, work.over]).toEqual([10, true]);
  });
});
