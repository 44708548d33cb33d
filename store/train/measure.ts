import type { Instant } from "../../engine/calendar/zone.ts";
import type { Program, TypedExpression, TypedOutput } from "../../engine/check/program.ts";
import { modelsBehind, outputsBehind } from "../../engine/compile/model-fingerprint.ts";
import { undatedFields } from "../customers/profile-versions.ts";
import { firstTraces } from "./moments.ts";
import { behind } from "../../engine/plan/behind.ts";
import { partOf } from "../../engine/plan/forms.ts";
import { lower } from "../../engine/compile/lower.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import type { ValueType } from "../../engine/plan/types.ts";
import { UNKNOWN_INT32 } from "../../engine/run/population/columns.ts";
import { evaluatePopulation } from "../population/executor.ts";
import { hasBit, PRESENT, type OutputColumn } from "../../engine/run/population/results.ts";
import { PART_BYTES } from "../runs/evaluate.ts";
import { populationParts } from "../customers/population-parts.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import { required } from "../../engine/invariant/required.ts";

/** Something to measure of every customer: a number or a condition. */
export interface Wanted {
  readonly expression: TypedExpression;
  readonly type: ValueType;
}

/** What to measure, and when; the results of one `Look` stand side by side. */
export interface Look {
  /** Measured at `at`; only customers who are there then are taken, see `measure`. */
  readonly now: readonly Wanted[];
  /** Measured at `later`, of the same customers. */
  readonly after: readonly Wanted[];
}

/** A column for each of `now` and then each of `after`, NaN where unknown, and how many customers there are. */
export interface Measured {
  readonly rows: number;
  readonly columns: readonly Float64Array[];
}

/** Measures all customers of a workspace with the executor of runs, so that what is learned from is what is evaluated. */
export class Measurer {
  private readonly database: SqliteDatabase;
  private readonly program: Program;
  private readonly declared: Program;
  private undated: ReadonlySet<string> | undefined;
  private firstTraces: ReadonlyMap<string, Instant> | undefined;

  /** @param declared the rules as they are written, before trained models stand in the place of their names */
  constructor(database: SqliteDatabase, program: Program, declared = program) {
    this.database = database;
    this.program = program;
    this.declared = declared;
  }

  /**
   * Where what became of a customer is measured later, nobody exists before the first trace of them: an event, or a
   * profile with a time.
   *
   * @param moments pairs of instants: nothing after the first reaches what is measured at it, since events after an
   * evaluation's instant do not exist
   * @returns what was measured for each pair
   */
  async measure(
    look: Look,
    moments: readonly { readonly at: Instant; readonly later: Instant }[],
  ): Promise<Measured[]> {
    const wanted = [...look.now, ...look.after];
    const { plan, ids } = planOf(this.program, wanted);
    const count = look.now.length;
    const [first, second] = [partOf(plan, new Set(ids.slice(0, count))), partOf(plan, new Set(ids.slice(count)))];
    const gathered = moments.map((moment) => ({ ...moment, columns: ids.map((): number[] => []) }));
    for (const population of populationParts(this.database, this.program, plan, PART_BYTES)) {
      for (const { at, later, columns } of gathered) {
        const here = await evaluatePopulation(first, population, at);
        const there = Uint8Array.from({ length: population.count }, (_, customer) =>
          here.standing[customer] === PRESENT &&
          (at >= later || (this.traces().get(population.id(customer)) ?? Infinity) <= at)
            ? 1
            : 0,
        );
        const after = count < wanted.length ? await evaluatePopulation(second, population, later) : here;
        for (const [index, id] of ids.entries()) {
          const found = (index < count ? here : after).columnOf(id);
          const values = required(columns[index], "a column of measures");
          for (let customer = 0; customer < population.count; customer++)
            if (there[customer] === 1) values.push(valueAt(found, customer));
        }
      }
    }
    return gathered.map(({ columns }) => ({
      // Nothing measured, no rows.
      rows: columns[0]?.length ?? 0,
      columns: columns.map((values) => Float64Array.from(values)),
    }));
  }

  /** What was measured for one pair of instants. */
  async measureOnce(look: Look, moment: { readonly at: Instant; readonly later: Instant }): Promise<Measured> {
    const [measured] = await this.measure(look, [moment]);
    return required(measured, "what was measured");
  }

  /**
   * The fields without a past at which an expression looks, directly or through tags: of the profile those that were told
   * without a time, and all of tables, which have one version.
   */
  fieldsWithoutPast({ expression, type }: Wanted): readonly string[] {
    this.undated ??= undatedFields(this.database);
    const { undated } = this;
    const { plan, ids } = planOf(this.program, [{ expression, type }]);
    const read = plan.outputs
      .filter(({ id }) => id === ids[0])
      .flatMap((output) => {
        const { profileFields, eventFields } = behind(output, plan);
        const joined = [...eventFields].flatMap(([event, fields]) =>
          [...fields].flatMap(({ name, via }) => (via === undefined ? [] : [`${event}.${name}`])),
        );
        const own = [...profileFields].filter(({ name, via }) => via !== undefined || undated.has(name));
        return [...own.map(({ name }) => name), ...joined];
      });
    return [...new Set(read)];
  }

  /** Whether an expression reads what a model says, which may have learned from later times. */
  readsModel({ expression }: Wanted): boolean {
    return modelsBehind([expression], this.declared).size > 0;
  }

  /** When each customer left the first trace that has a time. */
  private traces(): ReadonlyMap<string, Instant> {
    this.firstTraces ??= firstTraces(this.database, this.program);
    return this.firstTraces;
  }
}

/** The plan of some expressions alone, and the ids of their outputs. */
function planOf(program: Program, wanted: readonly Wanted[]): { readonly plan: Plan; readonly ids: readonly string[] } {
  const outputs = wanted.map(({ expression, type }, index): TypedOutput => ({
    name: `${PREFIX}${index}`,
    kind: "tag",
    tagKind: "rule",
    type,
    form: { form: "value", value: expression },
    mayBeUnknown: true,
    personal: false,
    about: { label: null, labels: {}, description: "", group: null, owner: null, values: {} },
    location: { file: "", start: 0, end: 0 },
  }));
  const plan = lower({
    ...program,
    tests: [],
    outputs: [
      ...outputsBehind(
        wanted.map(({ expression }) => expression),
        program,
      ),
      ...outputs,
    ],
  });
  const ids = outputs.map(({ name }) => {
    const output = plan.outputs.find((each) => each.name === name && each.at === "now");
    if (output === undefined) throw new Error("an expression to measure has no output");
    return output.id;
  });
  return { plan, ids };
}

/** No name of a rule file has a line break. */
const PREFIX = "\n";

function valueAt(column: OutputColumn, customer: number): number {
  if (column.errors !== undefined && column.errors[customer] !== 0) return Number.NaN;
  switch (column.kind) {
    case "truth":
      return hasBit(column.yes, customer)
        ? 1
        : column.known === undefined || hasBit(column.known, customer)
          ? 0
          : Number.NaN;
    case "number": {
      const value = column.numbers[customer] ?? Number.NaN;
      return column.numbers instanceof Int32Array && value === UNKNOWN_INT32 ? Number.NaN : value;
    }
    case "choice":
    case "text":
    case "set":
      return Number.NaN;
  }
}
