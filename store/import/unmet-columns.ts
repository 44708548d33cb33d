import type { Row } from "../read/rows.ts";
import type { SourceConfig } from "../workspace/config.ts";

/**
 * The columns that a source names and no row has. Where a file has a heading, one that it lacks is an error; JSON has
 * none, and a path that is written wrongly would be unknown in every row without a word.
 */
export class UnmetColumns {
  private readonly named: ReadonlySet<string>;
  private places: { readonly name: string; readonly place: number }[] = [];
  private readonly met = new Set<string>();
  private readonly asked = new Set<string>();

  /** @param source in NFC */
  constructor({ fields = {}, parts = {}, event }: SourceConfig) {
    const types = typeof event === "object" ? Object.values(event.types) : [];
    this.named = new Set([
      ...[fields, ...types.map((type) => type?.fields ?? {})].flatMap((mapping) => Object.values(mapping)),
      ...Object.values(parts).map((part) => (typeof part === "string" ? part : part.column)),
    ]);
  }

  /** To be called before the rows of a file without a heading. */
  begin(wanted: readonly string[]): void {
    this.places = [];
    for (const [place, name] of wanted.entries()) {
      if (!this.named.has(name)) continue;
      this.asked.add(name);
      if (!this.met.has(name)) this.places.push({ name, place });
    }
  }

  add({ cells }: Row): void {
    if (this.places.length === 0) return;
    this.places = this.places.filter(({ name, place }) => {
      if (cells[place] === undefined) return true;
      this.met.add(name);
      return false;
    });
  }

  get names(): readonly string[] {
    return [...this.asked].filter((name) => !this.met.has(name));
  }
}
