const PAIRS_KEPT = 200_000;
const COLUMNS_TRIED = 2;

/** Headings of columns that number the lines of something. */
const NUMBER_NAMES =
  /^((order|invoice)?[_ -]?(line|item|row|pos|position|seq|sequence)[_ -]?(id|no|nr|number|num)?\.?|(n[.º°]?[_ -]?)?(de[_ -]?)?l[ií]nea|zeile|pos(ten)?[_ -]?nr\.?|行号|行號|行番号|明细号|明細番号)$/i;

/** Which column numbers the rows that name one thing in another column, such as the lines of an order. */
export class LineNumbers {
  private readonly pairs: readonly {
    readonly id: string;
    readonly number: string;
    readonly places: readonly [number, number];
    readonly seen: Set<string>;
  }[];
  private readonly refuted = new Set<string>();

  /** @param isId whether a column is called like an id of events */
  constructor(names: readonly string[], isId: (name: string) => boolean) {
    const places = [...names.entries()];
    const numbers = places.filter(([, name]) => NUMBER_NAMES.test(name)).slice(0, COLUMNS_TRIED);
    const ids = places.filter(([, name]) => isId(name) && !NUMBER_NAMES.test(name)).slice(0, COLUMNS_TRIED);
    this.pairs = ids.flatMap(([idPlace, id]) =>
      numbers.map(([place, number]) => ({ id, number, places: [idPlace, place] as const, seen: new Set<string>() })),
    );
  }

  add(cells: readonly unknown[]): void {
    for (const { id, number, places, seen } of this.pairs) {
      const [left, right] = places.map((place) => String(cells[place] ?? "").trim());
      const pair = `${left}\n${right}`;
      if (right === "" || seen.has(pair) || seen.size >= PAIRS_KEPT) this.refuted.add(`${id}\n${number}`);
      else seen.add(pair);
    }
  }

  /** The column that gives no two rows that name the same the same number. @param id the column that names it */
  of(id: string): string | undefined {
    return this.pairs.find((pair) => pair.id === id && !this.refuted.has(`${id}\n${pair.number}`))?.number;
  }
}
