import { isZone } from "../../engine/calendar/zone.ts";
import { nearestName } from "../../grammar/diagnostics/near-names.ts";
import { didYouMean, message, type Message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import type { NumberFormat } from "../read/number-format.ts";
import { timeFormatProblem } from "../read/time-format.ts";
import type { SourceConfig, TimeMapping } from "./source-config.ts";

/** What shapes cannot say of a source. @throws WorkspaceError that says what is wrong with it */
export function checkSource(source: SourceConfig, sources: readonly SourceConfig[], path: string): void {
  const problem =
    sourceProblem(source) ?? partProblem(source, sources) ?? joinProblem(source, sources) ?? writingProblem(source);
  if (problem !== undefined)
    throw new WorkspaceError(message("about-source-in", { path, source: source.name, problem }));
}

function sourceProblem(source: SourceConfig): Message | undefined {
  if (source.part !== undefined) return partSettingProblem(source);
  if (source.line !== undefined) return message("line-of-no-part");
  if (source.table !== undefined) return tableProblem(source);
  if (source.customer === undefined) return message("source-needs-customer");
  if (source.profile === true && source.event !== undefined) return message("profile-or-event");
  if (source.profile !== true && source.event === undefined) return message("source-holds-what");
  if (source.profile !== true && source.time === undefined) return message("source-needs-time");
  if (source.revision !== undefined && source.id === undefined) return message("revision-needs-id");
  if (source.replace === true && source.profile === true) return message("replace-profile");
  return layoutProblem(source);
}

/** Rows of a table have a key and fields, and are no one's at no time. */
function tableProblem(source: SourceConfig): Message | undefined {
  const setting = (["customer", "profile", "event", "time", "id", "revision", "idPrefix"] as const).find(
    (name) => source[name] !== undefined,
  );
  return setting === undefined ? layoutProblem(source) : message("table-takes-no", { setting });
}

/** Rows of parts are told whose they are, and when, by the event that they name. */
function partSettingProblem(source: SourceConfig): Message | undefined {
  const setting = (
    ["customer", "profile", "table", "event", "time", "id", "revision", "replace", "idPrefix", "parts"] as const
  ).find((name) => source[name] !== undefined);
  if (setting !== undefined) return message("part-takes-no", { setting });
  return source.join === undefined ? message("part-needs-join") : layoutProblem(source);
}

/** What is wrong with the source whose events the rows of this one are part of. */
function partProblem(source: SourceConfig, sources: readonly SourceConfig[]): Message | undefined {
  const { part, join } = source;
  const parent = sources.find(({ name }) => name === join?.source);
  if (part === undefined || parent === undefined) return undefined;
  if (parent.event === undefined) return message("part-of-no-events", { source: parent.name });
  if (parent.id === undefined && parent.replace !== true) return message("part-needs-id", { source: parent.name });
  const filled = sources.filter((one) => one.part === part && one.join?.source === parent.name).length;
  return filled > 1 || Object.hasOwn(parent.parts ?? {}, part)
    ? message("part-filled-twice", { part, source: parent.name })
    : undefined;
}

function layoutProblem(source: SourceConfig): Message | undefined {
  if (source.delimiter === '"' || source.delimiter === "\n" || source.delimiter === "\r")
    return message("bad-delimiter");
  const both = source.filter?.find(({ is, isNot }) => (is === undefined) === (isNot === undefined));
  return both === undefined ? undefined : message("filter-is-or-is-not", { column: both.column });
}

/** What is wrong with what a source takes from another. */
function joinProblem(source: SourceConfig, sources: readonly SourceConfig[]): Message | undefined {
  const { join } = source;
  if (join === undefined) return undefined;
  const others = sources.filter(({ name }) => name !== source.name);
  const other = others.find(({ name }) => name === join.source);
  if (other === undefined) {
    const near = nearestName(
      join.source,
      others.map(({ name }) => name),
    );
    return message("about-setting", {
      setting: "join",
      problem: message("no-source", { name: join.source, near: didYouMean(near) }),
    });
  }
  if (other.part !== undefined) return message("join-of-parts", { source: join.source });
  if (other.join !== undefined && source.part === undefined) return message("join-of-join", { source: join.source });
  if (join.key === undefined && other.id === undefined) return message("join-needs-key", { source: join.source });
  return source.part !== undefined || source.profile === true || source.id !== undefined || source.replace === true
    ? undefined
    : message("join-needs-id");
}

/** What is wrong with how cells are said to be written. */
function writingProblem(source: SourceConfig): Message | undefined {
  const timed: Partial<TimeMapping> = typeof source.time === "object" ? source.time : {};
  return (
    formatProblem("time.format", timed.format) ??
    zoneProblem(timed.zone) ??
    formatProblem("dates", source.dates) ??
    numbersProblem("numbers", source.numbers) ??
    Object.entries(source.columns ?? {})
      .map(
        ([column, { format, zone, numbers }]) =>
          formatProblem(`columns.${column}.format`, format) ??
          zoneProblem(zone) ??
          numbersProblem(`columns.${column}.numbers`, numbers),
      )
      .find((problem) => problem !== undefined)
  );
}

function formatProblem(setting: string, format: string | undefined): Message | undefined {
  const problem = format === undefined ? undefined : timeFormatProblem(format);
  return problem === undefined ? undefined : message("about-setting", { setting, problem });
}

const zoneProblem = (zone: string | undefined): Message | undefined =>
  zone === undefined || isZone(zone) ? undefined : message("no-zone", { zone });

/** The two signs must differ, or nobody could tell thousands from a fraction. */
const numbersProblem = (setting: string, numbers: NumberFormat | undefined): Message | undefined =>
  numbers?.thousands === undefined || numbers.thousands !== (numbers.decimal ?? ".")
    ? undefined
    : message("about-setting", { setting, problem: message("signs-alike", { sign: numbers.thousands }) });
