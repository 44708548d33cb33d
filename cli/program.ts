import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { inWords } from "../grammar/texts/in-words.ts";
import type { RejectLimit } from "../store/import/reject-limit.ts";
import { languages } from "../grammar/texts/languages.ts";
import { BusyError, InterruptedError, WorkspaceError } from "../store/errors.ts";
import { addAccount, listAccounts, revokeAccount } from "./commands/accounts.ts";
import { auditCommand } from "./commands/audit.ts";
import { backupCommand } from "./commands/backup.ts";
import { buildCommand } from "./commands/build.ts";
import { checkCommand } from "./commands/check.ts";
import { diffCommand } from "./commands/diff.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { eraseCommand } from "./commands/erase.ts";
import { explainCommand } from "./commands/explain.ts";
import { exportCommand } from "./commands/export.ts";
import { formatCommand } from "./commands/fmt.ts";
import { historyCommand } from "./commands/history.ts";
import { importCommand } from "./commands/import.ts";
import { initCommand } from "./commands/init.ts";
import { jsonLogicCommand } from "./commands/jsonlogic.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { runCommand } from "./commands/run.ts";
import { sqlCommand } from "./commands/sql.ts";
import { modelCommand } from "./commands/model.ts";
import { testCommand } from "./commands/test.ts";
import { trainCommand } from "./commands/train.ts";
import { CommandFailure, DEFAULT_WAIT } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Runs the command.
 * @param args the arguments behind `tagma`
 * @returns the exit code: 0 well, 1 found something, 2 could not run
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = exitCodes.ok;
  const done = (result: number): void => {
    code = result;
  };
  const program = build(terminal, done);
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    return failure(error, terminal);
  }
}

function failure(error: unknown, terminal: Terminal): number {
  if (error instanceof CommandFailure) return error.exitCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof WorkspaceError) {
    terminal.err(`tagma: ${inWords(error.told, terminal.language)}\n`);
    return error instanceof InterruptedError
      ? exitCodes.interrupted
      : error instanceof BusyError
        ? exitCodes.busy
        : exitCodes.usage;
  }
  if (error instanceof Error && "code" in error && typeof error.code === "string" && /^E[A-Z]+$/.test(error.code)) {
    terminal.err(`tagma: ${error.message}\n`);
    return exitCodes.usage;
  }
  terminal.err(
    `tagma: an error in tagma itself; please report it\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return exitCodes.usage;
}

/** A whole number given as an option. */
function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

/** How many rows may be rejected: a number of them, or a share of each source's. */
function rejectLimit(text: string): RejectLimit {
  if (!text.endsWith("%") && !/^\d{1,9}$/.test(text))
    throw new InvalidArgumentError("It must be a whole number, or a percentage such as 20%.");
  return text.endsWith("%") ? { percent: percentage(text) } : { rows: Number(text) };
}

/** A share such as `20%` or `20`. */
function percentage(text: string): number {
  const match = /^(\d{1,6}(?:\.\d{1,6})?)%?$/.exec(text);
  if (match === null) throw new InvalidArgumentError("It must be a percentage such as 20%.");
  return Number(match[1]);
}

const waitOption = (): Option =>
  new Option("--wait <seconds>", "how long to wait for another process that writes")
    .argParser(wholeNumber)
    .default(DEFAULT_WAIT);

function build(terminal: Terminal, done: (code: number) => void): Command {
  const program = new Command("tagma")
    .description("Customer tags: written once, in a readable language, with one meaning everywhere.")
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      "\nExit codes: 0 well, 1 something was found (errors, failed tests), 2 could not run, 4 another process is writing, 130 interrupted.\nA workspace is a folder with tagma.json, rule files (*.tagma) and its data.",
    );
  const command = (name: string, description: string): Command => {
    const added = program.command(name).description(description).option("--json", "print JSON").exitOverride();
    return added.configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  };
  const inWorkspace = (name: string, description: string): Command =>
    command(name, description).option("-w, --workspace <folder>", "the workspace's folder", ".");

  command("init [folder]", "make a small workspace that runs as it is")
    .option("--time-zone <zone>", "such as Asia/Taipei; this machine's by default")
    .option("--currency <code>", "such as EUR; USD by default")
    .option("--from <file...>", "read the profile, the events and the sources off these files (CSV, JSON, Parquet)")
    .option("--empty", "settings alone: rules and data are brought in the studio")
    .option("--dates <order>", "day-first or month-first, for dates that could be either in every row")
    .action(async (folder: string | undefined, options) => done(await initCommand(folder ?? ".", options, terminal)));
  inWorkspace("import [sources...]", "read the sources of tagma.json into the workspace, all or nothing")
    .option("--fresh", "throw away the data that is there and begin anew")
    .option("--dry-run", "read and report, and keep nothing")
    .addOption(
      new Option(
        "--max-errors <limit>",
        "fail when more rows than this are rejected, or a larger share of a source's, as in 20%; 5% by default",
      ).argParser(rejectLimit),
    )
    .option("--from <file>", "read this file, or - for standard input, instead of the source's own")
    .option("--show-personal", "write personal cells into the lists of rejects")
    .addOption(waitOption())
    .action(async (sources: string[], options) => done(await importCommand(sources, options, terminal)));
  inWorkspace("check", "show errors, warnings and hints")
    .option("--no-hints", "leave out hints")
    .option("--sarif", "print SARIF 2.1.0, for code review tools")
    .option("--no-proofs", "do not prove that branches exclude each other and laws hold")
    .addOption(
      new Option("--language <language>", "the language of the messages; by default the environment's (LANG)").choices([
        ...languages,
      ]),
    )
    .action((options) => done(checkCommand(options, terminal)));
  inWorkspace("fmt [files...]", "lay out rule files; all of the workspace by default")
    .option("--check", "change nothing; say which files would change")
    .action((files: string[], options) => done(formatCommand(files, options, terminal)));
  inWorkspace("test [title]", "run the test blocks; of those only the ones whose title contains the text")
    .option("--coverage", "say what the tests decide, and which mistakes in the rules none of them would notice")
    .option("--generate [file]", "write tests for what is left open, for you to review (generated-tests.tagma)")
    .option("--fail-under <percent>", "exit with 1 when the tests notice fewer mistakes")
    .action(async (title: string | undefined, options) => done(await testCommand(title, options, terminal)));
  inWorkspace("run", "evaluate every customer's tags, store and count them")
    .option("--as-of <time>", "evaluate at this date or time")
    .addOption(new Option("--csv", "print every customer's tags as CSV").conflicts("json"))
    .option("-o, --out <file>", "write every customer's tags to a file (.csv, .json, .jsonl, .parquet, .arrow)")
    .option("--segments <file>", "write who is in which segment to a file, likewise")
    .option("--show-personal", "do not mask personal fields")
    .addOption(
      new Option(
        "--max-change <percent>",
        "keep nothing when an audience grows or shrinks by more than this",
      ).argParser(percentage),
    )
    .addOption(waitOption())
    .addOption(
      new Option(
        "--memory <megabytes>",
        "take customers in parts of about this size in memory; 256 by default",
      ).argParser(wholeNumber),
    )
    .addOption(
      new Option("--on <engine>", "evaluate in this engine; the tags become its table tagma.tags").choices([
        "duckdb",
        "postgres",
        "spark",
      ]),
    )
    .option(
      "--engine-url <url>",
      "with --on: PostgreSQL's address (without a password: PGPASSWORD or ~/.pgpass), or Spark's master",
    )
    .option("--engine-path <path>", "with --on: DuckDB's file, or the folder or URL of Spark's tables")
    .option(
      "--engine-conf <key=value>",
      "with --on spark: a setting of Spark; may be given again",
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option("--python <program>", "with --on spark: the Python that has pyspark")
    .option("--leave-out", "with --on: leave out what the engine can't say exactly, instead of refusing")
    .addHelpText(
      "after",
      "\n--json prints every customer's tags and the counts as one JSON document; with --out or --on, only the counts.",
    )
    .action(async (options) => done(await runCommand(options, terminal)));
  inWorkspace("train [models...]", "learn models from the data and keep them in models/; all of them by default")
    .option("--as-of <time>", "learn from what was known at this date or time")
    .addOption(
      new Option("--seed <number>", "another seed gives another draw where training draws lots")
        .argParser(wholeNumber)
        .default(1),
    )
    .option("--current-fields", "learn from profile fields of which no history is known, too")
    .option("--pareto", "reckon lifetimes by Pareto/NBD rather than BG/NBD")
    .action(async (models: string[], options) => done(await trainCommand(models, options, terminal)));
  inWorkspace("model <name>", "show how good a trained model is, and what it goes by")
    .option("--html <file>", "write it as a page with charts")
    .action((name: string, options) => done(modelCommand(name, options, terminal)));
  inWorkspace(
    "history <customer-or-tag>",
    "show what changed for a customer, or who entered and left which value of a tag",
  )
    .option("--show-personal", "do not mask personal fields")
    .action((name: string, options) => done(historyCommand(name, options, terminal)));
  inWorkspace("explain <customer> [tags...]", "show a customer's tags, or why they have the tags named")
    .option("--as-of <time>", "evaluate at this date or time")
    .option("--show-personal", "do not mask personal fields")
    .action((customer: string, tags: string[], options) => done(explainCommand(customer, tags, options, terminal)));
  inWorkspace("diff <from> [to]", "show what an edit of the rules changes: proved the same, or a customer who differs")
    .option("--data <workspace>", "also count which customers of this workspace move")
    .option("--as-of <time>", "with --data: evaluate at this date or time")
    .option("--markdown", "print Markdown, for a pull request")
    .option("--fail-on <what>", 'exit with 1 when something is "changed" or "unproved"')
    .addHelpText(
      "after",
      "\nFROM and TO are folders, plan files or git revisions (also FROM..TO); without TO, the working tree.",
    )
    .action((from: string, to: string | undefined, options) => done(diffCommand(from, to, options, terminal)));
  inWorkspace("build", "write the compiled plan, or a module that evaluates it")
    .option("-o, --out <file>", "where to; - for standard output")
    .option("--module", "write an ES module and its types: it evaluates a customer and needs neither tagma nor eval")
    .action((options) => done(buildCommand(options, terminal)));
  inWorkspace("jsonlogic [names...]", "write tags and segments as JSONLogic rules, or read one")
    .option("-o, --out <file>", "where to; standard output by default")
    .option("--read <file>", "print the source of a JSONLogic rule, as React Query Builder and others write it")
    .action((names: string[], options) => done(jsonLogicCommand(names, options, terminal)));
  inWorkspace("sql", "print the tags as SQL for a warehouse")
    .addOption(
      new Option("--target <engine>", "whose SQL").choices(["duckdb", "postgres", "spark", "sqlite"]).default("duckdb"),
    )
    .option("--as-of <time>", "the instant that it is for; the clock by default")
    .addOption(new Option("--form <form>", "what it makes").choices(["query", "view", "table", "dbt"]).default("query"))
    .option("--name <name>", "of the view or table; tagma.tags by default, in SQLite tagma_tags")
    .option("--leave-out", "leave out what the engine can't say exactly, instead of refusing")
    .option("--verify", "print queries that count where your tables don't hold what they must")
    .option("-o, --out <file>", "where to; standard output by default")
    .action((options) => done(sqlCommand(options, terminal)));
  inWorkspace("migrate", "bring the tables to what the rule files ask for, in one transaction")
    .option(
      "--rename <old=new>",
      "a field or event that has another name now; may be given again",
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option("--allow-loss", "apply it even where rows lose something")
    .option("--dry-run", "show the steps and apply none")
    .addOption(waitOption())
    .action(async (options) => done(await migrateCommand(options, terminal)));
  inWorkspace("doctor", "look the workspace's database over and say what to do").action((options) =>
    done(doctorCommand(options, terminal)),
  );
  inWorkspace("backup <file>", "make a consistent copy of the database, while it is in use").action(
    (file: string, options) => done(backupCommand(file, options, terminal)),
  );
  inWorkspace("export <customer>", "print all that is held about one customer")
    .option("-o, --out <file>", "write it to a file")
    .action((customer: string, options) => done(exportCommand(customer, options, terminal)));
  inWorkspace("erase <customer>", "remove a customer everywhere in the workspace's store")
    .option("--allow-return", "let a later import bring the customer back")
    .addOption(waitOption())
    .action(async (customer: string, options) => done(await eraseCommand(customer, options, terminal)));
  inWorkspace("studio", "open the studio in a browser: write, try and review rules")
    .option("--port <number>", "listen on this port; 4680 or the next that is free by default", wholeNumber)
    .option(
      "--host <address>",
      "listen on this address; other machines reach it then, and a token is needed",
      "127.0.0.1",
    )
    .option("--token <token>", "ask for this token; also TAGMA_TOKEN in the environment")
    .option(
      "--allow-host <name>",
      "a name that this server goes by behind a proxy; may be given again",
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option(
      "--trust-proxy <address>",
      "believe what a proxy of this address or network says of its callers; may be given again",
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option("--show-personal", "let personal fields be seen and downloaded")
    .option("--no-open", "do not open a browser")
    .action(async (options) => {
      // Loaded only here: no other command needs a server.
      const { studioCommand } = await import("./commands/studio.ts");
      done(await studioCommand(options, terminal));
    });
  const accounts = program
    .command("accounts")
    .description("who may come into the studio from other machines")
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  const ofAccounts = (name: string, description: string): Command =>
    accounts
      .command(name)
      .description(description)
      .option("--json", "print JSON")
      .option("-w, --workspace <folder>", "the workspace's folder", ".")
      .exitOverride()
      .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  ofAccounts("add <name>", "make an account and print its token, once")
    .addOption(
      new Option("--role <role>", "read: look at everything; write: save, import and run, too")
        .choices(["read", "write"])
        .makeOptionMandatory(),
    )
    .action((name: string, options) => done(addAccount(name, options, terminal)));
  ofAccounts("list", "show who has an account").action((options) => done(listAccounts(options, terminal)));
  ofAccounts("revoke <name>", "take an account away, at once").action((name: string, options) =>
    done(revokeAccount(name, options, terminal)),
  );
  inWorkspace("audit", "show who did what: saves, commits, imports, runs, erasures, downloads, logins refused")
    .option("--who <name>", "of this account or user alone")
    .option("--since <time>", "since this date or time")
    .addOption(new Option("--last <entries>", "only so many, the last").argParser(wholeNumber))
    .action((options) => done(auditCommand(options, terminal)));
  program
    .command("lsp")
    .description("speak the Language Server Protocol on standard input and output, for editors")
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .action(async () => {
      // Loaded only here: no other command needs it.
      const { lspCommand } = await import("./commands/lsp.ts");
      done(await lspCommand());
    });
  return program;
}
