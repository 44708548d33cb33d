import type { Random } from "../random.ts";
import { asOf, day, opening } from "./calendar.ts";
import {
  categoryWeights,
  cities,
  familyNames,
  givenNames,
  staffEmails,
  stores,
  type Category,
  type Channel,
} from "./catalogue.ts";

/** What the loyalty card says; what is undefined was not told. */
export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly gender: string | undefined;
  /** `YYYY-MM-DD` */
  readonly birthDate: string | undefined;
  readonly city: string | undefined;
  /** Whole dollars a year. */
  readonly income: number | undefined;
  readonly householdSize: number | undefined;
  readonly distanceKm: number | undefined;
  readonly homeStore: string | undefined;
  readonly joinedAt: number;
  readonly smsOptIn: boolean;
  readonly emailOptIn: boolean | undefined;
  /** Tenths, from 0 to 100. */
  readonly satisfaction: number | undefined;
  readonly phone: string | undefined;
  readonly email: string | undefined;
}

/** What no card says, and behaviour follows from. */
export interface Habits {
  /** Mean days between two orders, on the busiest kind of day. */
  readonly gapDays: number;
  /** From this instant on the customer has gone. */
  readonly leavesAt: number;
  /** Dollars of a usual basket of fresh food. */
  readonly basket: number;
  readonly channels: readonly (readonly [Channel, number])[];
  readonly categories: readonly (readonly [Category, number])[];
  /** The local hour around which this person shops. */
  readonly usualHour: number;
  readonly couponLove: number;
  /** Mean visits to the pages in thirty days that end in no order. */
  readonly visitsPerMonth: number;
  readonly grumbles: number;
}

export interface Person {
  readonly profile: Profile;
  readonly habits: Habits;
}

/** The `k`th customer (from 1); everything about it comes from its own stream of random numbers. */
export function personOf(k: number, random: Random): Person {
  const joinedAt = joining(random);
  return { profile: profileOf(k, joinedAt, random), habits: habitsOf(joinedAt, random) };
}

/** More and more people join, as the programme becomes known. */
function joining(random: Random): number {
  return Math.floor((opening + (asOf - opening) * random.next() ** 0.8) / 1000) * 1000;
}

function profileOf(k: number, joinedAt: number, random: Random): Profile {
  const told = <T>(share: number, value: T): T | undefined => (random.chance(share) ? value : undefined);
  const email = `card${k}@${random.pick(["mail.example", "post.example", "example.invalid"])}`;
  return {
    id: `c${String(k).padStart(7, "0")}`,
    name: nameOf(random),
    gender: told(
      0.94,
      random.weighted([
        ["female", 56],
        ["male", 42],
        ["other", 2],
      ]),
    ),
    birthDate: told(0.88, birthDate(random)),
    city: told(0.91, random.weighted(cities)),
    income: told(0.65, Math.round(Math.exp(10.2 + 0.6 * random.normal()) / 100) * 100),
    householdSize: told(
      0.85,
      random.weighted([
        [1, 28],
        [2, 30],
        [3, 20],
        [4, 15],
        [5, 5],
        [6, 1.5],
        [8, 0.5],
      ]),
    ),
    distanceKm: told(0.9, Math.round(random.gamma(1.1, 3.2) * 10) / 10),
    homeStore: told(0.93, random.pick(stores)),
    joinedAt,
    smsOptIn: random.chance(0.63),
    emailOptIn: told(0.88, random.chance(0.55)),
    satisfaction: told(0.4, Math.max(0, Math.min(100, Math.round(78 + 16 * random.normal())))),
    phone: told(0.92, phone(random)),
    email: staffEmails.get(k) ?? told(0.85, email),
  };
}

function nameOf(random: Random): string {
  const family = random.weighted(familyNames);
  const given = random.pick(givenNames);
  const name = /\p{Script=Latin}/u.test(family + given) ? `${given} ${family}` : `${family}${given}`;
  return random.chance(0.004) ? `${name}${random.pick(["🌱", "🐼", "👩‍🍳"])}` : name;
}

/** Two waves around 32 and 52; nobody under 16 holds a card. */
function birthDate(random: Random): string {
  const age = random.chance(0.6) ? 32 + 8 * random.normal() : 52 + 12 * random.normal();
  const days = Math.max(16, Math.min(99, age)) * 365.2425;
  return new Date(asOf - days * day).toISOString().slice(0, 10);
}

function phone(random: Random): string {
  const number = String(random.integer(0, 99_999_999)).padStart(8, "0");
  if (random.chance(0.85)) return `09${number}`;
  return random.chance(0.5) ? `+8869${number}` : `02-${number}`;
}

function habitsOf(joinedAt: number, random: Random): Habits {
  const baby = random.chance(0.12);
  const pets = random.chance(0.22);
  const online = random.gamma(0.7, 1);
  return {
    gapDays: 7 / Math.max(0.004, random.gamma(0.6, 0.62)),
    leavesAt: joinedAt + random.exponential(620) * day,
    basket: 21 * (1 - random.next()) ** (-1 / 2.6),
    channels: [
      ["store", random.gamma(0.9, 1)],
      ["app", online * random.gamma(0.9, 1)],
      ["web", online * random.gamma(0.5, 1)],
    ],
    categories: categoryWeights.map(([category, weight]) => {
      const wanted = category === "baby" ? (baby ? 8 : 0.1) : category === "pets" ? (pets ? 4 : 0.1) : 1;
      return [category, weight * wanted * random.gamma(1.6, 1)];
    }),
    usualHour: random.weighted([
      [10.5, 2],
      [12.6, 2],
      [18.8, 4],
      [21.2, 2],
    ]),
    couponLove: random.next() ** 3,
    visitsPerMonth: random.gamma(0.6, 0.4) + 0.15 * online,
    grumbles: random.gamma(0.4, 0.03),
  };
}
