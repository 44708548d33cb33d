import { describe, expect, it } from "vitest";
import { beginning } from "../../../engine/identity/types.ts";
import { astral, lastOfPlane, World } from "../../support/identity-world.ts";

// Worked out by hand from docs/identity.md, whose marks the names cite. The model that random histories are held against
// (identities.fuzz.ts) must agree as well.

describe.each(["engine", "model"] as const)("who uses what, says the %s", (answering) => {
  const world = (...kinds: string[]): World => new World(answering, kinds);

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
