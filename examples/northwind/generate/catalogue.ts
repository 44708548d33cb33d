/** What the shop sells, where its customers live and what they are called. */

export const categories = ["fresh", "snacks", "drinks", "bakery", "home", "beauty", "baby", "pets"] as const;
export type Category = (typeof categories)[number];

/** Zipf's law: the second category sells about half as often as the first, the third a third as often. */
export const categoryWeights: readonly (readonly [Category, number])[] = categories.map(
  (category, index) => [category, 1 / (index + 1) ** 1.05] as const,
);

/** How dear a basket of the category is, against one of fresh food. */
export const basketFactor: Readonly<Record<Category, number>> = {
  fresh: 1,
  snacks: 0.7,
  drinks: 0.8,
  bakery: 0.45,
  home: 1.2,
  beauty: 1.5,
  baby: 1.4,
  pets: 1.1,
};

export const channels = ["store", "app", "web"] as const;
export type Channel = (typeof channels)[number];

export const stores = ["harbour", "station", "hillside", "riverside"] as const;

/** Cities as people write them: in several scripts and spellings. */
export const cities: readonly (readonly [string, number])[] = [
  ["臺北", 20],
  ["Taipei", 14],
  ["高雄", 13],
  ["Taichung", 9],
  ["Tainan", 8],
  ["taipei", 3],
  ["台中", 6],
  ["新竹", 5],
  ["花蓮", 4],
  ["埔里", 2],
  ["Taipei City", 2],
  ["横浜", 1.5],
  ["Málaga", 1],
  ["São Paulo", 0.8],
  ["서울", 0.8],
  ["Zürich", 0.6],
  ["القاهرة", 0.4],
  ["Łódź", 0.4],
  ["Val-d'Or", 0.3],
  ["Washington, D.C.", 0.3],
];

export const familyNames: readonly (readonly [string, number])[] = [
  ["陳", 12],
  ["林", 9],
  ["黃", 7],
  ["張", 6],
  ["李", 6],
  ["王", 5],
  ["吳", 4],
  ["劉", 4],
  ["蔡", 3],
  ["歐陽", 0.6],
  ["佐藤", 1],
  ["Ruiz", 1],
  ["Núñez", 0.8],
  ["O'Neill", 0.6],
  ["van der Berg", 0.5],
  ["Smith, Jr.", 0.3],
  ["김", 0.8],
];

export const givenNames: readonly string[] = [
  "怡君",
  "志明",
  "淑芬",
  "家豪",
  "雅婷",
  "俊宏",
  "美玲",
  "冠宇",
  "詩涵",
  "承恩",
  "品妍",
  "宥廷",
  "Anna",
  "Bo",
  "José",
  "Zoë",
  "さくら",
  "지우",
  "Łukasz",
  'Mary "May"',
];

/** Our own staff hold cards too; see lists/staff.csv. Keyed by the number of the customer. */
export const staffEmails: ReadonlyMap<number, string> = new Map([
  [7, "anna.lin@northwind.example"],
  [70, "Bo.Chen@northwind.example"],
  [700, "maria.ruiz@northwind.example"],
]);

export const pages: Readonly<Record<Category, readonly string[]>> = {
  fresh: ["/fresh", "/fresh/strawberries", "/fresh/salmon", "/fresh/bok-choy"],
  snacks: ["/snacks", "/snacks/seaweed", "/snacks/鳳梨酥"],
  drinks: ["/drinks", "/drinks/oolong", "/drinks/wine"],
  bakery: ["/bakery", "/bakery/sourdough"],
  home: ["/home", "/home/detergent", "/home/candles"],
  beauty: ["/beauty", "/beauty/sunscreen"],
  baby: ["/baby", "/baby/diapers", "/baby/food"],
  pets: ["/pets", "/pets/cat-food"],
};

export const referrers: readonly (readonly [string | undefined, number])[] = [
  [undefined, 50],
  ["push", 14],
  ["Google Search", 13],
  ["email", 9],
  ["instagram", 8],
  ["line", 5],
  ["bing search", 1],
];

export const coupons: readonly string[] = ["SPRING10", "FRESH5", "FREESHIP", "BIRTHDAY", "COMEBACK", "NEWYEAR"];
