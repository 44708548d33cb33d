import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { join } from "node:path";

const program = fileURLToPath(new URL("../../bin/tagma.js", import.meta.url));

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A language client by hand: JSON-RPC over the server's standard input and output. */
export class LspClient {
  private readonly server: ChildProcessWithoutNullStreams;
  private readonly folder: string;
  private buffer = Buffer.alloc(0);
  private next = 1;
  private readonly answers = new Map<number, (message: Message) => void>();
  private readonly listeners = new Set<(message: Message) => void>();
  stderr = "";

  constructor(folder: string) {
    this.folder = folder;
    this.server = spawn(process.execPath, [program, "lsp"], { cwd: folder });
    this.server.stdout.on("data", (data: Buffer) => this.receive(data));
    this.server.stderr.on("data", (data: Buffer) => {
      this.stderr += data.toString();
    });
  }

  uri(path: string): string {
    return pathToFileURL(join(this.folder, path)).href;
  }

  private receive(data: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, data]);
    for (;;) {
      const end = this.buffer.indexOf("\r\n\r\n");
      if (end === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.buffer.subarray(0, end).toString())?.[1]);
      if (this.buffer.length < end + 4 + length) return;
      const message: Message = JSON.parse(this.buffer.subarray(end + 4, end + 4 + length).toString());
      this.buffer = this.buffer.subarray(end + 4 + length);
      if (message.method === undefined && message.id !== undefined) this.answers.get(message.id)?.(message);
      else {
        // A server's request is answered with nothing.
        if (message.id !== undefined) this.send({ id: message.id, result: null });
        for (const listener of this.listeners) listener(message);
      }
    }
  }

  private send(message: object): void {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  async request<Result>(method: string, params: unknown): Promise<Result> {
    const id = this.next++;
    const answer = new Promise<Message>((resolve) => this.answers.set(id, resolve));
    this.send({ id, method, params });
    const { error, result } = await answer;
    if (error !== undefined) throw new Error(error.message);
    return result as Result;
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  /** The next notification of a method that passes a test. */
  waitFor<Params>(method: string, fits: (params: Params) => boolean): Promise<Params> {
    return new Promise((resolve) => {
      const listener = (message: Message): void => {
        if (message.method !== method || !fits(message.params as Params)) return;
        this.listeners.delete(listener);
        resolve(message.params as Params);
      };
      this.listeners.add(listener);
    });
  }

  /** Ends the session as an editor does; gives the exit code. */
  async close(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.server.once("exit", resolve));
    await this.request("shutdown", null);
    this.notify("exit", null);
    return ended;
  }

  kill(): void {
    this.server.kill();
  }
}
