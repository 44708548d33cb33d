import { required } from "../../engine/invariant/required.ts";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { zone } from "../../engine/calendar/zone.ts";
import { runTests, type TestOutcome } from "../../engine/testing/run-tests.ts";
import type { Workspace } from "../../store/workspace/workspace.ts";
import { lineColumn } from "../../grammar/source.ts";
import { mutationScore } from "../coverage-report.ts";
import { percentage, showStudy, studyJson, studyTests } from "../study-tests.ts";
import { readyWorkspace, type CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { showExplanation } from "../show-explanation.ts";
import { printable, startProgress, type Terminal } from "../terminal.ts";

/** Fewer tests than this are run at once: starting threads would cost more than it saves. */
const THREADS_FROM = 200;

export interface TestOptions extends CommonOptions {
  readonly coverage?: boolean;
  /** A file, or true for the usual one. */
  readonly generate?: string | true;
  readonly failUnder?: string;
}

/** `tagma test`: runs the test blocks of a workspace, in parallel where there are many, and says what they decide. */
export async function testCommand(
  filter: string | undefined,
  options: TestOptions,
  terminal: Terminal,
): Promise<number> {
  const failUnder = options.failUnder === undefined ? undefined : percentage(options.failUnder);
  const { workspace, compiled, plan } = readyWorkspace(options, terminal, true);
  const { program } = compiled;
  const indexes = [...program.tests.keys()].filter(
    (index) => filter === undefined || program.tests[index]?.title.includes(filter) === true,
  );
  const sources = new Map(workspace.files.map((file) => [file.path, file.text]));
  const started = performance.now();
  const outcomes =
    indexes.length < THREADS_FROM
      ? runTests(program, plan, indexes, sources)
      : await inThreads(workspace.folder, indexes, terminal);
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  const failed = outcomes.filter(({ failures }) => failures.length > 0);
  const study =
    options.coverage === true || options.generate !== undefined || failUnder !== undefined
      ? studyTests({ workspace, program, plan, indexes, sources }, options.generate, terminal)
      : undefined;
  if (options.json === true) {
    terminal.out(
      `${JSON.stringify({ passed: outcomes.length - failed.length, failed: failed.length, ...(study === undefined ? {} : studyJson(study)), tests: outcomes.map((outcome) => outcomeJson(outcome, sources)) }, null, 2)}\n`,
    );
  } else {
    for (const outcome of failed) showFailure(outcome, workspace, sources, terminal);
    const word = failed.length > 0 ? terminal.colour.red("✗") : terminal.colour.green("✓");
    const nothing =
      outcomes.length === 0
        ? filter === undefined
          ? '; write one: test "…" as of 2026-03-01 { … }'
          : `; no test's title contains "${printable(filter)}"`
        : "";
    terminal.out(
      `${word} ${outcomes.length - failed.length} passed, ${failed.length} failed (${seconds} s)${nothing}\n`,
    );
    if (study !== undefined) showStudy(study, outcomes.length, terminal);
  }
  const below = study !== undefined && failUnder !== undefined && mutationScore(study.report) < failUnder;
  if (below && options.json !== true)
    terminal.out(
      terminal.colour.red(
        `The tests notice ${mutationScore(study.report).toFixed(1)} % of the mistakes, fewer than the ${failUnder} % asked for.\n`,
      ),
    );
  return failed.length > 0 || below || (filter !== undefined && outcomes.length === 0)
    ? exitCodes.findings
    : exitCodes.ok;
}

async function inThreads(folder: string, indexes: readonly number[], terminal: Terminal): Promise<TestOutcome[]> {
  const threads = Math.min(availableParallelism(), 8);
  const progress = startProgress(terminal, "testing");
  let done = 0;
  const shares = Array.from({ length: threads }, (_, thread) =>
    indexes.filter((_index, position) => position % threads === thread),
  );
  try {
    const results = await Promise.all(
      shares.map(async (share) => {
        const outcomes = await inThread(folder, share);
        progress.update(++done, threads, `${share.length} tests a thread`);
        return outcomes;
      }),
    );
    return results
      .flat()
      .sort((left, right) => (left.file === right.file ? left.start - right.start : left.file < right.file ? -1 : 1));
  } finally {
    progress.stop();
  }
}

function inThread(folder: string, indexes: readonly number[]): Promise<TestOutcome[]> {
  return new Promise((resolve, reject) => {
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const worker = new Worker(new URL(`../test-worker.${extension}`, import.meta.url), {
      workerData: { folder, indexes },
    });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

function showFailure(
  outcome: TestOutcome,
  workspace: Workspace,
  sources: ReadonlyMap<string, string>,
  terminal: Terminal,
): void {
  const { colour } = terminal;
  const text = required(sources.get(outcome.file), "the text of a file");
  const view = { inZone: zone(workspace.settings.timeZone), showPersonal: true };
  terminal.out(
    `${colour.red("✗")} ${colour.bold(printable(outcome.title))} ${colour.dim(`${outcome.file}:${lineColumn(text, outcome.start).line}`)}\n`,
  );
  for (const failure of outcome.failures) {
    terminal.out(
      `    ${colour.dim(`line ${lineColumn(text, failure.start).line}`)} ${printable(text.slice(failure.start, failure.end).replace(/\s+/g, " "))}\n`,
    );
    terminal.out(`    expected yes, got ${colour.red(printable(failure.got))}; why:\n`);
    showExplanation(
      {
        ...failure.why,
        output: {
          ...failure.why.output,
          name: "the expectation",
          about: { ...failure.why.output.about, description: "" },
        },
      },
      view,
      { ...terminal, out: (line) => terminal.out(line.replace(/^(?=.)/gm, "    ")) },
    );
  }
}

function outcomeJson(outcome: TestOutcome, sources: ReadonlyMap<string, string>): Record<string, unknown> {
  const text = required(sources.get(outcome.file), "the text of a file");
  return {
    title: outcome.title,
    file: outcome.file,
    line: lineColumn(text, outcome.start).line,
    passed: outcome.failures.length === 0,
    failures: outcome.failures.map(({ start, end, got }) => ({
      line: lineColumn(text, start).line,
      expected: text.slice(start, end).replace(/\s+/g, " "),
      got,
    })),
  };
}
