import { randomOf, type Random } from "../random.ts";
import { linesOf, tasteOf, type Line, type Purchase, type Taste } from "./basket.ts";
import { asOf, atHour, busyness, day, hour, minute } from "./calendar.ts";
import { basketFactor, coupons, pages, referrers, type Category, type Channel } from "./catalogue.ts";
import { personOf, type Habits, type Profile } from "./person.ts";

export interface Order {
  readonly id: string;
  readonly at: number;
  readonly cents: number;
  readonly items: number | undefined;
  readonly category: Category | undefined;
  readonly channel: Channel;
  readonly coupon: string | undefined;
  readonly discountCents: number | undefined;
  readonly lines: readonly Line[];
}

export interface View {
  readonly id: string;
  readonly at: number;
  readonly path: string;
  readonly seconds: number | undefined;
  readonly referrer: string | undefined;
}

/** What goes into the JSON Lines file: a type, and the fields that belong to it. */
export interface Other {
  readonly id: string;
  readonly at: number;
  readonly type: "cart" | "coupon" | "message" | "opened" | "invite" | "return" | "review" | "complaint" | "heartbeat";
  readonly fields: Readonly<Record<string, string | number>>;
}

/** Everything that is known of one customer. */
export interface Customer {
  readonly profile: Profile;
  readonly taste: Taste;
  readonly orders: readonly Order[];
  readonly views: readonly View[];
  readonly others: readonly Other[];
}

/** Collects a customer's events, numbers them, and drops what would lie beyond the as-of date or before joining. */
interface Diary {
  readonly orders: Order[];
  readonly views: View[];
  readonly others: Other[];
  order(at: number, order: Omit<Order, "id" | "at">): void;
  view(at: number, view: Omit<View, "id" | "at">): void;
  other(at: number, type: Other["type"], fields: Other["fields"]): void;
}

/** The `k`th customer (from 1) of a seed: the same one however many are generated. */
export function customerOf(seed: number, k: number): Customer {
  const random = randomOf(seed, k);
  // What lies in baskets has a stream of its own: it changes nothing of when, where and for how much people buy.
  const ownRandom = randomOf(seed, -k);
  const taste = tasteOf(ownRandom);
  const { profile, habits } = personOf(k, random);
  const diary = diaryOf(k, profile.joinedAt);
  const end = Math.min(asOf, habits.leavesAt);
  shop(diary, profile, habits, end, random, (purchase) => linesOf(purchase, taste, ownRandom));
  browse(diary, profile, habits, end, random);
  receiveNews(diary, profile, habits, random);
  if (random.chance(0.05)) diary.other(asOf - random.next() * 30 * day, "heartbeat", {});
  return { profile, taste, orders: diary.orders, views: diary.views, others: diary.others };
}

function diaryOf(k: number, from: number): Diary {
  const orders: Order[] = [];
  const views: View[] = [];
  const others: Other[] = [];
  const exists = (at: number): boolean => at >= from && at < asOf;
  return {
    orders,
    views,
    others,
    order: (at, order) => {
      if (exists(at)) orders.push({ id: `o${k}-${orders.length + 1}`, at: Math.floor(at), ...order });
    },
    view: (at, view) => {
      if (exists(at)) views.push({ id: `v${k}-${views.length + 1}`, at: Math.floor(at), ...view });
    },
    other: (at, type, fields) => {
      if (exists(at)) others.push({ id: `e${k}-${others.length + 1}`, at: Math.floor(at), type, fields });
    },
  };
}

/** Orders at the person's own rate, thinned to the rhythm of week and year (Lewis and Shedler, 1979). */
function shop(
  diary: Diary,
  profile: Profile,
  habits: Habits,
  end: number,
  random: Random,
  fill: (purchase: Purchase) => Line[],
): void {
  const begin = profile.joinedAt + random.exponential(5) * day;
  for (let at = begin; at < end; at += random.exponential(habits.gapDays) * day) {
    if (random.next() >= busyness(at)) continue;
    const localHour = Math.max(7, Math.min(23, habits.usualHour + 1.8 * random.normal()));
    buy(diary, atHour(at, localHour), habits, random, fill);
  }
}

function buy(diary: Diary, at: number, habits: Habits, random: Random, fill: (purchase: Purchase) => Line[]): void {
  const category = random.weighted(habits.categories);
  const channel = random.weighted(habits.channels);
  const size = Math.exp(0.45 * random.normal());
  const cents = Math.max(60, Math.round(habits.basket * basketFactor[category] * size * 100));
  const usesCoupon = random.chance(0.03 + 0.75 * habits.couponLove);
  const coupon = usesCoupon ? random.pick(coupons) : undefined;
  const discountCents = usesCoupon ? Math.round(cents * random.pick([0.05, 0.1, 0.15])) : undefined;
  if (coupon !== undefined) {
    diary.other(at - random.exponential(2.5) * day, "coupon", {
      code: coupon,
      offer: random.pick(["percent", "amount", "gift"]),
    });
  }
  if (channel !== "store") visit(diary, at, category, random.integer(1, 4), habits, random);
  if (channel !== "store" && random.chance(0.7))
    diary.other(at - random.integer(1, 20) * minute, "cart", { value: cents / 100 });
  const paid = cents - (discountCents ?? 0);
  const items = random.chance(0.97)
    ? Math.max(1, Math.round((size * habits.basket) / 4.5 + random.normal()))
    : undefined;
  diary.order(at, {
    cents: paid,
    items,
    category: random.chance(0.985) ? category : undefined,
    channel,
    coupon,
    discountCents,
    lines: fill({ at, cents: paid, pieces: items ?? Math.ceil(paid / 450), category }),
  });
  afterwards(diary, at, cents, channel, habits, random);
}

/** What may follow an order: a return, a review, a complaint. */
function afterwards(diary: Diary, at: number, cents: number, channel: Channel, habits: Habits, random: Random): void {
  if (random.chance(0.025)) {
    const part = random.chance(0.5) ? 1 : random.next();
    diary.other(at + random.exponential(40) * hour, "return", { value: Math.round(cents * part) / 100 });
  }
  if (random.chance(0.05)) {
    diary.other(at + random.exponential(3) * day, "review", {
      stars: random.weighted([
        [5, 45],
        [4, 30],
        [3, 12],
        [2, 7],
        [1, 6],
      ]),
    });
  }
  if (random.chance(Math.min(0.5, habits.grumbles))) {
    const about =
      channel === "store"
        ? random.pick(["quality", "price", "service"])
        : random.pick(["delivery", "delivery", "quality"]);
    const severity = random.weighted([
      [1, 30],
      [2, 30],
      [3, 22],
      [4, 12],
      [5, 6],
    ]);
    diary.other(at + random.exponential(20) * hour, "complaint", random.chance(0.9) ? { about, severity } : { about });
  }
}

/** Looking round without buying; now and then a cart is filled and left behind. */
function browse(diary: Diary, profile: Profile, habits: Habits, end: number, random: Random): void {
  const meanGap = 30 / Math.max(0.02, habits.visitsPerMonth);
  for (
    let at = profile.joinedAt + random.exponential(meanGap) * day;
    at < end;
    at += random.exponential(meanGap) * day
  ) {
    const category = random.weighted(habits.categories);
    const evening = atHour(at, Math.max(6, Math.min(23.9, habits.usualHour + 2 * random.normal())));
    visit(diary, evening, category, random.integer(1, 5), habits, random);
    if (random.chance(0.28))
      diary.other(evening + 2 * minute, "cart", {
        value: Math.round(habits.basket * 80 * Math.exp(0.5 * random.normal())) / 100,
      });
  }
}

/** A visit's page views; the last lies just before `end`. */
function visit(diary: Diary, end: number, category: Category, length: number, habits: Habits, random: Random): void {
  const referrer = random.weighted(referrers);
  let at = end - random.integer(40, 400) * 1000 * length;
  for (let page = 0; page < length; page += 1) {
    diary.view(at, {
      path:
        page === 0 && random.chance(0.5)
          ? "/"
          : random.pick(pages[random.chance(0.75) ? category : random.weighted(habits.categories)]),
      seconds: random.chance(0.93) ? Math.round(random.exponential(38)) : undefined,
      referrer: page === 0 ? referrer : undefined,
    });
    at += (end - at) * (0.2 + 0.5 * random.next());
  }
}

/** Messages every few weeks to those who agreed, coupons that nobody asked for, and friends who are told. */
function receiveNews(diary: Diary, profile: Profile, habits: Habits, random: Random): void {
  const keenness = random.next() ** 2;
  const agreed = profile.smsOptIn || profile.emailOptIn === true;
  let number = 0;
  for (
    let at = profile.joinedAt + random.next() * 60 * day;
    agreed && at < asOf;
    at += (45 + random.exponential(60)) * day
  ) {
    number += 1;
    const by = profile.smsOptIn && random.chance(0.5) ? "sms" : profile.emailOptIn === true ? "email" : "push";
    const campaign = `${new Date(at).toISOString().slice(0, 7)}-${(number % 3) + 1}`;
    const sentAt = atHour(at, 10);
    diary.other(sentAt, "message", { by, campaign });
    for (let again = 1; random.chance(0.12); again += 1)
      diary.other(sentAt + again * day, "message", { by: random.pick(["push", by]), campaign });
    if (random.chance(0.1 + 0.6 * keenness)) diary.other(sentAt + random.exponential(9) * hour, "opened", { campaign });
    if (random.chance(0.2))
      diary.other(sentAt + hour, "coupon", { code: random.pick(coupons), offer: random.pick(["percent", "amount"]) });
  }
  const invites = Math.floor(random.exponential(0.7) * (0.5 + keenness));
  for (let n = 0; n < Math.min(invites, 6); n += 1) {
    const until = Math.min(asOf, habits.leavesAt);
    diary.other(profile.joinedAt + random.next() * (until - profile.joinedAt), "invite", {});
  }
}
