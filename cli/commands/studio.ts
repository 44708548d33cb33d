import open from "open";
import { serveStudio } from "../../editor/studio/server/start.ts";
import type { CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";

export interface StudioCommandOptions extends CommonOptions {
  readonly host: string;
  readonly port?: number;
  readonly token?: string;
  readonly allowHost: readonly string[];
  readonly trustProxy: readonly string[];
  readonly showPersonal?: boolean;
  readonly open: boolean;
}

const PORT = 4680;

/** `tagma studio`: serves the studio until it is interrupted. */
export async function studioCommand(options: StudioCommandOptions, terminal: Terminal): Promise<number> {
  const studio = await serveStudio({
    folder: options.workspace,
    host: options.host,
    port: options.port ?? PORT,
    portFixed: options.port !== undefined,
    token: options.token ?? process.env["TAGMA_TOKEN"],
    allowHosts: options.allowHost,
    trustProxy: options.trustProxy,
    showPersonal: options.showPersonal === true,
    onError: (error) =>
      terminal.err(
        `tagma: an error in the studio; please report it\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      ),
  });
  terminal.out(
    options.json === true
      ? `${JSON.stringify({ url: studio.url })}\n`
      : `The studio is at ${studio.url}\nCtrl-C ends it.\n`,
  );
  if (options.open) await open(studio.url).catch(() => undefined);
  await interruption();
  await studio.close();
  return exitCodes.ok;
}

/** Ctrl-C, or the end that a supervisor asks for. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
