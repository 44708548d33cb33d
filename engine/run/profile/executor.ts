import { formatDate, addMonths, monthsSince, nextAnniversary } from "../../calendar/civil.ts";
import { formatInstant, parseInstant } from "../../calendar/instant.ts";
import { zone as zoneOf, type Instant, type Zone } from "../../calendar/zone.ts";
import type { Plan } from "../../plan/plan.ts";
import { compareText } from "../../text/text.ts";
import { canonicalJson } from "../../plan/canonical.ts";
import { CustomerDataError } from "../data-error.ts";
import type { CustomerInput, EventInput } from "../customer.ts";
import * as operations from "../generate/operations.ts";
import { resolveLayout, type Resolved } from "../generate/resolve.ts";
import type { Layout } from "../generate/layout.ts";
import { lowerPlan, type Program } from "../ir/program.ts";
import type { JsonResult } from "../present.ts";
import { EventTables, type EventColumns, type ReadEvent } from "./events.ts";
import * as readers from "./read.ts";
import { executorSource } from "./source.ts";

/** A customer's profile as plain JSON, with its `id` where a rule reads it. */
export type Profile = Readonly<Record<string, unknown>>;

/** Every tag by name, as `evaluate` of the library gives them. */
export type Tags = Readonly<Record<string, JsonResult>>;

/** One customer's tags, or why there are none. */
export type ProfileResult =
  | { readonly kind: "present"; readonly tags: Tags }
  | { readonly kind: "absent" }
  | { readonly kind: "left out"; readonly missing: string };

/** A plan made ready to evaluate one customer after another. */
export interface ProfileExecutor {
  /** True when it runs as generated code; false where the host forbids that, and it runs as closures. */
  readonly generated: boolean;
  /**
   * Evaluates a customer from raw events.
   * @param profile the profile as it is now
   * @param now epoch milliseconds or ISO 8601; the clock by default
   * @throws CustomerDataError for a value that is not of its field's type
   */
  evaluate(profile: Profile, events: readonly EventInput[], now?: Instant | string): ProfileResult;
  /** The same for a customer whose profile has versions. */
  evaluateCustomer(customer: CustomerInput, now?: Instant | string): ProfileResult;
  /** Evaluates a customer whose aggregates are known already, by the ids that `needs` lists. */
  evaluateWith(profile: Profile, aggregates: Readonly<Record<string, unknown>>, now?: Instant | string): ProfileResult;
}

/** What compiled code is: the parts of `executorSource`. */
interface Compiled {
  whole(versions: readonly Profile[], id: string, aggregates: undefined, events: readonly EventColumns[], resolved: Resolved, zone: Zone): Tags | Missing;
  given(versions: readonly Profile[], id: string, aggregates: Readonly<Record<string, unknown>>, events: undefined, resolved: Resolved, zone: Zone): Tags | Missing;
  readonly readEvent: ReadEvent;
}

/** A required field that the customer lacks. */
class Missing {
  readonly field: string;
  constructor(field: string) {
    this.field = field;
  }
}

const NOTHING: Profile = Object.freeze({});
const UNKNOWN: JsonResult = Object.freeze({ is: "unknown" });
const NONE: JsonResult = Object.freeze({ is: "none" });

/** Makes a plan ready. */
export function load(plan: Plan): ProfileExecutor {
  const program = lowerPlan(plan);
  const source = executorSource(program);
  const compiled = generate(program, source.body, source.constants.values);
  return new CompiledExecutor(plan, source.layout, compiled);
}

function generate(program: Program, body: string, constants: readonly unknown[]): Compiled {
  const { plan, errors } = program;
  const results = errors.map(({ code, details }): JsonResult => Object.freeze({ is: "error", code, details }));
  const environment = {
    ...operations, ...readers, compareText, addMonths, monthsSince, nextAnniversary, formatDate, formatInstant, UNKNOWN, NONE,
    errorResult: (error: number): JsonResult | undefined => results[error - 1],
    missing: (field: number): Missing => new Missing(plan.reads.fields[field]?.name ?? ""),
    lacks: (field: string): never => {
      throw new CustomerDataError(`${field} is missing`);
    },
    own: (object: Profile, name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined),
  };
  // Only the plan's structure becomes code: every name and text in it is written as a quoted string.
  // oxlint-disable-next-line no-new-func
  const make = new Function("operations", "K", body) as (operations: object, K: readonly unknown[]) => Compiled;
  return make(environment, constants);
}

class CompiledExecutor implements ProfileExecutor {
  readonly generated = true;
  private readonly plan: Plan;
  private readonly zone: Zone;
  private readonly layout: Layout;
  private readonly compiled: Compiled;
  private readonly tables: EventTables;
  private resolvedAt = Number.NaN;
  private resolved: Resolved;

  constructor(plan: Plan, layout: Layout, compiled: Compiled) {
    this.plan = plan;
    this.zone = zoneOf(plan.settings.timeZone);
    this.layout = layout;
    this.compiled = compiled;
    this.tables = new EventTables(plan, compiled.readEvent, this.zone);
    this.resolved = resolveLayout(layout, 0, this.zone);
  }

  evaluate(profile: Profile, events: readonly EventInput[], now?: Instant | string): ProfileResult {
    const resolved = this.at(now);
    return this.run(this.plan.instants.length === 1 ? [profile] : this.plan.instants.map(() => profile), idOf(profile), events, true, resolved);
  }

  evaluateCustomer(customer: CustomerInput, now?: Instant | string): ProfileResult {
    const resolved = this.at(now);
    const versions = versionsAt(customer, resolved.instants, this.zone);
    return this.run(versions.map((version) => version ?? NOTHING), customer.id ?? "", customer.events ?? [], versions[0] !== undefined, resolved);
  }

  evaluateWith(profile: Profile, aggregates: Readonly<Record<string, unknown>>, now?: Instant | string): ProfileResult {
    const resolved = this.at(now);
    const versions = this.plan.instants.length === 1 ? [profile] : this.plan.instants.map(() => profile);
    return result(this.compiled.given(versions, idOf(profile), aggregates, undefined, resolved, this.zone));
  }

  private run(versions: readonly Profile[], id: string, events: readonly EventInput[], hasProfile: boolean, resolved: Resolved): ProfileResult {
    this.tables.fill(events, resolved.instants[0] ?? 0);
    if (!hasProfile && !this.tables.anyEvent) return { kind: "absent" };
    return result(this.compiled.whole(versions, id, undefined, this.tables.tables, resolved, this.zone));
  }

  private at(now: Instant | string | undefined): Resolved {
    const instant = now === undefined ? Date.now() : typeof now === "number" ? now : parseInstant(now, this.zone);
    if (instant === undefined || !Number.isInteger(instant)) throw new CustomerDataError(`"${String(now)}" is not a date or time`);
    if (instant !== this.resolvedAt) {
      this.resolved = resolveLayout(this.layout, instant, this.zone);
      this.resolvedAt = instant;
    }
    return this.resolved;
  }
}

function idOf(profile: Profile): string {
  const id = Object.hasOwn(profile, "id") ? profile["id"] : undefined;
  return typeof id === "string" ? id : "";
}

function result(found: Tags | Missing): ProfileResult {
  return found instanceof Missing ? { kind: "left out", missing: found.field } : { kind: "present", tags: found };
}

/** The version of a profile at each instant; of two with one beginning the one whose canonical JSON is least. */
function versionsAt(customer: CustomerInput, instants: readonly Instant[], zone: Zone): (Profile | undefined)[] {
  const { profile } = customer;
  if (customer.versions === undefined) return instants.map(() => profile);
  const versions = new Map<number, { readonly json: string; readonly fields: Profile }>();
  for (const { validFrom = null, fields } of customer.versions) {
    const from = validFrom === null ? -Infinity : readers.readTime(validFrom, { type: { kind: "time" }, name: "validFrom" }, zone);
    const json = canonicalJson(fields);
    const other = versions.get(from);
    if (other === undefined || compareText(json, other.json) < 0) versions.set(from, { json, fields });
  }
  const ordered = [...versions].sort(([left], [right]) => left - right);
  return instants.map((instant) => ordered.findLast(([from]) => from <= instant)?.[1].fields);
}
