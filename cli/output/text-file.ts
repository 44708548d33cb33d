import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { WorkspaceError } from "../../store/errors.ts";
import { message } from "../../grammar/texts/message.ts";

/** A text file that is written aside and appears when it is complete. */
export interface TextFile {
  write(text: string): void;
  end(): void;
  abandon(): void;
}

const BUFFERED = 1 << 16;

/** @throws WorkspaceError when the file can't be written */
export function textFile(path: string): TextFile {
  const part = `${path}.part`;
  const file = writable(path, () => openSync(part, "w"));
  let pending: string[] = [];
  let size = 0;
  const flush = (): void => {
    writable(path, () => writeSync(file, pending.join("")));
    pending = [];
    size = 0;
  };
  return {
    write(text) {
      pending.push(text);
      size += text.length;
      if (size > BUFFERED) flush();
    },
    end() {
      flush();
      fsyncSync(file);
      closeSync(file);
      renameSync(part, path);
    },
    abandon() {
      closeSync(file);
      rmSync(part, { force: true });
    },
  };
}

/** Says in a user's words why a file can't be written. @throws WorkspaceError */
export function writable<Value>(path: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw new WorkspaceError(
      message("not-written", { path, reason: error instanceof Error ? error.message : String(error) }),
    );
  }
}
