import { message } from "../../../grammar/texts/message.ts";
import { OneThread, type ThreadOptions } from "./one-thread.ts";
import { StudioProblem } from "./problem.ts";
import type { QuestionLimits } from "./question-limits.ts";
import type { Asker, Asks, Question, Questions, ThreadRequest } from "./questions.ts";

interface Waiting {
  readonly request: ThreadRequest;
  readonly asker: Asker;
  /** The turn at which it came. */
  readonly came: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly progress: ((done: number, total: number) => void) | undefined;
}

/** How many questions of one person may wait. */
const WAITING_EACH = 200;
/** Of how many people it is kept when they had their turn. */
const PEOPLE = 1000;
/** For how long a question waits for a busy thread before another thread is started, which keeps all customers again. */
const HELP_AFTER_MS = 250;

/**
 * Some threads that answer questions. One person's are answered one after another, and whose turn is longest ago comes
 * first: whatever somebody asks, the others are answered by another thread.
 */
export class ThreadPool implements Asks {
  private readonly threads: OneThread[] = [];
  private readonly start: () => OneThread;
  private readonly most: number;
  private waiting: Waiting[] = [];
  private readonly answering = new Set<string>();
  /** When each person's last question was begun, counted in questions; the latest come last. */
  private readonly turns = new Map<string, number>();
  private turn = 0;
  private help: NodeJS.Timeout | undefined;
  private closed = false;

  /** @param source the module of the threads, where it is not `thread.ts` */
  constructor(options: ThreadOptions, limits: QuestionLimits, most: number, source?: URL) {
    this.start = () => new OneThread(options, limits, source);
    this.most = most;
  }

  async ask<Asked extends Question>(
    question: Asked,
    input: Questions[Asked]["input"],
    asker: Asker,
    progress?: (done: number, total: number) => void,
  ): Promise<Questions[Asked]["answer"]> {
    if (this.closed) throw new StudioProblem("busy", message("studio-ends"));
    this.supersede(asker);
    if (this.waiting.filter(({ asker: { person } }) => person === asker.person).length >= WAITING_EACH)
      throw new StudioProblem("busy", message("too-many-questions"));
    return await new Promise<Questions[Asked]["answer"]>((resolve, reject) => {
      this.waiting.push({
        request: { question, input },
        asker,
        came: this.turn,
        // The thread answers each question with what its type says.
        resolve: resolve as (value: unknown) => void,
        reject,
        progress,
      });
      // What comes in together is looked at together, so that it can supersede.
      setImmediate(() => this.go());
    });
  }

  private supersede({ person, lane }: Asker): void {
    if (lane === undefined) return;
    const isEarlier = ({ asker }: Waiting): boolean => asker.person === person && asker.lane === lane;
    const earlier = this.waiting.filter(isEarlier);
    this.waiting = this.waiting.filter((waiting) => !isEarlier(waiting));
    for (const { reject } of earlier) reject(new StudioProblem("superseded", message("superseded")));
  }

  /** Gives waiting questions to idle threads. */
  private go(): void {
    for (let next = this.next(); next !== undefined; next = this.next()) {
      const idle = this.threads.find(({ busy }) => !busy) ?? (this.threads.length === 0 ? this.added() : undefined);
      if (idle === undefined) {
        this.callHelp();
        return;
      }
      this.waiting.splice(this.waiting.indexOf(next), 1);
      void this.give(next, idle);
    }
  }

  /**
   * The waiting question whose turn it is: of those who have none answered now, whoever's turn is longest ago. Somebody
   * new stands behind those who waited already when they came, so that very many new ones keep nobody out.
   */
  private next(): Waiting | undefined {
    let found: { readonly waiting: Waiting; readonly turn: number } | undefined;
    for (const waiting of this.waiting) {
      const { person } = waiting.asker;
      if (this.answering.has(person)) continue;
      const turn = this.turns.get(person) ?? waiting.came;
      if (found === undefined || turn < found.turn) found = { waiting, turn };
    }
    return found?.waiting;
  }

  private async give({ request, asker: { person }, resolve, reject, progress }: Waiting, to: OneThread): Promise<void> {
    this.answering.add(person);
    this.takeTurn(person);
    try {
      resolve(await to.answer(request, progress));
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    }
    this.answering.delete(person);
    this.go();
  }

  private takeTurn(person: string): void {
    this.turns.delete(person);
    this.turns.set(person, ++this.turn);
    const [oldest] = this.turns.keys();
    if (this.turns.size > PEOPLE && oldest !== undefined) this.turns.delete(oldest);
  }

  private added(): OneThread {
    const thread = this.start();
    this.threads.push(thread);
    return thread;
  }

  private callHelp(): void {
    if (this.help !== undefined || this.threads.length >= this.most) return;
    this.help = setTimeout(() => {
      this.help = undefined;
      const stillNeeded = this.next() !== undefined && this.threads.every(({ busy }) => busy);
      if (!stillNeeded || this.closed) return;
      this.added();
      this.go();
    }, HELP_AFTER_MS);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.help);
    for (const { reject } of this.waiting.splice(0)) reject(new StudioProblem("busy", message("studio-ends")));
    await Promise.all(this.threads.map((thread) => thread.close()));
  }
}
