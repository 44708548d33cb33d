import { describe, expect, it } from "vitest";
import { beginning } from "../../../engine/identity/types.ts";
import { astral, lastOfPlane, World } from "../../support/identity-world.ts";

// Worked out by hand from docs/identity.md, whose marks the names cite. The model that random histories are held against
// (identities.fuzz.ts) must agree as well.

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
});
