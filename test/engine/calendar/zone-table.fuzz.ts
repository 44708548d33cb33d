import { describe, expect, it } from "vitest";
import { tableOf, zone } from "../../../engine/calendar/zone.ts";
import { zoneFromTable } from "../../../engine/calendar/zone-table.ts";
import { Dice } from "../../../engine/prove/dice.ts";
import { amount } from "../../support/tier.ts";

const HOUR = 3_600_000;

describe("a table of a zone", () => {
  it.for(["UTC", "Europe/Madrid", "America/St_Johns", "Africa/Casablanca", "Australia/Lord_Howe"])(
    "shows what Intl shows, from year 1 to 9999: %s",
    (name) => {
      const intl = zone(name);
      const table = zoneFromTable(tableOf(name));
      const dice = new Dice(3);
      const changes = tableOf(name).changes;
      for (let index = 0; index < amount(150, 1500); index++) {
        const any = Date.UTC(2000, 0, 1) + (dice.next() - 0.2) * 9000 * 365 * 24 * HOUR;
        const recent = Date.UTC(1970, 0, 1) + dice.next() * 80 * 365 * 24 * HOUR;
        const beside = dice.pick(changes, 0) + dice.pick([-1, 0, 1], 0);
        for (const instant of [any, recent, beside].map(Math.floor)) {
          expect([instant, table.offsetAt(instant)]).toEqual([instant, intl.offsetAt(instant)]);
          expect(table.startOf(intl.dateOf(instant))).toBe(intl.startOf(intl.dateOf(instant)));
        }
      }
    },
  );
});
