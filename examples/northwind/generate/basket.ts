import type { Random } from "../random.ts";
import type { Category } from "./catalogue.ts";
import { brands, products, type Product } from "./products.ts";

/** A line of an order: one product, and what was paid for all of its pieces. */
export interface Line {
  readonly sku: string;
  readonly quantity: number;
  readonly cents: number;
}

export const hobbies = ["cooking", "sport", "travel", "gardening", "music"] as const;
export type Hobby = (typeof hobbies)[number];

/** What somebody likes; it decides which products lie in the basket. */
export interface Taste {
  /** Undefined: never asked. */
  readonly hobbies: readonly Hobby[] | undefined;
  /** The product that is marked with a heart in the app. */
  readonly favourite: string | undefined;
  /** The brand that is taken wherever there is a choice. */
  readonly brand: string | undefined;
}

export function tasteOf(random: Random): Taste {
  const asked = random.chance(0.6);
  const chosen = hobbies.filter(() => random.chance(0.35));
  const heart = random.pick(products).sku;
  const favourite = random.chance(0.25) ? heart : undefined;
  const brand = random.pick(brands);
  return {
    hobbies: asked && chosen.length > 0 ? chosen : undefined,
    favourite,
    brand: random.chance(0.3) ? brand : undefined,
  };
}

/** What is bought, and when: how many cents for how many pieces, most of them from one category. */
export interface Purchase {
  readonly at: number;
  readonly cents: number;
  readonly pieces: number;
  readonly category: Category;
}

/**
 * The lines of an order, each product once. Their pieces and cents add up to those of the order; what a piece costs
 * differs from day to day, as offers do.
 */
export function linesOf({ at, cents, pieces, category }: Purchase, taste: Taste, random: Random): Line[] {
  const cooks = taste.hobbies?.includes("cooking") === true;
  const choices = products.map((product, place) => {
    const near = product.category === category ? 12 : cooks && product.category === "fresh" ? 2 : 0.5;
    const loved = product.brand === taste.brand ? 6 : product.sku === taste.favourite ? 3 : 1;
    const sold = at < (product.goneAt ?? Infinity);
    return [product, sold ? (near * loved) / (1 + (place % 4)) : 0] as const;
  });
  const quantities = new Map<Product, number>();
  const kinds = Math.max(1, Math.min(7, Math.round(pieces ** 0.6)));
  for (let kind = 0; kind < kinds; kind += 1) {
    const product = random.weighted(choices);
    // The last kind takes what is left, so that the pieces add up.
    const left = pieces - [...quantities.values()].reduce((sum, quantity) => sum + quantity, 0);
    const quantity = kind === kinds - 1 ? left : Math.min(left, random.integer(1, Math.ceil((2 * pieces) / kinds)));
    if (quantity > 0) quantities.set(product, (quantities.get(product) ?? 0) + quantity);
  }
  const worth = [...quantities].map(([product, quantity]) => quantity * product.cents * (0.9 + 0.2 * random.next()));
  const whole = worth.reduce((sum, part) => sum + part, 0);
  let before = 0;
  return [...quantities].map(([{ sku }, quantity], place) => {
    // Rounded where the lines end, so that no cent is lost.
    const until = before + (worth[place] ?? 0);
    const paid = Math.round((cents * until) / whole) - Math.round((cents * before) / whole);
    before = until;
    return { sku, quantity, cents: paid };
  });
}
