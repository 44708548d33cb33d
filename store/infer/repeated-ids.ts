const IDS_KEPT = 100_000;
const COLUMNS_TRIED = 2;

/** What lines of orders say, by their headings. */
const LINE_NAMES =
  /sku|product|item|article|art[ií]culo|artikel|stock|barcode|ean|descri|quantity|qty|units|cantidad|unidad|menge|anzahl|price|precio|preis|商品|货号|品番|数量|单价|單價|単価|价格/i;
/** What says that a row is another version of the same, and no line of it. */
const VERSION_NAMES = /version|revision|updated|modified|changed|status|state|estado/i;
/** An order has some lines more than one, on average. */
const LINES_AT_LEAST = 1.3;

/** What rows with one id have in common. */
export interface RepeatedId {
  readonly column: string;
  /** The row that first repeated an id. */
  readonly line: number;
  /** The columns that differ among rows with one id. */
  readonly varying: ReadonlySet<string>;
}

/** Whether a file has a row a line of something, such as an invoice, that each row repeats. */
export class RepeatedIds {
  private readonly names: readonly string[];
  private readonly tried: { readonly place: number; readonly ids: Map<string, readonly string[]>; line: number }[];
  private readonly varying: Set<number>[];
  private rows = 0;

  /** @param isId whether a column is called like an id of events */
  constructor(names: readonly string[], isId: (name: string) => boolean) {
    this.names = names;
    this.tried = [...names.entries()]
      .filter(([, name]) => isId(name))
      .slice(0, COLUMNS_TRIED)
      .map(([place]) => ({ place, ids: new Map(), line: 0 }));
    this.varying = this.tried.map(() => new Set());
  }

  add(cells: readonly unknown[], line: number): void {
    this.rows++;
    for (const [index, { place, ids }] of this.tried.entries()) {
      const id = textOf(cells[place]);
      const first = ids.get(id);
      const varying = this.varying[index];
      if (first === undefined) {
        if (id !== "" && ids.size < IDS_KEPT)
          ids.set(
            id,
            this.names.map((_, at) => textOf(cells[at])),
          );
        continue;
      }
      const tried = this.tried[index];
      if (tried?.line === 0) tried.line = line;
      for (const [at, text] of first.entries())
        if (varying?.has(at) === false && text !== textOf(cells[at])) varying.add(at);
    }
  }

  /** The column whose ids are repeated by lines for certain. @param constant the columns that must not differ */
  found(constant: readonly string[]): RepeatedId | undefined {
    for (const [index, { place, ids, line }] of this.tried.entries()) {
      const varying = [...(this.varying[index] ?? [])].map((at) => this.names[at] ?? "");
      const column = this.names[place] ?? "";
      const enough = ids.size > 1 && ids.size < IDS_KEPT && this.rows >= ids.size * LINES_AT_LEAST;
      if (!enough || constant.includes(column) || constant.some((name) => varying.includes(name))) continue;
      if (varying.some((name) => VERSION_NAMES.test(name)) || !varying.some((name) => LINE_NAMES.test(name))) continue;
      return { column, line, varying: new Set(varying) };
    }
    return undefined;
  }
}

const textOf = (cell: unknown): string =>
  typeof cell === "string" || typeof cell === "number" || typeof cell === "boolean" ? String(cell).trim() : "";
