import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Accounts } from "../../../store/access/accounts.ts";
import { isStrong, newToken } from "../../../store/access/token.ts";
import { WorkspaceError } from "../../../store/errors.ts";
import { openWorkspace } from "../../../store/workspace/workspace.ts";
import { questionLimits } from "../data/question-limits.ts";
import { uploadLimits } from "../data/uploads.ts";
import { studioApp } from "./app.ts";
import { isLoopback, loopbackNames } from "./security.ts";
import { message } from "../../../grammar/texts/message.ts";

/** How the studio is to be served. */
export interface ServeOptions {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  /** True when the port was asked for: then no other is taken. */
  readonly portFixed: boolean;
  readonly token: string | undefined;
  /** Other names that this server goes by. */
  readonly allowHosts: readonly string[];
  /** Proxies in front of this server: addresses or networks. */
  readonly trustProxy: readonly string[];
  readonly showPersonal: boolean;
  readonly onError: (error: unknown) => void;
}

export interface RunningStudio {
  /** The address to open, with the token where one is needed. */
  readonly url: string;
  close(): Promise<void>;
}

const PORTS_TRIED = 20;

/** The built web application: beside the compiled package, or in a checkout. */
export function webFolder(): string | undefined {
  const places = ["../../../studio/", "../../../dist/studio/"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return places.find((place) => existsSync(`${place}index.html`));
}

/**
 * Serves the studio of a workspace until it is closed.
 * @throws WorkspaceError when it can't: no workspace, no token where one is needed, a port that is taken
 */
export async function serveStudio(options: ServeOptions): Promise<RunningStudio> {
  const { folder, config } = openWorkspace(options.folder);
  const { host } = options;
  const accounts = new Accounts(folder);
  if (options.token !== undefined && !isStrong(options.token)) throw new WorkspaceError(message("token-weak"));
  const named = accounts.all().length > 0;
  if (!isLoopback(host) && options.token === undefined && !named)
    throw new WorkspaceError(message("studio-needs-token", { host }));
  // Where others have accounts, whoever starts the studio on this machine comes in by a token of this start.
  const token = options.token ?? (named && isLoopback(host) ? newToken() : undefined);
  const web = webFolder();
  if (web === undefined) throw new WorkspaceError(message("studio-not-built"));
  const names = [...loopbackNames, ...(host === "0.0.0.0" || host === "::" ? [] : [host]), ...options.allowHosts].map(
    (name) => name.toLowerCase(),
  );
  const app = await studioApp({
    folder,
    access: { hosts: new Set(names), token, accounts },
    trustProxy: options.trustProxy,
    showPersonal: options.showPersonal,
    questionLimits: questionLimits(config.studio),
    uploadLimits: uploadLimits(config.studio?.uploads),
    web,
    onError: options.onError,
  });
  const port = await listen(app, options);
  const shown = host === "::1" || host.includes(":") ? `[${host}]` : host === "0.0.0.0" ? "localhost" : host;
  return {
    url: `http://${shown}:${port}/${token === undefined ? "" : `enter?token=${encodeURIComponent(token)}`}`,
    close: async () => {
      await app.close();
    },
  };
}

async function listen(
  app: Awaited<ReturnType<typeof studioApp>>,
  { host, port, portFixed }: ServeOptions,
): Promise<number> {
  for (let tried = port; ; tried++) {
    try {
      const address = await app.listen({ host, port: tried });
      return Number(new URL(address).port);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EADDRINUSE" && !portFixed && port !== 0 && tried < port + PORTS_TRIED) continue;
      if (code === "EADDRINUSE") throw new WorkspaceError(message("port-taken", { port: tried }));
      if (code === "EACCES" || code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
        throw new WorkspaceError(message("cannot-listen", { host, port: tried, reason: String(code) }));
      throw error;
    }
  }
}
