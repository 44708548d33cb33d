import type { Language } from "../../grammar/texts/languages.ts";
import type { Instant } from "../../engine/calendar/zone.ts";
import type { Program } from "../../engine/check/program.ts";
import { formatValue } from "../../engine/plan/describe.ts";
import { zone } from "../../engine/calendar/zone.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import type { OutputSummary } from "../../engine/run/population/summary.ts";
import { openDatabase, requireTables } from "../../store/sqlite/database.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { evaluateParts, PART_BYTES } from "../../store/runs/evaluate.ts";
import { editorTexts } from "../../grammar/texts/editor/index.ts";
import { populationParts } from "../../store/customers/population-parts.ts";

const SHOWN = 3;

/** Who has what in a workspace's data, by the rules as they are in the editor. */
export class Audience {
  private readonly databasePath: string;
  private readonly asOf: () => Instant;
  private known: { readonly hash: string; readonly counts: ReadonlyMap<string, string> } | undefined;
  private working: string | undefined;

  /** @param asOf the instant of an evaluation, asked for each time */
  constructor(databasePath: string, asOf: () => Instant) {
    this.databasePath = databasePath;
    this.asOf = asOf;
  }

  /**
   * What is counted for a plan, by name; undefined while it is not.
   * @param ready called when it has been counted in the meantime
   */
  counts(plan: Plan, program: Program, language: Language, ready: () => void): ReadonlyMap<string, string> | undefined {
    const hash = `${plan.hash} ${language}`;
    if (this.known?.hash === hash) return this.known.counts;
    if (this.working === undefined) {
      this.working = hash;
      void this.count(plan, program, language)
        .then((counts) => {
          this.known = { hash, counts };
        })
        .finally(() => {
          this.working = undefined;
          ready();
        });
    }
    return undefined;
  }

  /** Nothing where there is no data, or it does not fit the rules. */
  private async count(plan: Plan, program: Program, language: Language): Promise<ReadonlyMap<string, string>> {
    try {
      const database = openDatabase(this.databasePath, { readonly: true, mustExist: true });
      try {
        requireTables(database, program);
        const pause = (): Promise<void> =>
          new Promise((resume) => {
            setImmediate(resume);
          });
        const { summaries, customers } = await evaluateParts(
          populationParts(database, program, plan, PART_BYTES),
          plan,
          this.asOf(),
          () => () => undefined,
          pause,
        );
        return new Map(
          summaries.map((summary) => [summary.output.name, countText(summary, customers, plan, language)]),
        );
      } finally {
        database.close();
      }
    } catch (error) {
      if (error instanceof WorkspaceError) return new Map();
      throw error;
    }
  }
}

const grouped = (count: number): string => count.toLocaleString("en-US");
const percent = (count: number, of: number): string => (of === 0 ? "0 %" : `${((100 * count) / of).toFixed(1)} %`);

/** One line: how many are in, or the values that most have. */
function countText(
  { output, values, spread, known, errors }: OutputSummary,
  customers: number,
  plan: Plan,
  language: Language,
): string {
  const say = editorTexts(language);
  const trouble = errors === 0 ? "" : ` · ${say("inError", { number: grouped(errors) })}`;
  if (output.type.kind === "boolean") {
    const yes = values?.get("yes") ?? 0;
    return `${say("customers", { some: grouped(yes), all: grouped(customers), share: percent(yes, customers) })}${trouble}`;
  }
  if (values !== undefined) {
    const most = [...values].filter(([, count]) => count > 0).toSorted(([, left], [, right]) => right - left);
    const more = most.length > SHOWN ? ` · ${say("moreValues", { number: most.length - SHOWN })}` : "";
    const label = (value: string): string => {
      const labels = Object.hasOwn(output.about.values, value) ? output.about.values[value] : undefined;
      return labels?.[language] ?? value;
    };
    return `${most
      .slice(0, SHOWN)
      .map(([value, count]) => `${label(value)} ${grouped(count)}`)
      .join(" · ")}${more}${trouble}`;
  }
  // Nobody's personal value is shown for being the least or the most.
  const inZone = zone(plan.settings.timeZone);
  const range =
    spread === undefined || output.personal
      ? ""
      : ` · ${formatValue(spread.least, output.type, inZone)} … ${formatValue(spread.most, output.type, inZone)}`;
  return `${say("knownOf", { some: grouped(known), all: grouped(customers) })}${range}${trouble}`;
}
