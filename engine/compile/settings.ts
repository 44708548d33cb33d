import { isZone } from "../calendar/zone.ts";
import { weekdays } from "../calendar/civil.ts";
import type { PlanSettings } from "../plan/plan.ts";

/** Digits of the minor unit where it is not 2. Source: ISO 4217:2015, table A.1, as amended. */
const minorDigits: Readonly<Record<string, number>> = {
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
};

/** The digits behind the point of a currency, by ISO 4217. */
export function currencyDigits(currency: string): number {
  return Object.hasOwn(minorDigits, currency) ? (minorDigits[currency] ?? 2) : 2;
}

/** What a workspace may say about the meaning of its rules; the rest has defaults. */
export interface SettingsInput {
  readonly timeZone?: string | undefined;
  readonly currency?: string | undefined;
  readonly weekStart?: string | undefined;
}

/** Settings with defaults: UTC, USD, weeks from Monday. Returns a sentence for a value that is none. */
export function planSettings(input: SettingsInput): PlanSettings | string {
  const { timeZone = "UTC", currency = "USD", weekStart = "monday" } = input;
  if (!isZone(timeZone))
    return `"timeZone": there is no time zone called "${timeZone}"; write one such as "Asia/Taipei"`;
  if (!/^[A-Z]{3}$/.test(currency))
    return `"currency": "${currency}" is not a currency code of three capital letters, such as "EUR"`;
  const day = weekdays.find((name) => name === weekStart);
  if (day === undefined) return `"weekStart": "${weekStart}" is not a day; write "monday" or "sunday"`;
  return { timeZone, currency, currencyDigits: currencyDigits(currency), weekStart: day };
}
