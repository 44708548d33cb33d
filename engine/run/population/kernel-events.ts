import { inside } from "../../invariant/required.ts";
import { readVariable, type EventStore } from "../generate/event-store.ts";
import type { Crossings } from "../generate/resolve.ts";
import type { IrProgram } from "../ir/program.ts";
import type { Column } from "./columns.ts";
import type { KernelData } from "./kernel-data.ts";
import type { EventTable, Population } from "./population.ts";

/** What the code of a population's events is written from. */
interface Sources {
  readonly program: IrProgram;
  readonly population: Population;
  readonly data: KernelData;
  moment(op: "instant" | "today", at: number): string;
  /** The boundaries of windows that are known by now, for each event type. */
  crossings(): readonly Crossings[];
}

/** A population's events as the kernel reads them: for each type its columns, sorted by customer and time. */
export function populationEvents({ program, population, data, moment, crossings }: Sources): EventStore {
  const table = (event: number): EventTable => {
    const { name } = inside(program.plan.reads.events[event]);
    const found = population.events.get(name);
    if (found === undefined) throw new Error(`the population has no event \`${name}\``);
    return found;
  };
  const columnOf = (event: number, field: number): Column => {
    const { name } = inside(inside(program.plan.reads.events[event]).fields[field]);
    const column = table(event).columns.get(name);
    if (column === undefined) throw new Error(`the population has no event field \`${name}\``);
    return column;
  };
  const value = (event: number, field: number, at: string): string => {
    const column = columnOf(event, field);
    return columnSource(column, data.use(`$F${event}_${field}`, column.values), at, column.complete);
  };
  const time = (event: number, at: string): string => `${data.use(`$T${event}`, table(event).time)}[${at}]`;
  const date = (event: number, at: string): string => `${data.use(`$D${event}`, table(event).date)}[${at}]`;
  return {
    open: (event) => {
      const start = data.use(`$S${event}`, table(event).start);
      return `const low${event} = ${start}[q], high${event} = ${start}[q + 1];`;
    },
    low: (event) => `low${event}`,
    high: (event) => `high${event}`,
    time,
    date,
    value,
    complete: (event, field) => columnOf(event, field).complete,
    places: (event, field) => {
      const type = program.plan.reads.events[event]?.fields[field]?.type;
      return type?.kind === "enum" || type?.kind === "set" ? (type.values?.length ?? Infinity) : Infinity;
    },
    datesAscend: (event) => table(event).datesAscend,
    crossings: (event) => ({ times: data.name(`$X${event}`), order: data.name(`$Y${event}`) }),
    fixedCrossings: (event) => {
      const found = crossings()[event];
      return found === undefined
        ? undefined
        : [...found.order].map((boundary, index) => ({ boundary, time: inside(found.times[index]) }));
    },
    now: (at) => moment("instant", at),
    leaves: (event, at) => ({
      leaf: (leaf, as) => {
        if (leaf.kind !== "event-field") throw new Error("a condition on events reads tags");
        return readVariable(value(event, leaf.field, at), as);
      },
      moment: (op, place) => moment(op, place),
      eventPart: (op) => {
        switch (op) {
          case "event-time":
            return time(event, at);
          case "event-date":
            return date(event, at);
          case "event-hour":
            return `${data.use(`$H${event}`, table(event).hour)}[${at}]`;
        }
      },
    }),
  };
}

/** Reads a column in its form: NaN and -1 for unknown. */
export function columnSource(column: Column, array: string, row: string, complete: boolean): string {
  if (column.kind !== "number" || complete || column.values instanceof Float64Array) return `${array}[${row}]`;
  return `int32(${array}[${row}])`;
}
