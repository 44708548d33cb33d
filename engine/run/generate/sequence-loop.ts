import type { SequenceCode } from "../ir/program.ts";
import type { EventStore } from "./event-store.ts";
import type { EventLoop } from "./event-loop.ts";
import type { FrameWriter } from "./frame.ts";
import { numeral } from "./numeral.ts";
import type { LayoutBuilder } from "./layout.ts";

/** Asks the loops for the places that a sequence goes by; to be done before they are written. */
export function requestPlaces(
  code: SequenceCode,
  layout: LayoutBuilder,
  loops: readonly EventLoop[],
): { readonly begin: string; readonly end: string; readonly ends: readonly string[] } {
  const [start] = code.steps;
  const startLoop = start === undefined ? undefined : loops[start.event];
  if (startLoop === undefined) throw new Error("a sequence without a step");
  const window = layout.window(code.node.window, code.node.at);
  const untilNow = layout.window({ kind: "all" }, code.node.at);
  return {
    begin: startLoop.begin(window),
    end: startLoop.end(window),
    ends: code.steps.map(({ event }) => loops[event]?.end(untilNow) ?? "0"),
  };
}

/**
 * Writes the count of matched starts of a sequence. Starts are taken from the first to the latest; what a step waits
 * for never goes back, since a later start is only matched by later events.
 */
export function writeSequence(
  code: SequenceCode,
  store: EventStore,
  frame: FrameWriter,
  layout: LayoutBuilder,
  loops: readonly EventLoop[],
): void {
  const { node, index, steps } = code;
  const [start, ...others] = steps;
  if (start === undefined) throw new Error("a sequence without a step");
  const { begin, end, ends } = requestPlaces(code, layout, loops);
  const error = code.conditionError === -1 ? [] : [{ name: `x${index}`, held: "bit" as const }];
  frame.item([{ name: `a${index}`, held: "number" }, ...error], () => {
    for (const name of [begin, end, ...ends]) frame.use(name);
    const passing = (step: number, at: string): { readonly lines: string; readonly bit: string } => {
      const { where, event } = steps[step] ?? start;
      if (where === undefined) return { lines: "", bit: "1" };
      const writer = frame.inEvent(store.leaves(event, at));
      const bit = writer.ref(where.passes);
      return { lines: writer.lines.join(" "), bit };
    };
    const first = passing(0, "p0");
    const body = others.map((step, offset) => {
      const place = offset + 1;
      const at = `p${place}`;
      const { lines, bit } = passing(place, at);
      const deadline = `${node.each ? "from" : "begun"} + ${numeral(node.within)}`;
      const seek = `for (; ${at} < ${ends[place] ?? "0"}; ${at}++) { if (${store.order(step.event, at)} <= last) continue; ${lines} if (${bit}) break; }`;
      const inTime = `${at} < ${ends[place] ?? "0"} && ${store.time(step.event, at)} <= ${deadline}`;
      if (step.negated)
        return `${seek} if (${inTime} || ${deadline} > ${store.now(layout.instant(node.at))}) continue;`;
      return `${seek} if (!(${inTime})) continue; last = ${store.order(step.event, at)}; from = ${store.time(step.event, at)};`;
    });
    const events = [...new Set(steps.map(({ event }) => event))];
    const opened = events.map((event) => store.open(event)).join(" ");
    const pointers = others.map((step, offset) => `let p${offset + 1} = ${store.low(step.event)};`).join(" ");
    const match = `let last = ${store.order(start.event, "p0")}; const begun = ${store.time(start.event, "p0")}; let from = begun; ${body.join(" ")} a${index}++;`;
    const backward = node.keep === "latest";
    const loop = backward
      ? `for (let p0 = ${end} - 1; p0 >= ${begin}; p0--)`
      : `for (let p0 = ${begin}; p0 < ${end}; p0++)`;
    // Keeping one start, the loop is left at the first that passes; `once` lets a `continue` in the match end it too.
    const once = node.keep === "all" ? "" : "if (once) break; ";
    const took = node.keep === "all" ? "" : "once = true; ";
    return [
      `let a${index} = 0; ${error.length > 0 ? `let x${index} = 0;` : ""}`,
      `{ ${opened} ${pointers} let once = false;`,
      `${loop} { ${once}${first.lines} if (!(${first.bit})) continue; ${took}${match} }`,
      ...overflowLines(code, store, frame, ends),
      "}",
    ].join("\n");
  });
}

/** An overflow in a step's condition counts for every event up to now, in the window or not. */
function overflowLines(code: SequenceCode, store: EventStore, frame: FrameWriter, ends: readonly string[]): string[] {
  return code.steps.flatMap(({ where, event }, step) => {
    if (where === undefined || where.overflows.length === 0) return [];
    const writer = frame.inEvent(store.leaves(event, "j"));
    const bit = writer.ref(frame.graph.or(where.overflows));
    return [
      `for (let j = ${store.low(event)}; j < ${ends[step] ?? "0"}; j++) { ${writer.lines.join(" ")} if (${bit}) x${code.index} = ${code.conditionError + 1}; }`,
    ];
  });
}
