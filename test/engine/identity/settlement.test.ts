import { describe, expect, it } from "vitest";
import { beginning } from "../../../engine/identity/types.ts";
import { byCodePoints } from "../../support/identity-model.ts";
import { World } from "../../support/identity-world.ts";

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
