import { describe, expect, it } from "vitest";
import { planSettings, SettingsError, type SettingsInput } from "../../../engine/compile/settings.ts";

describe("settings", () => {
  it("have defaults", () => {
    expect(planSettings()).toEqual({ timeZone: "UTC", currency: "USD", currencyDigits: 2, weekStart: "monday" });
  });

  // Digits of the minor unit: ISO 4217:2015, table A.1.
  it.for([
    ["EUR", 2],
    ["JPY", 0],
    ["KWD", 3],
    ["CLF", 4],
  ] as const)("say how %s is counted", ([currency, digits]) => {
    expect(planSettings({ currency, weekStart: "sunday", timeZone: "Asia/Kolkata" })).toEqual({
      timeZone: "Asia/Kolkata",
      currency,
      currencyDigits: digits,
      weekStart: "sunday",
    });
  });

  it.for([
    [{ timeZone: "Europe/Atlantis" }, "timeZone"],
    [{ timeZone: "" }, "timeZone"],
    [{ currency: "eur" }, "currency"],
    [{ currency: "EURO" }, "currency"],
    [{ weekStart: "Montag" }, "weekStart"],
  ] as const satisfies readonly (readonly [SettingsInput, keyof SettingsInput])[])(
    "refuse %o by its name",
    ([input, setting]) => {
      const refused = (): unknown => planSettings(input);
      expect(refused).toThrow(SettingsError);
      const [value = ""] = Object.values(input);
      expect(refused).toThrow(expect.objectContaining({ setting, value, name: "SettingsError" }));
      expect(refused).toThrow(`"${value}"`);
    },
  );
});
