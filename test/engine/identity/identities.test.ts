import { describe, expect, it } from "vitest";
import {
  beginning,
  type Decision,
  type IdentityRules,
  type Key,
  type LinkFact,
} from "../../../engine/identity/types.ts";
import { IdentityCourse } from "../../support/identity-differential.ts";
import { byCodePoints, identityModel, type IdentityAnswers } from "../../support/identity-model.ts";

// Worked out by hand from docs/identity.md, whose marks the names cite. The model that random histories are held against
// (identities.fuzz.ts) must agree as well.

/** A key as it is written here: `phone 1`, the name of its kind and its text. */
type Name = string;

/** Keys and links by name. Kinds are written strongest first: `account 1` has at most one, `device*` is anonymous. */
class World {
  readonly rules: IdentityRules;
  readonly course: IdentityCourse;
  readonly #answering: "engine" | "model";

  constructor(answering: "engine" | "model", kinds: readonly string[]) {
    this.#answering = answering;
    this.rules = {
      types: kinds.map((kind) => {
        const [name = "", limit] = kind.split(" ");
        return {
          name: name.replace("*", ""),
          limit: limit === undefined ? null : Number(limit),
          anonymous: name.endsWith("*"),
        };
      }),
    };
    this.course = new IdentityCourse(this.rules);
  }

  key(name: Name): Key {
    const space = name.indexOf(" ");
    const rank = this.rules.types.findIndex((type) => type.name === name.slice(0, space));
    if (rank === -1) throw new Error(`no such kind: ${name}`);
    return { rank, text: name.slice(space + 1) };
  }

  name({ rank, text }: Key): Name {
    return `${this.rules.types[rank]?.name} ${text}`;
  }

  see(name: Name, at = 0): this {
    this.course.take({ does: "see", fact: { key: this.key(name), at } });
    return this;
  }

  unsee(name: Name, at = 0): this {
    this.course.take({ does: "unsee", fact: { key: this.key(name), at } });
    return this;
  }

  #fact(stronger: Name, weaker: Name, at: number): LinkFact {
    return { stronger: this.key(stronger), weaker: this.key(weaker), at };
  }

  link(stronger: Name, weaker: Name, at = 0): this {
    this.course.take({ does: "link", fact: this.#fact(stronger, weaker, at) });
    return this;
  }

  unlink(stronger: Name, weaker: Name, at = 0): this {
    this.course.take({ does: "unlink", fact: this.#fact(stronger, weaker, at) });
    return this;
  }

  #decide(decision: Pick<Decision, "id" | "same" | "at">, left: Name, right: Name): this {
    this.course.take({ does: "decide", decision: { ...decision, left: this.key(left), right: this.key(right) } });
    return this;
  }

  same(id: string, left: Name, right: Name, at = 0): this {
    return this.#decide({ id, same: true, at }, left, right);
  }

  notSame(id: string, left: Name, right: Name, at = 0): this {
    return this.#decide({ id, same: false, at }, left, right);
  }

  retract(id: string): this {
    this.course.take({ does: "retract", id });
    return this;
  }

  /** The same weaker key met with so many stronger ones, each at an instant of its own. */
  crowd(kind: string, size: number, weaker: Name): this {
    for (let index = 1; index <= size; index++) this.link(`${kind} ${index}`, weaker, index);
    return this;
  }

  answers(): IdentityAnswers {
    this.course.identities.settle();
    return this.#answering === "engine" ? this.course.identities : identityModel(this.rules, this.course);
  }

  keys(): Name[] {
    return this.answers()
      .keys()
      .map((key) => this.name(key))
      .sort(byCodePoints);
  }

  members(name: Name): Name[] | null {
    return (
      this.answers()
        .membersOf(this.key(name))
        ?.map((key) => this.name(key)) ?? null
    );
  }

  /** From when on it belongs to whom. */
  owners(name: Name): (readonly [number, Name])[] | null {
    return (
      this.answers()
        .ownersOf(this.key(name))
        ?.map(({ from, owner }) => [from, this.name(owner)] as const) ?? null
    );
  }

  ownerAt(name: Name, at: number): Name | null {
    const owner = this.answers().ownerAt(this.key(name), at);
    return owner === null ? null : this.name(owner);
  }

  /** `account b, phone 1: limit account` */
  refused(): string[] {
    return this.answers()
      .refused()
      .map(({ stronger, weaker, refusal }) => {
        const why = {
          limit: () => (refusal.reason === "limit" ? ` ${this.rules.types[refusal.rank]?.name}` : ""),
          shared: () => (refusal.reason === "shared" ? ` ${this.name(refusal.key)}` : ""),
          decision: () => (refusal.reason === "decision" ? ` ${refusal.decision}` : ""),
          "same-type": () => "",
        };
        return `${this.name(stronger)}, ${this.name(weaker)}: ${refusal.reason}${why[refusal.reason]()}`;
      });
  }

  overruled(): string[] {
    return [...this.answers().overruled()];
  }
}

/** Behind every character that UTF-16 writes as one, and before them in its order. */
const astral = "\u{1F600}";
const lastOfPlane = "\uFFFD";

describe.each(["engine", "model"] as const)("who is whom, says the %s", (answering) => {
  const world = (...kinds: string[]): World => new World(answering, kinds);

  describe("facts", () => {
    it("[I1] it does not matter in which order records came", () => {
      const forwards = world("account 1", "phone").link("account a", "phone 1", 1).link("account b", "phone 1", 2);
      const backwards = world("account 1", "phone").link("account b", "phone 1", 2).link("account a", "phone 1", 1);
      for (const one of [forwards, backwards]) {
        expect(one.members("phone 1")).toEqual(["account a", "phone 1"]);
        expect(one.refused()).toEqual(["account b, phone 1: limit account"]);
      }
    });

    it("[I1] what is taken back makes room for what it kept out", () => {
      const one = world("account 1", "phone").link("account a", "phone 1", 1).link("account b", "phone 1", 2);
      expect(one.refused()).toEqual(["account b, phone 1: limit account"]);
      one.unlink("account a", "phone 1", 1);
      expect(one.refused()).toEqual([]);
      expect(one.members("phone 1")).toEqual(["account b", "phone 1"]);
      expect(one.members("account a")).toBeNull();
    });

    it("[I1] a record that is there twice stays when it is taken back once", () => {
      const one = world("account", "phone").link("account a", "phone 1").link("account a", "phone 1");
      one.unlink("account a", "phone 1");
      expect(one.members("account a")).toEqual(["account a", "phone 1"]);
      one.unlink("account a", "phone 1");
      expect(one.keys()).toEqual([]);
    });

    it("[I1] when all is taken back nothing is known", () => {
      const one = world("account 1", "phone", "device*")
        .see("account a", 3)
        .link("account a", "device d", 1)
        .notSame("n", "account a", "account b");
      expect(one.keys()).toEqual(["account a", "account b", "device d"]);
      one.unsee("account a", 3).unlink("account a", "device d", 1).retract("n");
      expect(one.keys()).toEqual([]);
      for (const name of ["account a", "account b", "device d"]) {
        expect(one.members(name)).toBeNull();
        expect(one.owners(name)).toBeNull();
        expect(one.ownerAt(name, 0)).toBeNull();
      }
    });

    it("[I1] a key that a decision alone names is known as long as it stands", () => {
      const one = world("account", "phone").notSame("n", "account a", "phone 1");
      expect(one.keys()).toEqual(["account a", "phone 1"]);
      expect(one.owners("phone 1")).toEqual([[beginning, "phone 1"]]);
      expect(one.retract("n").keys()).toEqual([]);
    });

    it("[I2] an anonymous key that two accounts use joins nobody", () => {
      const one = world("account", "device*").link("account a", "device d", 1).link("account b", "device d", 2);
      expect(one.members("account a")).toEqual(["account a"]);
      expect(one.members("account b")).toEqual(["account b"]);
      expect(one.refused()).toEqual([]);
    });

    it("[I2] a kind without a limit may be had any number of times", () => {
      const one = world("account", "phone");
      for (const text of "123456789") one.link("account a", `phone ${text}`);
      expect(one.members("account a")).toHaveLength(10);
    });

    it("[I3] of two keys of one kind the first is the stronger: both ways are two links", () => {
      const one = world("mail 1", "phone").link("mail b", "mail a", 1).link("mail a", "mail b", 1);
      expect(one.refused()).toEqual(["mail b, mail a: limit mail", "mail a, mail b: limit mail"]);
    });

    it("[I4] a key is first seen where a record names it first, alone or with another", () => {
      const one = world("account", "phone").link("account a", "account b", 5).see("account b", 4);
      expect(one.members("account a")).toEqual(["account b", "account a"]);
      one.link("account a", "phone 1", 3);
      expect(one.members("account a")).toEqual(["account a", "account b", "phone 1"]);
    });

    it("[I4] a key is seen later when its earliest record is taken back", () => {
      const one = world("account").link("account a", "account b", 5).see("account b", 4).see("account a", 3);
      expect(one.ownerAt("account b", 0)).toBe("account a");
      one.unsee("account a", 3);
      expect(one.ownerAt("account b", 0)).toBe("account b");
    });

    it("[I4] what has no time happened before every instant", () => {
      const one = world("account").link("account a", "account b", -1e15).see("account b", beginning);
      expect(one.ownerAt("account a", 0)).toBe("account b");
    });

    it("[I4] a link is first seen at the earliest of its records", () => {
      const one = world("account 1", "phone")
        .link("account b", "phone 1", 9)
        .link("account a", "phone 1", 5)
        .link("account b", "phone 1", 1);
      expect(one.members("phone 1")).toEqual(["account b", "phone 1"]);
      one.unlink("account b", "phone 1", 1);
      expect(one.members("phone 1")).toEqual(["account a", "phone 1"]);
    });
  });

  describe("shared keys", () => {
    it("[I5] a key met with 20 stronger keys is not shared", () => {
      const one = world("account", "phone").crowd("account", 20, "phone 1");
      expect(one.refused()).toEqual([]);
      expect(one.members("phone 1")).toHaveLength(21);
    });

    it("[I5] none of the links of a key met with 21 counts", () => {
      const one = world("account", "phone").crowd("account", 21, "phone 1");
      expect(one.refused()).toHaveLength(21);
      expect(one.refused()[0]).toBe("account 1, phone 1: shared phone 1");
      expect(one.members("phone 1")).toEqual(["phone 1"]);
      expect(one.members("account 7")).toEqual(["account 7"]);
    });

    it("[I5] a stronger key counts once, however often it was met", () => {
      const one = world("account", "phone").crowd("account", 20, "phone 1").crowd("account", 20, "phone 1");
      expect(one.refused()).toEqual([]);
    });

    it("[I5] a key shared by 21 is shared no longer when one of its links is taken back", () => {
      const one = world("account", "phone").crowd("account", 21, "phone 1");
      expect(one.members("phone 1")).toEqual(["phone 1"]);
      one.unlink("account 21", "phone 1", 21);
      expect(one.members("phone 1")).toHaveLength(21);
      one.link("account 21", "phone 1", 21);
      expect(one.members("phone 1")).toEqual(["phone 1"]);
    });

    it("[I5] links that are refused for another reason make a key shared, too", () => {
      const one = world("account 1", "phone").crowd("account", 20, "phone 1");
      expect(one.refused()).toHaveLength(19);
      one.link("account 21", "phone 1", 21);
      expect(one.refused()).toHaveLength(21);
      expect(one.members("account 1")).toEqual(["account 1"]);
    });

    it("[I5] links of a shared key to weaker ones do not count, either", () => {
      const one = world("account", "mail", "phone").crowd("account", 21, "mail m").link("mail m", "phone 1");
      expect(one.refused().at(-1)).toBe("mail m, phone 1: shared mail m");
      expect(one.members("phone 1")).toEqual(["phone 1"]);
    });

    it("[I5] where both keys are shared the weaker one is named", () => {
      const one = world("account", "mail", "phone")
        .crowd("account", 21, "mail m")
        .crowd("account", 21, "phone 1")
        .link("mail m", "phone 1");
      expect(one.refused().at(-1)).toBe("mail m, phone 1: shared phone 1");
    });

    it("[I5] weaker keys, however many, make no key shared", () => {
      const one = world("account", "phone");
      for (let index = 0; index < 30; index++) one.link("account a", `phone ${index}`);
      expect(one.refused()).toEqual([]);
    });

    it("[I5] an anonymous key that is shared belongs to nobody", () => {
      const one = world("account", "device*").crowd("account", 21, "device d");
      expect(one.refused()[20]).toBe("account 21, device d: shared device d");
      expect(one.owners("device d")).toEqual([[beginning, "device d"]]);
      one.unlink("account 1", "device d", 1);
      expect(one.ownerAt("device d", 7)).toBe("account 7");
    });
  });

  describe("decisions", () => {
    it("[I6] the same joins two customers whatever the limits say", () => {
      const one = world("account 1", "phone").see("account a").see("account b").same("s", "account a", "account b");
      expect(one.members("account b")).toEqual(["account a", "account b"]);
      expect(one.retract("s").members("account b")).toEqual(["account b"]);
    });

    it("[I6] the same joins a key that is shared, whose links still do not count", () => {
      const one = world("account", "phone").crowd("account", 21, "phone 1").same("s", "phone 1", "account 5");
      expect(one.members("phone 1")).toEqual(["account 5", "phone 1"]);
      expect(one.refused()).toHaveLength(21);
    });

    it("[I6] not the same keeps two keys apart, and whoever they come to belong to", () => {
      const one = world("account", "mail", "phone")
        .link("account a", "mail m", 1)
        .link("account b", "mail n", 1)
        .link("mail m", "phone 1", 1)
        .link("mail n", "phone 1", 2)
        .notSame("n", "account a", "account b");
      expect(one.refused()).toEqual(["mail n, phone 1: decision n"]);
      expect(one.members("phone 1")).toEqual(["account a", "mail m", "phone 1"]);
    });

    it("[I6] of two that contradict each other the newer holds", () => {
      const one = world("account").same("s", "account a", "account b", 2).notSame("n", "account b", "account a", 1);
      expect(one.overruled()).toEqual(["n"]);
      expect(one.members("account a")).toEqual(["account a", "account b"]);
      one.retract("s").same("s", "account a", "account b", 0);
      expect(one.overruled()).toEqual(["s"]);
      expect(one.members("account a")).toEqual(["account a"]);
    });

    it("[I6] of two at one instant the one whose id is later by code points holds", () => {
      const one = world("account")
        .same(astral, "account a", "account b", 1)
        .notSame(lastOfPlane, "account a", "account b", 1);
      expect(one.overruled()).toEqual([lastOfPlane]);
      expect(one.members("account a")).toEqual(["account a", "account b"]);
      const other = world("account").same("9", "account a", "account b", 1).notSame("10", "account a", "account b", 1);
      expect(other.overruled()).toEqual(["10"]);
    });

    it("[I6] an older one is contradicted by several newer ones together", () => {
      const apart = world("account")
        .notSame("n", "account a", "account c", 3)
        .same("s", "account a", "account b", 2)
        .same("t", "account b", "account c", 1);
      expect(apart.overruled()).toEqual(["t"]);
      expect(apart.members("account b")).toEqual(["account a", "account b"]);
      const joined = world("account")
        .same("s", "account a", "account b", 3)
        .same("t", "account b", "account c", 2)
        .notSame("n", "account a", "account c", 1);
      expect(joined.overruled()).toEqual(["n"]);
      expect(joined.members("account c")).toEqual(["account a", "account b", "account c"]);
    });

    it("[I6] one that says again what newer ones made contradicts nothing", () => {
      const one = world("account")
        .same("s", "account a", "account b", 3)
        .notSame("n", "account b", "account c", 2)
        .same("t", "account a", "account b", 1);
      expect(one.overruled()).toEqual([]);
      expect(one.members("account a")).toEqual(["account a", "account b"]);
    });

    it("[I6] one that says again that two are apart contradicts nothing", () => {
      const one = world("account")
        .notSame("n", "account a", "account b", 2)
        .notSame("m", "account b", "account a", 1)
        .link("account a", "account b");
      expect(one.overruled()).toEqual([]);
      expect(one.refused()).toEqual(["account a, account b: decision n"]);
    });

    it("[I6] one that is overruled changes nothing, not even for those that are older", () => {
      const one = world("account")
        .notSame("n", "account a", "account b", 3)
        .same("s", "account a", "account b", 2)
        .notSame("m", "account b", "account c", 1)
        .link("account a", "account c");
      expect(one.overruled()).toEqual(["s"]);
      expect(one.members("account a")).toEqual(["account a", "account c"]);
    });

    it("[I6] overruled decisions stand by the code points of their ids", () => {
      const one = world("account").same("z", "account a", "account b", 9);
      for (const id of [astral, lastOfPlane, "b", "10", "9"]) one.notSame(id, "account a", "account b", 1);
      expect(one.overruled()).toEqual(["10", "9", "b", lastOfPlane, astral]);
    });
  });

  describe("links", () => {
    it("[I7] go by the rank of the weaker key before that of the stronger one", () => {
      // By the stronger key's rank both phones would come first, and the mails would be refused.
      const one = world("account", "mail", "phone 1")
        .link("account a", "mail m")
        .link("account b", "mail n")
        .link("mail m", "mail n")
        .link("account a", "phone 1")
        .link("account b", "phone 2");
      expect(one.refused()).toEqual(["account b, phone 2: limit phone"]);
      expect(one.members("account b")).toEqual(["account a", "account b", "mail m", "mail n", "phone 1"]);
    });

    it("[I7] go by the rank of the stronger key before the time", () => {
      const one = world("account 1", "mail", "phone")
        .link("account b", "mail m", 9)
        .link("account a", "phone 1", 5)
        .link("mail m", "phone 1", 1);
      expect(one.refused()).toEqual(["mail m, phone 1: limit account"]);
      expect(one.members("account a")).toEqual(["account a", "phone 1"]);
    });

    it("[I7] go by when they were first seen before the text", () => {
      const one = world("account 1", "phone").link("account a", "phone 1", 5).link("account b", "phone 1", 3);
      expect(one.refused()).toEqual(["account a, phone 1: limit account"]);
    });

    it("[I7] go by the text of the weaker key, by code points", () => {
      const one = world("account", "phone 1")
        .link("account a", `phone ${astral}`)
        .link("account a", `phone ${lastOfPlane}`);
      expect(one.refused()).toEqual([`account a, phone ${astral}: limit phone`]);
    });

    it("[I7] go by the text of the stronger key last, by code points", () => {
      const one = world("account 1", "phone")
        .link(`account ${astral}`, "phone 1")
        .link(`account ${lastOfPlane}`, "phone 1");
      expect(one.refused()).toEqual([`account ${astral}, phone 1: limit account`]);
    });

    it("[I7] refused links stand in that order, with the times of their records", () => {
      const one = world("account 1", "mail", "phone")
        .link("account b", "phone 2", 9)
        .link("account b", "phone 2", 1)
        .link("account a", "phone 2", 0)
        .link("account b", "mail m", 7)
        .link("account a", "mail m", 6);
      expect(one.refused()).toEqual(["account b, mail m: limit account", "account b, phone 2: limit account"]);
      expect(
        one
          .answers()
          .refused()
          .map(({ times }) => times),
      ).toEqual([[7], [1, 9]]);
    });

    it("[I8] the newest decision that keeps two customers apart is named", () => {
      const one = world("account", "phone")
        .link("account a", "phone 1")
        .notSame("old", "account a", "account b", 1)
        .notSame("new", "account b", "phone 1", 2)
        .notSame("older", "phone 1", "account b", 0)
        .link("account b", "phone 1", 1);
      expect(one.overruled()).toEqual([]);
      expect(one.refused()).toEqual(["account b, phone 1: decision new"]);
      // At one instant the id decides.
      one.notSame("other", "account a", "account b", 2);
      expect(one.refused()).toEqual(["account b, phone 1: decision other"]);
    });

    it("[I8] of a decision and a limit the decision is named", () => {
      const one = world("account 1", "phone")
        .link("account a", "phone 1", 1)
        .link("account b", "phone 1", 2)
        .notSame("n", "account a", "account b");
      expect(one.refused()).toEqual(["account b, phone 1: decision n"]);
    });

    it("[I9] as many as the limit are taken, one more is refused", () => {
      const one = world("account", "phone 2")
        .link("account a", "phone 1", 1)
        .link("account a", "phone 2", 2)
        .link("account a", "phone 3", 3);
      expect(one.members("account a")).toEqual(["account a", "phone 1", "phone 2"]);
      expect(one.refused()).toEqual(["account a, phone 3: limit phone"]);
    });

    it("[I9] of several kinds beyond their limits the strongest is named", () => {
      const one = world("account", "mail 1", "phone 1")
        .link("account a", "mail m")
        .link("account a", "phone 1")
        .link("account b", "mail n")
        .link("account b", "phone 2")
        .link("phone 1", "phone 2");
      expect(one.refused()).toEqual(["phone 1, phone 2: limit mail"]);
    });

    it("[I9] a customer with too many by decision takes keys of other kinds, but none of that one", () => {
      const one = world("account 1", "phone")
        .same("s", "account a", "account b")
        .link("account a", "phone 1", 1)
        .link("account c", "phone 1", 2);
      expect(one.members("account b")).toEqual(["account a", "account b", "phone 1"]);
      expect(one.refused()).toEqual(["account c, phone 1: limit account"]);
    });

    it("[I9] a link within one customer is not refused, however many keys it has", () => {
      const one = world("account 1", "phone").same("s", "account a", "account b").link("account a", "account b");
      expect(one.refused()).toEqual([]);
    });

    it("[I9] a key that a decision alone names takes its part of the limit", () => {
      const one = world("account 1", "phone").same("s", "phone 1", "account z").link("account a", "phone 1");
      expect(one.refused()).toEqual(["account a, phone 1: limit account"]);
    });

    it("[I10] the customer's id is its strongest key by rank, whenever it was seen", () => {
      const one = world("account", "phone").link("account a", "phone 1", 9).see("phone 1", 1);
      expect(one.owners("phone 1")).toEqual([[beginning, "account a"]]);
    });

    it("[I10] of keys of one rank the first seen is the id, before the text decides", () => {
      const one = world("account").link("account a", "account b", 5).see("account b", 1);
      expect(one.members("account a")).toEqual(["account b", "account a"]);
    });

    it("[I10] of keys first seen at once the text decides, by code points", () => {
      const one = world("account").link(`account ${astral}`, `account ${lastOfPlane}`);
      expect(one.members(`account ${astral}`)).toEqual([`account ${lastOfPlane}`, `account ${astral}`]);
    });

    it("[I10] a key that no record names stands behind those of its rank that were seen", () => {
      const one = world("account").same("s", "account a", "account b").see("account b", 1e12);
      expect(one.members("account a")).toEqual(["account b", "account a"]);
    });
  });

  describe("anonymous keys", () => {
    it("[I11] a link between two of one kind does not count, even where one is shared", () => {
      const one = world("account", "device*").link("account a", "device d", 1).link("device d", "device e", 2);
      expect(one.refused()).toEqual(["device d, device e: same-type"]);
      expect(one.owners("device e")).toEqual([[beginning, "device e"]]);
      one.crowd("account", 21, "device e");
      expect(one.refused().filter((link) => link.endsWith("same-type"))).toEqual(["device d, device e: same-type"]);
    });

    it("[I12] those first met have the places of a limited kind", () => {
      const one = world("account", "device* 2")
        .link("account a", "device f", 3)
        .link("account a", "device e", 2)
        .link("account a", "device d", 1);
      expect(one.refused()).toEqual(["account a, device f: limit device"]);
      expect(one.owners("device f")).toEqual([[beginning, "device f"]]);
      one.unlink("account a", "device d", 1);
      expect(one.refused()).toEqual([]);
      expect(one.ownerAt("device f", 0)).toBe("account a");
    });

    it("[I12] a key met with several keys of a customer takes one place", () => {
      const one = world("account", "phone", "device* 2")
        .link("account a", "phone 1")
        .link("account a", "device d", 1)
        .link("phone 1", "device d", 1)
        .link("phone 1", "device e", 2);
      expect(one.refused()).toEqual([]);
    });

    it("[I12] all links of a key beyond are refused, with whichever key of the customer", () => {
      const one = world("account", "phone", "device* 1")
        .link("account a", "phone 1")
        .link("account a", "device d", 1)
        .link("account a", "device e", 2)
        .link("phone 1", "device e", 0);
      expect(one.refused()).toEqual(["account a, device e: limit device", "phone 1, device e: limit device"]);
    });

    it("[I12] the order is that of [I7]: the stronger key's rank before the time", () => {
      const one = world("account", "phone", "device* 1")
        .link("account a", "phone 1")
        .link("account a", "device d", 9)
        .link("phone 1", "device e", 1);
      expect(one.refused()).toEqual(["phone 1, device e: limit device"]);
    });

    it("[I12] each customer has places of its own", () => {
      const one = world("account", "device* 1").link("account a", "device d", 1).link("account b", "device e", 2);
      expect(one.refused()).toEqual([]);
      one.link("account b", "device d", 3);
      expect(one.refused()).toEqual(["account b, device d: limit device"]);
      expect(one.owners("device d")).toEqual([[beginning, "account a"]]);
    });

    it("[I12] links refused because they are shared take no place", () => {
      const one = world("account", "device* 1").crowd("account", 21, "device d").link("account 1", "device e", 99);
      expect(one.refused()).toHaveLength(21);
      expect(one.owners("device e")).toEqual([[beginning, "account 1"]]);
    });

    it("[I12] links refused by a decision take no place", () => {
      const one = world("account", "device* 1")
        .link("account a", "device d", 1)
        .link("account a", "device e", 2)
        .notSame("n", "account a", "device d");
      expect(one.refused()).toEqual(["account a, device d: decision n"]);
      expect(one.owners("device e")).toEqual([[beginning, "account a"]]);
    });

    it("[I12] a stronger key that is anonymous counts for itself, not for whom it belongs to", () => {
      const one = world("account", "device*", "tab* 1")
        .link("account a", "device d", 1)
        .link("account a", "tab t", 1)
        .link("device d", "tab u", 2)
        .link("device d", "tab v", 3);
      expect(one.refused()).toEqual(["device d, tab v: limit tab"]);
      expect(one.owners("tab u")).toEqual([[beginning, "account a"]]);
    });

    it("[I13] not the same keeps it from all keys of the customer", () => {
      const one = world("account", "phone", "device*")
        .link("account a", "phone 1")
        .link("account a", "device d", 1)
        .link("phone 1", "device d", 2)
        .link("account b", "device d", 0)
        .notSame("n", "device d", "phone 1");
      expect(one.refused()).toEqual(["account a, device d: decision n", "phone 1, device d: decision n"]);
      expect(one.owners("device d")).toEqual([[beginning, "account b"]]);
      // Where the phone is somebody else's, the account may have it again.
      one.unlink("account a", "phone 1");
      expect(one.refused()).toEqual(["phone 1, device d: decision n"]);
    });

    it("[I13] the newest of several that keep it from a customer is named", () => {
      const one = world("account", "phone", "device*")
        .link("account a", "phone 1")
        .link("account a", "device d")
        .notSame("z", "device d", "account a", 1)
        .notSame("a", "device d", "phone 1", 2);
      expect(one.refused()).toEqual(["account a, device d: decision a"]);
      expect(one.overruled()).toEqual([]);
    });

    it("[I13] the same gives it to a customer at all times, whatever was met", () => {
      const one = world("account", "device*")
        .link("account a", "device d", 1)
        .link("account b", "device d", 5)
        .same("s", "device d", "account c");
      expect(one.owners("device d")).toEqual([[beginning, "account c"]]);
      expect(one.members("account c")).toEqual(["account c"]);
      expect(one.retract("s").owners("device d")).toEqual([
        [beginning, "account a"],
        [5, "account b"],
      ]);
    });

    it("[I13] the same gives it sharing aside", () => {
      const one = world("account", "device*").crowd("account", 21, "device d").same("s", "account 3", "device d");
      expect(one.owners("device d")).toEqual([[beginning, "account 3"]]);
    });

    it("[I13] the same gives it limits aside", () => {
      const one = world("account", "device* 1").link("account a", "device d", 1).same("s", "account a", "device e");
      expect(one.refused()).toEqual([]);
      expect(one.owners("device d")).toEqual([[beginning, "account a"]]);
      expect(one.owners("device e")).toEqual([[beginning, "account a"]]);
    });

    it("[I13] a key that is given to the customer whom it met first leaves its place to the next", () => {
      const one = world("account", "device* 1")
        .link("account a", "device d", 1)
        .link("account a", "device e", 2)
        .same("s", "account a", "device d");
      expect(one.refused()).toEqual([]);
      expect(one.owners("device d")).toEqual([[beginning, "account a"]]);
      expect(one.owners("device e")).toEqual([[beginning, "account a"]]);
    });

    it("[I13] a key that is given to another customer leaves its place with the first", () => {
      const one = world("account", "device* 1")
        .link("account a", "device d", 1)
        .link("account a", "device e", 2)
        .same("s", "account b", "device d");
      expect(one.refused()).toEqual([]);
      expect(one.owners("device d")).toEqual([[beginning, "account b"]]);
      expect(one.owners("device e")).toEqual([[beginning, "account a"]]);
    });

    it("[I13] limits are set aside for the links of a key that is given: it is not beyond them", () => {
      const one = world("account", "device* 1")
        .link("account a", "device d", 1)
        .link("account a", "device e", 2)
        .same("s", "account a", "device e");
      expect(one.refused()).toEqual([]);
    });

    it("[I13] of two anonymous keys the weaker by rank follows the stronger", () => {
      const one = world("account", "device*", "tab*")
        .link("account a", "device d", 1)
        .link("account b", "device d", 5)
        .link("account c", "tab t", 3)
        .same("s", "tab t", "device d");
      expect(one.owners("tab t")).toEqual([
        [beginning, "account a"],
        [5, "account b"],
      ]);
      expect(one.owners("device d")).toEqual(one.owners("tab t"));
    });

    it("[I13] of two anonymous keys of one kind the later text follows, by code points", () => {
      const one = world("account", "device*")
        .link("account a", `device ${astral}`, 1)
        .link("account b", `device ${lastOfPlane}`, 1)
        .same("s", `device ${astral}`, `device ${lastOfPlane}`);
      expect(one.ownerAt(`device ${astral}`, 1)).toBe("account b");
      expect(one.ownerAt(`device ${lastOfPlane}`, 1)).toBe("account b");
    });

    it("[I13] not the same of two anonymous keys refuses the link between them", () => {
      const one = world("account", "device*", "tab*")
        .link("account a", "device d", 1)
        .link("device d", "tab t", 1)
        .notSame("n", "tab t", "device d");
      expect(one.refused()).toEqual(["device d, tab t: decision n"]);
      expect(one.owners("tab t")).toEqual([[beginning, "tab t"]]);
    });

    it("[I13] of two that give it to different customers the newest holds", () => {
      const one = world("account", "device*")
        .same("s", "device d", "account a", 1)
        .same("t", "device d", "account b", 2);
      expect(one.overruled()).toEqual(["s"]);
      expect(one.ownerAt("device d", 0)).toBe("account b");
      expect(one.retract("t").overruled()).toEqual([]);
      expect(one.ownerAt("device d", 0)).toBe("account a");
    });

    it("[I13] of two at one instant the later id holds, by code points", () => {
      const one = world("account", "device*")
        .same(astral, "device d", "account a", 1)
        .same(lastOfPlane, "device d", "account b", 1);
      expect(one.overruled()).toEqual([lastOfPlane]);
      expect(one.ownerAt("device d", 0)).toBe("account a");
    });

    it("[I13] to give it to a customer and to keep it from the same one contradict each other", () => {
      const one = world("account", "phone", "device*")
        .link("account a", "phone 1")
        .link("account a", "device d")
        .same("s", "device d", "account a", 1)
        .notSame("n", "device d", "phone 1", 2);
      expect(one.overruled()).toEqual(["s"]);
      expect(one.refused()).toEqual(["account a, device d: decision n"]);
      expect(one.owners("device d")).toEqual([[beginning, "device d"]]);
      one.retract("s").same("s", "device d", "account a", 3);
      expect(one.overruled()).toEqual(["n"]);
      expect(one.refused()).toEqual([]);
    });

    it("[I13] to give it to one customer and to keep it from another does not contradict", () => {
      const one = world("account", "device*")
        .link("account b", "device d")
        .same("s", "device d", "account a", 1)
        .notSame("n", "device d", "account b", 2);
      expect(one.overruled()).toEqual([]);
      expect(one.refused()).toEqual(["account b, device d: decision n"]);
      expect(one.ownerAt("device d", 0)).toBe("account a");
    });

    it("[I13] two that give it to keys of one customer do not contradict, until these are two", () => {
      const one = world("account", "phone", "device*")
        .link("account a", "phone 1")
        .same("s", "device d", "account a", 1)
        .same("t", "device d", "phone 1", 2);
      expect(one.overruled()).toEqual([]);
      one.unlink("account a", "phone 1");
      expect(one.overruled()).toEqual(["s"]);
      expect(one.ownerAt("device d", 0)).toBe("phone 1");
    });

    it("[I13] what is given makes nobody the same", () => {
      const one = world("account", "device*")
        .same("s", "device d", "account a", 1)
        .same("t", "device d", "account b", 2);
      one.notSame("n", "account a", "account b", 0);
      expect(one.overruled()).toEqual(["s"]);
      expect(one.members("account b")).toEqual(["account b"]);
    });

    it("[I14] it belongs to whom its latest link leads to, and before its first to whom that leads to", () => {
      const one = world("account", "device*")
        .link("account a", "device d", 10)
        .link("account b", "device d", 20)
        .link("account a", "device d", 30);
      expect(one.owners("device d")).toEqual([
        [beginning, "account a"],
        [20, "account b"],
        [30, "account a"],
      ]);
      for (const [at, owner] of [
        [beginning, "account a"],
        [9, "account a"],
        [19, "account a"],
        [20, "account b"],
        [29, "account b"],
        [30, "account a"],
        [1e15, "account a"],
      ] as const)
        expect(one.ownerAt("device d", at)).toBe(owner);
    });

    it("[I14] it belongs to the customer of the key that it met, whatever its id is", () => {
      const one = world("account", "phone", "device*").link("phone 1", "device d", 5);
      expect(one.owners("device d")).toEqual([[beginning, "phone 1"]]);
      one.link("account a", "phone 1", 9);
      expect(one.owners("device d")).toEqual([[beginning, "account a"]]);
    });

    it("[I14] of links at one instant the one to the stronger key holds, by rank before text", () => {
      const one = world("account", "phone", "device*")
        .link("phone 1", "device d", 5)
        .link("account b", "device d", 5)
        .link("account a", "device d", 1);
      expect(one.owners("device d")).toEqual([
        [beginning, "account a"],
        [5, "account b"],
      ]);
    });

    it("[I14] of links at one instant to keys of one rank the text decides, by code points", () => {
      const one = world("account", "device*")
        .link(`account ${astral}`, "device d", 5)
        .link(`account ${lastOfPlane}`, "device d", 5)
        // When the keys were first seen does not matter here.
        .see(`account ${astral}`, 1);
      expect(one.owners("device d")).toEqual([[beginning, `account ${lastOfPlane}`]]);
    });

    it("[I14] through an anonymous key it belongs to whom that belongs to at the instant in question", () => {
      const one = world("account", "device*", "tab*")
        .link("account a", "device d", 1)
        .link("account b", "device d", 5)
        .link("device d", "tab t", 2)
        .link("account c", "tab t", 7)
        .link("device d", "tab t", 8);
      expect(one.owners("tab t")).toEqual([
        [beginning, "account a"],
        [5, "account b"],
        [7, "account c"],
        [8, "account b"],
      ]);
    });

    it("[I14] before its first link, too, at the instant in question", () => {
      const one = world("account", "device*", "tab*")
        .link("account a", "device d", 1)
        .link("account b", "device d", 5)
        .link("device d", "tab t", 9);
      expect(one.ownerAt("tab t", 3)).toBe("account a");
      expect(one.ownerAt("tab t", 6)).toBe("account b");
    });

    it("[I14] through an anonymous key that nobody met it belongs to that", () => {
      const one = world("account", "device*", "tab*").link("device d", "tab t", 2);
      expect(one.owners("tab t")).toEqual([[beginning, "device d"]]);
      expect(one.owners("device d")).toEqual([[beginning, "device d"]]);
    });

    it("[I14] without any link that counts it is a customer by itself", () => {
      const one = world("account", "device*").see("device d", 3);
      expect(one.owners("device d")).toEqual([[beginning, "device d"]]);
      one.link("account a", "device d", 4).notSame("n", "account a", "device d");
      expect(one.owners("device d")).toEqual([[beginning, "device d"]]);
    });

    it("[I14] links that do not count are passed over", () => {
      const one = world("account", "device*")
        .link("account a", "device d", 1)
        .link("account b", "device d", 5)
        .link("account c", "device d", 9)
        .notSame("n", "device d", "account b");
      expect(one.owners("device d")).toEqual([
        [beginning, "account a"],
        [9, "account c"],
      ]);
    });

    it("[I4] [I14] a link without a time holds from the beginning on", () => {
      const one = world("account", "device*")
        .link("account b", "device d", beginning)
        .link("account a", "device d", 5)
        .link("account c", "device d", beginning);
      expect(one.owners("device d")).toEqual([
        [beginning, "account b"],
        [5, "account a"],
      ]);
      expect(one.ownerAt("device d", beginning)).toBe("account b");
    });

    it("[I14] an anonymous key has none but itself, and is nobody's", () => {
      const one = world("account", "device*").link("account a", "device d", 1);
      expect(one.members("device d")).toEqual(["device d"]);
      expect(one.members("account a")).toEqual(["account a"]);
    });
  });
});

describe("a settlement", () => {
  const named = (one: World): string[][] => {
    const { keys, anonymous, gone } = one.course.identities.settle();
    return [keys, anonymous, gone].map((list) => [...list].map((key) => one.name(key)).sort(byCodePoints));
  };

  it("[I1] says what may have changed: of customers, of anonymous keys, and what nothing names any more", () => {
    const one = new World("engine", ["account", "phone", "device*"])
      .link("account a", "phone 1", 1)
      .link("account a", "device d", 1);
    expect(named(one)).toEqual([["account a", "phone 1"], ["device d"], []]);
    one.unlink("account a", "phone 1", 1).unlink("account a", "device d", 1).see("device d", 1);
    expect(named(one)).toEqual([[], ["device d"], ["account a", "phone 1"]]);
  });

  it("[I1] says that an anonymous key has another owner when the customer has another id", () => {
    const one = new World("engine", ["account", "phone", "device*"]).link("phone 1", "device d", 1);
    named(one);
    one.link("account a", "phone 1", 2);
    const [keys = [], anonymous = []] = named(one);
    expect(keys).toEqual(["account a", "phone 1"]);
    expect(anonymous).toEqual(["device d"]);
  });

  it("[I1] [I13] says that a place is free where a key is given to somebody else, and taken again", () => {
    const one = new World("engine", ["account", "device* 1"])
      .link("account a", "device d", 1)
      .link("account a", "device e", 2)
      .see("account b", 1);
    named(one);
    one.same("s", "account b", "device d");
    expect(named(one)[1]).toEqual(["device d", "device e"]);
    one.retract("s");
    expect(named(one)[1]).toEqual(["device d", "device e"]);
  });

  it("[I1] [I13] says that a place is free where a decision holds because customers fell apart", () => {
    const one = new World("engine", ["account", "phone", "device* 1"])
      .link("account a", "device d", 1)
      .link("account a", "device e", 2)
      .link("account b", "phone 1", 1)
      .same("s", "account b", "device d")
      .notSame("n", "phone 1", "device d", 1);
    named(one);
    expect(one.owners("device e")).toEqual([[beginning, "device e"]]);
    one.unlink("account b", "phone 1", 1).see("phone 1", 1);
    expect(named(one)[1]).toEqual(["device d", "device e"]);
    expect(one.owners("device e")).toEqual([[beginning, "account a"]]);
  });

  it("[I1] says nothing where nothing happened", () => {
    const one = new World("engine", ["account", "device*"]).link("account a", "device d", 1);
    named(one);
    expect(named(one)).toEqual([[], [], []]);
  });
});
