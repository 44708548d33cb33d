import { column, nodesOf, type SelectColumn, type Sql } from "./relation.ts";
import { addStep, stepSource, type Lowering } from "./tables.ts";

/**
 * Columns that are worked out before others that read them: what stands in several places is written once. A step can't
 * read its own columns, so each goes into the stage after those that it reads.
 */
export class Stages {
  private readonly lowering: Lowering;
  private readonly stages: SelectColumn[][] = [];
  private readonly stageOf = new Map<string, number>();
  private readonly known = new Map<string, Sql>();

  constructor(lowering: Lowering) {
    this.lowering = lowering;
  }

  /** Whether the engine takes hundreds of operations that build on each other. */
  get deep(): boolean {
    return this.lowering.dialect.deep;
  }

  /** An expression as a column; what is one already, or fixed, stays as it is. */
  hoist(sql: Sql, name: string, note?: string): Sql {
    if (sql.op === "column" || sql.op === "literal") return sql;
    const key = JSON.stringify(sql);
    const found = this.known.get(key);
    if (found !== undefined) return found;
    let stage = 0;
    for (const node of nodesOf(sql))
      if (node.op === "column") stage = Math.max(stage, (this.stageOf.get(node.name) ?? -1) + 1);
    const as = this.lowering.columns.take(name);
    while (this.stages.length <= stage) this.stages.push([]);
    this.stages[stage]?.push({ value: sql, as, note });
    this.stageOf.set(as, stage);
    const hoisted = column(undefined, as);
    this.known.set(key, hoisted);
    return hoisted;
  }

  /** Writes the stages over a step; gives the last one. */
  write(from: string, note: string): string {
    return this.stages.reduce(
      (before, columns) =>
        addStep(this.lowering, "parts", note, { star: "t", columns, from: stepSource(before, "t") }, true),
      from,
    );
  }
}
