import { isZone } from "../calendar/zone.ts";
import { weekdays } from "../calendar/civil.ts";
import type { PlanSettings } from "../plan/plan.ts";
import { inWords } from "../../grammar/texts/in-words.ts";
import { message, type Message } from "../../grammar/texts/message.ts";

/** Digits of the minor unit where it is not 2. Source: ISO 4217:2015, table A.1, as amended. */
const minorDigits: ReadonlyMap<string, number> = new Map(
  Object.entries({
    BIF: 0,
    CLP: 0,
    DJF: 0,
    GNF: 0,
    ISK: 0,
    JPY: 0,
    KMF: 0,
    KRW: 0,
    PYG: 0,
    RWF: 0,
    UGX: 0,
    UYI: 0,
    VND: 0,
    VUV: 0,
    XAF: 0,
    XOF: 0,
    XPF: 0,
    BHD: 3,
    IQD: 3,
    JOD: 3,
    KWD: 3,
    LYD: 3,
    OMR: 3,
    TND: 3,
    CLF: 4,
    UYW: 4,
  }),
);

/** The digits behind the point of a currency, by ISO 4217. */
export function currencyDigits(currency: string): number {
  return minorDigits.get(currency) ?? 2;
}

/** What a workspace may say about the meaning of its rules; the rest has defaults. */
export interface SettingsInput {
  /** A zone of the IANA database, such as "Asia/Taipei", or "UTC", which is the default. */
  readonly timeZone?: string | undefined;
  /** A code of ISO 4217, three capital letters; "USD" by default. */
  readonly currency?: string | undefined;
  /** An English day in small letters; "monday" by default. */
  readonly weekStart?: string | undefined;
}

/** Thrown for a setting whose value is none. The message is a sentence that names both. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly setting: keyof SettingsInput;
  /** What is put into the reader's language; `message` is its English. */
  readonly told: Message;
  /** What was given for it. */
  readonly value: string;

  constructor(setting: keyof SettingsInput, value: string, problem: Message) {
    const told = message("about-setting", { setting, problem });
    super(inWords(told));
    this.told = told;
    this.setting = setting;
    this.value = value;
  }
}

/**
 * Completes and checks the settings of a plan: its time zone, its currency with the digits behind the point (ISO 4217),
 * and the day on which weeks begin.
 * @param input nothing in it is required: UTC, USD and weeks from Monday are the defaults
 * @throws SettingsError that says which setting is wrong
 */
export function planSettings(input: SettingsInput = {}): PlanSettings {
  const { timeZone = "UTC", currency = "USD", weekStart = "monday" } = input;
  if (!isZone(timeZone)) throw new SettingsError("timeZone", timeZone, message("setting-zone", { value: timeZone }));
  if (!/^[A-Z]{3}$/.test(currency))
    throw new SettingsError("currency", currency, message("setting-currency", { value: currency }));
  const day = weekdays.find((name) => name === weekStart);
  if (day === undefined)
    throw new SettingsError("weekStart", weekStart, message("setting-week-start", { value: weekStart }));
  return { timeZone, currency, currencyDigits: currencyDigits(currency), weekStart: day };
}
