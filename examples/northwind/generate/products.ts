import { categories, type Category } from "./catalogue.ts";

/** A row of products.csv: what belongs to a product and to no customer. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly brand: string;
  readonly category: Category;
  /** The part of the price that stays with the shop, in thousandths; undefined: not agreed yet. */
  readonly margin: number | undefined;
  /** What it usually costs, in cents. Not in products.csv: prices are those that were paid. */
  readonly cents: number;
  /** When it was taken off the shelves: older orders name it, and products.csv no longer does. */
  readonly goneAt: number | undefined;
}

type Row = readonly [sku: string, name: string, brand: string, margin: number | undefined, cents: number];

/** The first of a category sells best. */
const shelves: Readonly<Record<Category, readonly Row[]>> = {
  fresh: [
    ["FR-101", "Bok choy", "Formosa Farm", 240, 180],
    ["FR-102", "Bananas", "Formosa Farm", 210, 210],
    ["FR-103", "Eggs, ten", "Sunny Hen", 160, 320],
    ["FR-104", "Salmon fillet", "Harbour Fish", 280, 980],
    ["FR-105", "Strawberries", "Formosa Farm", 310, 560],
    ["FR-106", "Tofu", "Acme", 220, 150],
    ["FR-107", "Chicken thighs", "Sunny Hen", 190, 640],
    ["FR-108", "愛文芒果", "Formosa Farm", 330, 720],
  ],
  snacks: [
    ["SN-201", "Rice crackers", "Acme", 340, 230],
    ["SN-202", "Seaweed", "Kita", 410, 290],
    ["SN-203", "鳳梨酥", "Golden Oven", 380, 690],
    ["SN-204", "Salted peanuts", "Acme", 300, 190],
    ["SN-205", "Chocolate, dark", "Ruiz", 360, 340],
    ["SN-206", "Dried mango", "Formosa Farm", 390, 420],
  ],
  drinks: [
    ["DR-301", "Oolong tea", "Alishan", 450, 260],
    ["DR-302", "Soy milk", "Acme", 250, 210],
    ["DR-303", "Sparkling water", "Northwind", 370, 140],
    ["DR-304", 'Red wine, "Reserva"', "Ruiz", 290, 1290],
    ["DR-305", "Orange juice", "Sunny Grove", 220, 380],
    ["DR-306", "Barley tea", "Kita", 400, 240],
  ],
  bakery: [
    ["BA-401", "Sourdough", "Golden Oven", 520, 380],
    ["BA-402", "Milk bread", "Golden Oven", 480, 260],
    ["BA-403", "Croissant", "Golden Oven", 550, 170],
    ["BA-404", "Scallion roll", "Northwind", 500, 120],
  ],
  home: [
    ["HO-501", "Detergent", "Pure", 260, 890],
    ["HO-502", "Paper towels", "Northwind", 310, 450],
    ["HO-503", "Candles", "Pure", 540, 520],
    ["HO-504", "Bin bags", "Northwind", 350, 290],
    ["HO-505", "Dish soap", "Pure", 280, 330],
  ],
  beauty: [
    ["BE-601", "Sunscreen", "Kita", 470, 1180],
    ["BE-602", "Hand cream", "Pure", 510, 540],
    ["BE-603", "Shampoo", "Pure", 390, 620],
    ["BE-604", "Sheet masks", "Kita", 580, 780],
  ],
  baby: [
    ["BB-701", "Diapers", "Little Bear", 140, 1490],
    ["BB-702", "Baby food, carrot", "Little Bear", 230, 190],
    ["BB-703", "Wipes", "Little Bear", 270, 310],
    ["BB-704", "Formula", "Sol y Mar", 110, 1890],
  ],
  pets: [
    ["PE-801", "Cat food", "Paws", 200, 620],
    ["PE-802", "Dog food", "Paws", 190, 840],
    ["PE-803", "Cat litter", "Paws", 240, 560],
    ["PE-804", "Chew sticks", "Acme", undefined, 280],
  ],
};

const gone: ReadonlyMap<string, number> = new Map([
  ["SN-205", Date.UTC(2025, 8, 1)],
  ["HO-503", Date.UTC(2025, 3, 1)],
]);

export const products: readonly Product[] = categories.flatMap((category) =>
  shelves[category].map(([sku, name, brand, margin, cents]) => ({
    sku,
    name,
    brand,
    category,
    margin,
    cents,
    goneAt: gone.get(sku),
  })),
);

export const brands: readonly string[] = [...new Set(products.map(({ brand }) => brand))];
