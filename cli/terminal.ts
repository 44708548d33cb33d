import { SingleBar } from "cli-progress";
import pico from "picocolors";
import stringWidth from "string-width";
import { languageOf, type Language } from "../grammar/texts/languages.ts";

export { printable } from "../engine/text/printable.ts";

/** Where a command writes; tests pass their own. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly colour: ReturnType<typeof pico.createColors>;
  /** True when progress bars may be drawn. */
  readonly interactive: boolean;
  readonly width: number;
  /** The reader's language; English where it is not said. */
  readonly language?: Language;
  /** For a command that undoes what it began when the user asks it to stop; others end at once. */
  readonly interruptions?: () => Interruptions;
  /** Standard input, for what can be read from it. */
  readonly input?: () => AsyncIterable<Buffer>;
}

/** Ctrl-C as a command hears of it. */
export interface Interruptions {
  /** Aborted by the first Ctrl-C; the second ends the process at once. */
  readonly signal: AbortSignal;
  /** Does something that can't be stopped in between: while it runs, Ctrl-C ends the process at once. */
  whileDeaf<Outcome>(work: () => Outcome): Outcome;
}

function listenForInterruptions(): Interruptions {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  process.once("SIGINT", abort);
  return {
    signal: stop.signal,
    whileDeaf(work) {
      process.removeListener("SIGINT", abort);
      try {
        return work();
      } finally {
        if (!stop.signal.aborted) process.once("SIGINT", abort);
      }
    },
  };
}

export function processTerminal(): Terminal {
  // Whoever reads us may stop early (`tagma run --csv | head`): that is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(process.exitCode ?? 0);
  });
  const colours = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    colour: pico.createColors(colours),
    interactive: process.stderr.isTTY,
    width: process.stdout.columns ?? 100,
    language: languageOf(
      [process.env["LC_ALL"], process.env["LC_MESSAGES"], process.env["LANG"]].find(
        (locale) => locale !== undefined && locale !== "",
      ),
    ),
    interruptions: listenForInterruptions,
    input: () => process.stdin,
  };
}

/** A progress bar on standard error; silent where there is no terminal. */
export interface Progress {
  /** @param note what to show beside the bar; made only when it is drawn */
  update(done: number, total: number, note: string | (() => string)): void;
  stop(): void;
}

const REDRAW_MS = 100;

export function startProgress(terminal: Terminal, label: string): Progress {
  if (!terminal.interactive) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: `${label} {bar} {percentage}% · {note} · {eta_formatted} left`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  let started = false;
  let drawn = 0;
  return {
    update(done, total, note) {
      const now = performance.now();
      if (now - drawn < REDRAW_MS && done < total) return;
      drawn = now;
      const text = typeof note === "string" ? note : note();
      if (!started) bar.start(Math.max(1, total), 0, { note: text });
      started = true;
      bar.setTotal(Math.max(1, total));
      bar.update(Math.min(done, total), { note: text });
    },
    stop: () => bar.stop(),
  };
}

/** A text with blanks behind it, so that it takes so many columns of a terminal. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}

const inGroups = new Intl.NumberFormat("en-US");

/** 12345 → 12,345. */
export function grouped(count: number): string {
  return inGroups.format(count);
}
