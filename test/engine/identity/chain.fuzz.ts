import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Key, Step } from "../../../engine/identity/types.ts";
import { IdentityCourse } from "../../support/identity-differential.ts";
import { sameKey } from "../../support/identity-model.ts";
import { World } from "../../support/identity-world.ts";
import { identityHistory } from "../../support/random/identity.ts";
import { amount } from "../../support/tier.ts";

/** A chain in words: `account a -(1,2)- phone 1 -s- account b`. */
function told(world: World, left: string, right: string, at = Infinity): string | null {
  const { identities } = world.course;
  identities.settle();
  const steps = identities.chain(world.key(left), world.key(right), at);
  const by = (step: Step): string => ("decision" in step.by ? step.by.decision : `(${step.by.times.join(",")})`);
  return steps?.reduce((text, step) => `${text} -${by(step)}- ${world.name(step.to)}`, left) ?? null;
}

const world = (...kinds: string[]): World => new World("engine", kinds);

describe("why two keys are one customer", () => {
  it("is told by the records that name both, with their times", () => {
    const one = world("account", "phone").link("account a", "phone 1", 2).link("account a", "phone 1", 1);
    expect(told(one, "account a", "phone 1")).toBe("account a -(1,2)- phone 1");
    expect(told(one, "phone 1", "account a")).toBe("phone 1 -(1,2)- account a");
    expect(told(one, "phone 1", "phone 1")).toBe("phone 1");
  });

  it("is told by the shortest chain, of several by the one over the stronger keys", () => {
    const one = world("account", "phone", "email")
      .link("account a", "phone 1", 1)
      .link("phone 1", "email e", 2)
      .link("account b", "email e", 3)
      .link("account a", "email f", 4)
      .link("account b", "email f", 5)
      .link("account a", "phone 2", 6)
      .link("account b", "phone 2", 7);
    expect(told(one, "account a", "account b")).toBe("account a -(6)- phone 2 -(7)- account b");
  });

  it("is told by decisions that hold, not by those that are overruled, and not by refused links [I6] [I9]", () => {
    const one = world("account 1", "phone")
      .link("account a", "phone 1", 1)
      .link("account b", "phone 1", 2)
      .see("account c");
    expect(told(one, "account a", "account b")).toBeNull();
    one.same("s", "account a", "account b", 1);
    expect(told(one, "account a", "account b")).toBe("account a -s- account b");
    one.same("t", "account b", "account c", 2).notSame("n", "account b", "account c", 3);
    expect(told(one, "account a", "account c")).toBeNull();
  });

  it("never takes a short way through another customer, by links that are refused or decisions that are overruled", () => {
    const refused = world("account 1", "phone", "email")
      .link("account a", "phone 1", 1)
      .link("account b", "phone 1", 2)
      .link("account b", "phone 3", 3)
      .link("phone 1", "email e", 4)
      .link("phone 2", "email e", 4)
      .link("phone 2", "email f", 5)
      .link("phone 3", "email f", 6)
      .notSame("n", "account b", "phone 3");
    expect(refused.refused()).toEqual(["account b, phone 1: limit account", "account b, phone 3: decision n"]);
    expect(told(refused, "phone 1", "phone 3")).toBe("phone 1 -(4)- email e -(4)- phone 2 -(5)- email f -(6)- phone 3");
    const overruled = world("account", "phone")
      .link("account a", "phone 1", 1)
      .link("account b", "phone 1", 2)
      .same("s", "account a", "account c", 1)
      .same("t", "account b", "account c", 1)
      .notSame("n", "account a", "account c", 2)
      .notSame("o", "account b", "account c", 2);
    expect(overruled.overruled()).toEqual(["s", "t"]);
    expect(told(overruled, "account a", "account b")).toBe("account a -(1)- phone 1 -(2)- account b");
  });

  it("follows an anonymous key to whom it belongs to at the instant [I14]", () => {
    const one = world("account", "device*", "cookie*")
      .link("account a", "device d", 1)
      .link("account b", "device d", 5)
      .link("device d", "cookie c", 3)
      .link("device d", "cookie k", 3);
    expect(told(one, "cookie c", "account a", 4)).toBe("cookie c -(3)- device d -(1)- account a");
    expect(told(one, "cookie c", "account a", 5)).toBeNull();
    expect(told(one, "account b", "cookie c", 5)).toBe("account b -(5)- device d -(3)- cookie c");
    // They meet at the device, whoever has it.
    expect(told(one, "cookie c", "cookie k", 5)).toBe("cookie c -(3)- device d -(3)- cookie k");
  });

  it("is told of an anonymous key that was given to somebody by the decision [I13]", () => {
    const one = world("account", "device*").link("account a", "device d", 1).same("s", "account b", "device d");
    expect(told(one, "device d", "account b")).toBe("device d -s- account b");
    expect(told(one, "device d", "account a")).toBeNull();
  });

  it("is nothing for keys that are not known, or nobody's", () => {
    const one = world("account", "device*").see("device d").see("device e").see("account a");
    expect(told(one, "account x", "account a")).toBeNull();
    expect(told(one, "device d", "device e")).toBeNull();
    expect(told(one, "device d", "account a")).toBeNull();
  });

  it("is there for exactly the keys of one customer, each step a link that counts or a decision that holds", () => {
    let long = 0;
    fc.assert(
      fc.property(identityHistory, ({ rules, steps }) => {
        const course = new IdentityCourse(rules);
        for (const step of steps) course.take(step);
        const { identities } = course;
        identities.settle();
        const keys = identities.keys().slice(0, 12);
        const wrong: string[] = [];
        for (const at of [0, Infinity]) {
          for (const [left, right] of keys.flatMap((one) => keys.map((other) => [one, other] as const))) {
            const chain = identities.chain(left, right, at);
            const [of, other] = [left, right].map((key) => JSON.stringify(identities.ownerAt(key, at)));
            if ((chain !== null) !== (of === other)) wrong.push(`${of} ${other} ${JSON.stringify(chain)}`);
            if (chain === null) continue;
            if (chain.length > 1) long++;
            if (!isConnected(left, chain, right)) wrong.push(`broken: ${JSON.stringify(chain)}`);
            for (const step of chain) if (!isTold(course, step)) wrong.push(`not so: ${JSON.stringify(step)}`);
          }
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: amount(150, 2000) },
    );
    expect(long).toBeGreaterThan(amount(150, 2000));
  });
});

function isConnected(left: Key, chain: readonly Step[], right: Key): boolean {
  const begins = [left, ...chain.map(({ to }) => to)];
  const goesOn = [...chain.map(({ from }) => from), right];
  return begins.every((key, index) => sameKey(key, goesOn[index] ?? right));
}

/** Whether facts say what a step says, and neither a refusal nor a newer decision is against it. */
function isTold({ identities, links, decisions }: IdentityCourse, { from, to, by }: Step): boolean {
  const names = (one: Key, other: Key): boolean =>
    (sameKey(one, from) && sameKey(other, to)) || (sameKey(one, to) && sameKey(other, from));
  if ("decision" in by) {
    const decision = decisions.find(({ id }) => id === by.decision);
    if (decision === undefined || identities.overruled().includes(by.decision)) return false;
    return decision.same && names(decision.left, decision.right);
  }
  const facts = links.filter(({ stronger, weaker }) => names(stronger, weaker));
  const refused = identities.refused().filter(({ stronger, weaker }) => names(stronger, weaker));
  // Of one kind either may be the stronger: two links, of which one may count.
  const told = new Set(facts.map(({ stronger }) => JSON.stringify(stronger)));
  return by.times.every((time) => facts.some(({ at }) => at === time)) && refused.length < told.size;
}
