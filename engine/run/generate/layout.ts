import { required } from "../../invariant/required.ts";
import type { InstantNode, Plan, Weekday, WindowNode } from "../../plan/plan.ts";
import type { IrProgram } from "../ir/program.ts";

/** A window at an instant of the plan, by the instant's place. */
export interface PlacedWindow {
  readonly window: WindowNode;
  readonly at: number;
}

/** The start of a window, or an end that several windows may share. */
export interface Boundary {
  readonly side: "from" | "to";
  /** The window whose start or end it is. */
  readonly window: number;
}

/** What has to be resolved for every evaluation: plain data, so that a built module can carry it. */
export interface Layout {
  readonly weekStart: Weekday;
  readonly instants: readonly InstantNode[];
  readonly windows: readonly PlacedWindow[];
  /** For each event that is read, the boundaries that its events are compared with. */
  readonly boundaries: readonly (readonly Boundary[])[];
}

/** Collects the windows of a program, and for each event their boundaries. */
export class LayoutBuilder {
  private readonly plan: Plan;
  private readonly instants: ReadonlyMap<string, number>;
  private readonly windows: PlacedWindow[] = [];
  private readonly windowIds = new Map<string, number>();
  private readonly boundaries: Boundary[][];
  private readonly boundaryIds: Map<string, number>[];

  constructor(program: IrProgram) {
    this.plan = program.plan;
    this.instants = new Map(program.plan.instants.map(({ id }, index) => [id, index]));
    this.boundaries = program.plan.reads.events.map(() => []);
    this.boundaryIds = program.plan.reads.events.map(() => new Map<string, number>());
  }

  instant(at: string): number {
    return required(this.instants.get(at), `the instant ${at}`);
  }

  /** The number of a window at an instant. */
  window(window: WindowNode, at: string): number {
    const key = JSON.stringify([window, this.instant(at)]);
    let id = this.windowIds.get(key);
    if (id === undefined) {
      id = this.windows.push({ window, at: this.instant(at) }) - 1;
      this.windowIds.set(key, id);
    }
    return id;
  }

  /** The boundary at which a window's events begin, among those of an event. */
  from(event: number, window: number): number {
    return this.boundary(event, `from ${window}`, { side: "from", window });
  }

  /** The boundary at which a window's events end; windows that always end together share it. */
  to(event: number, window: number): number {
    const placed = this.windows[window];
    return this.boundary(event, `to ${placed === undefined ? "" : endKey(placed)}`, { side: "to", window });
  }

  private boundary(event: number, key: string, boundary: Boundary): number {
    const ids = this.boundaryIds[event];
    const list = this.boundaries[event];
    if (ids === undefined || list === undefined) throw new Error(`there is no event ${event}`);
    let id = ids.get(key);
    if (id === undefined) {
      id = list.push(boundary) - 1;
      ids.set(key, id);
    }
    return id;
  }

  result(): Layout {
    return {
      weekStart: this.plan.settings.weekStart,
      instants: this.plan.instants,
      windows: this.windows,
      boundaries: this.boundaries,
    };
  }
}

/** Equal for windows that end together whatever now is. */
function endKey({ window, at }: PlacedWindow): string {
  const ends = (): string => {
    switch (window.kind) {
      case "all":
        return "now";
      case "exact":
      case "months":
        return window.ending === 0 ? "now" : `${window.kind} ${window.ending}`;
      // This week, month or year goes on after now, and so ends at now.
      case "calendar":
        return window.offset === 0 ? "now" : `last ${window.unit}`;
      case "fixed":
        return window.to === null ? "now" : `fixed ${window.to}`;
    }
  };
  return `${ends()} at ${at}`;
}
