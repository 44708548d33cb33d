import { WarehouseError } from "./errors.ts";
import type { Cell, Warehouse, Work } from "./warehouse.ts";
import { message } from "../grammar/texts/message.ts";
import { required } from "../engine/invariant/required.ts";

/** Most expressions in one query: engines bound how many columns a result has, and how long a query is. */
const TOGETHER = 400;

/** Expressions over all rows of a table that are worked out together, in as few queries as engines take. */
export class Tally {
  private readonly places = new Map<string, number>();

  /** Asks for an aggregate; gives its place among the answers. */
  ask(expression: string): number {
    const place = this.places.get(expression) ?? this.places.size;
    this.places.set(expression, place);
    return place;
  }

  /** How many rows a condition is true for. */
  count(condition: string): number {
    return this.ask(`COUNT(*) FILTER (WHERE ${condition})`);
  }

  /** @param from what stands behind FROM; read once for each of the queries */
  async answers(warehouse: Warehouse, from: string, work: Work): Promise<Answers> {
    const expressions = [...this.places.keys()];
    const cells: Cell[] = [];
    for (let at = 0; at < expressions.length; at += TOGETHER) {
      const some = expressions.slice(at, at + TOGETHER).map((expression, index) => `${expression} AS c${at + index}`);
      const { rows } = await warehouse.rows(`SELECT ${some.join(", ")} FROM ${from}`, { signal: work.signal });
      const [row] = rows;
      if (row === undefined || row.length !== some.length)
        throw new WarehouseError("failed", message("engine-counted-nothing"));
      cells.push(...row);
      work.progress?.(Math.min(at + TOGETHER, expressions.length), expressions.length);
    }
    const cell = (place: number): Cell => required(cells[place], "an answer that was asked for");
    return { cell, number: (place) => Number(cell(place) ?? 0) };
  }
}

export interface Answers {
  cell(place: number): Cell;
  /** 0 where there is nothing. */
  number(place: number): number;
}
