import { inside } from "../../invariant/required.ts";
import { parseInstant } from "../../calendar/instant.ts";
import type { Instant, Zone } from "../../calendar/offset-zone.ts";
import { canonicalJson } from "../../plan/canonical-json.ts";
import type { Plan } from "../../plan/plan.ts";
import { compareText } from "../../text/text.ts";
import type { CustomerInput, EventInput } from "../customer.ts";
import { CustomerDataError } from "../data-error.ts";
import type { Layout } from "../generate/layout.ts";
import { resolveLayout, type Resolved } from "../generate/resolve.ts";
import { Missing, type Compiled, type Profile, type Tags } from "./compiled.ts";
import type { Tables } from "../tables.ts";
import { EventTables } from "./events.ts";
import { Joined } from "./joined.ts";
import { readTime } from "./read.ts";

export type { Profile, Tags };

/** One customer's tags, or why there are none. */
export type ProfileResult =
  | { readonly kind: "present"; readonly tags: Tags }
  | { readonly kind: "absent" }
  | { readonly kind: "left out"; readonly missing: string };

/** A plan made ready to evaluate one customer after another. */
export interface ProfileExecutor {
  /** True when it runs as generated code; false where the host forbids that, and it runs as closures. */
  readonly generated: boolean;
  /** Exactly the fields and events that are read. */
  readonly needs: Plan["reads"];
  /**
   * Evaluates a customer from raw events.
   * @param profile the profile as it is now
   * @param now epoch milliseconds or ISO 8601; the clock by default
   * @throws CustomerDataError for a value that is not of its field's type
   */
  evaluate(profile: Profile, events: readonly EventInput[], now?: Instant | string): ProfileResult;
  /**
   * The same for a customer whose profile has versions.
   * @param now epoch milliseconds or ISO 8601; the clock by default
   * @throws CustomerDataError for a value that is not of its field's type
   */
  evaluateCustomer(customer: CustomerInput, now?: Instant | string): ProfileResult;
  /**
   * Evaluates a customer whose aggregates are known already.
   * @param aggregates by their ids in the plan, as JSON like fields; what is missing is unknown, counts and sums are 0
   * @param now epoch milliseconds or ISO 8601; the clock by default
   * @throws CustomerDataError for a value that is not of its field's or aggregate's type
   */
  evaluateWith(profile: Profile, aggregates: Readonly<Record<string, unknown>>, now?: Instant | string): ProfileResult;
}

const NOTHING: Profile = Object.freeze({});

/** What running compiled code needs to know of its plan. */
export type ExecutorShape = Pick<Plan, "instants" | "reads">;

/** Runs compiled code for one customer after another. */
export class CompiledExecutor implements ProfileExecutor {
  readonly generated: boolean;
  readonly needs: Plan["reads"];
  private readonly plan: ExecutorShape;
  private readonly zone: Zone;
  private readonly layout: Layout;
  private readonly compiled: Compiled;
  private readonly tables: EventTables;
  private readonly joined: Joined;
  private resolvedAt = Number.NaN;
  private resolved: Resolved;

  /**
   * @param tables the rows of the tables that the plan reads
   * @throws MissingTableError where one is missing
   */
  constructor(
    plan: ExecutorShape,
    zone: Zone,
    layout: Layout,
    compiled: Compiled,
    generated: boolean,
    tables: Tables | undefined,
  ) {
    this.generated = generated;
    this.needs = plan.reads;
    this.plan = plan;
    this.zone = zone;
    this.layout = layout;
    this.compiled = compiled;
    this.joined = new Joined(plan, tables);
    this.tables = new EventTables(plan, this.joined.reading(compiled.readEvent), this.zone);
    this.resolved = resolveLayout(layout, 0, this.zone);
  }

  evaluate(profile: Profile, events: readonly EventInput[], now?: Instant | string): ProfileResult {
    const resolved = this.at(now);
    return this.run(this.everywhere(profile), idOf(profile), events, true, resolved);
  }

  evaluateCustomer(customer: CustomerInput, now?: Instant | string): ProfileResult {
    const resolved = this.at(now);
    const versions = versionsAt(customer, resolved.instants, this.zone);
    return this.run(
      this.joinedVersions(versions),
      (customer.id ?? "").normalize("NFC"),
      customer.events ?? [],
      versions[0] !== undefined,
      resolved,
    );
  }

  evaluateWith(profile: Profile, aggregates: Readonly<Record<string, unknown>>, now?: Instant | string): ProfileResult {
    const resolved = this.at(now);
    const versions = this.everywhere(profile);
    return result(this.compiled.overAggregates(versions, idOf(profile), aggregates, undefined, resolved, this.zone));
  }

  /** One profile at every instant. */
  private everywhere(profile: Profile): readonly Profile[] {
    const whole = this.joined.profile(profile, this.zone);
    return this.plan.instants.length === 1 ? [whole] : this.plan.instants.map(() => whole);
  }

  /** What is one object stays one: it is then read once. */
  private joinedVersions(versions: readonly (Profile | undefined)[]): readonly Profile[] {
    const whole = new Map<Profile, Profile>();
    return versions.map((version = NOTHING) => {
      let found = whole.get(version);
      if (found === undefined) whole.set(version, (found = this.joined.profile(version, this.zone)));
      return found;
    });
  }

  private run(
    versions: readonly Profile[],
    id: string,
    events: readonly EventInput[],
    hasProfile: boolean,
    resolved: Resolved,
  ): ProfileResult {
    this.tables.fill(events, inside(resolved.instants[0]));
    if (!hasProfile && !this.tables.anyEvent) return { kind: "absent" };
    return result(this.compiled.overEvents(versions, id, undefined, this.tables.tables, resolved, this.zone));
  }

  private at(now: Instant | string | undefined): Resolved {
    const instant = now === undefined ? Date.now() : typeof now === "number" ? now : parseInstant(now, this.zone);
    if (instant === undefined || !Number.isInteger(instant))
      throw new CustomerDataError(`"${String(now)}" is not a date or time`);
    if (instant !== this.resolvedAt) {
      this.resolved = resolveLayout(this.layout, instant, this.zone);
      this.resolvedAt = instant;
    }
    return this.resolved;
  }
}

function idOf(profile: Profile): string {
  const id = Object.hasOwn(profile, "id") ? profile["id"] : undefined;
  return typeof id === "string" ? id.normalize("NFC") : "";
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
    const from =
      validFrom === null ? -Infinity : readTime(validFrom, { type: { kind: "time" }, name: "validFrom" }, zone);
    const json = canonicalJson(fields);
    const other = versions.get(from);
    if (other === undefined || compareText(json, other.json) < 0) versions.set(from, { json, fields });
  }
  const ordered = [...versions].sort(([left], [right]) => left - right);
  return instants.map((instant) => ordered.findLast(([from]) => from <= instant)?.[1].fields);
}
