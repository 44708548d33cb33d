import { WorkspaceError } from "../store/errors.ts";
import { message, type Message } from "../grammar/texts/message.ts";

/**
 * Why a warehouse did not do what it was asked: its driver or program is not installed; nobody answers at its address;
 * it does not let us in; it went away midway; it refused what it was asked; or it can't hold or say a value exactly.
 */
export type WarehouseProblem = "missing" | "unreachable" | "refused" | "gone" | "failed" | "inexact";

/** Something about a warehouse that the user can mend; nothing half-written is left in it. */
export class WarehouseError extends WorkspaceError {
  readonly problem: WarehouseProblem;
  constructor(problem: WarehouseProblem, told: Message) {
    super(told);
    this.problem = problem;
  }
}

const MISSING = new Set(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND", "ERR_DLOPEN_FAILED"]);

/**
 * Loads a driver that is installed only where it is wanted.
 * @throws WarehouseError when it is not installed
 */
export async function driver<Module>(engine: string, packages: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof Error && "code" in error && typeof error.code === "string" && MISSING.has(error.code))
      throw new WarehouseError("missing", message("no-driver", { engine, packages }));
    throw error;
  }
}

/** A message of an engine cut to what a person reads: its first lines, without what a terminal would obey. */
export function engineMessage(message: string): string {
  const lines = message
    .trim()
    .split(/\r?\n/)
    .slice(0, MESSAGE_LINES)
    .join("\n")
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, " ");
  return lines.length > MESSAGE_LENGTH ? `${lines.slice(0, MESSAGE_LENGTH)}…` : lines;
}

const MESSAGE_LINES = 6;
const MESSAGE_LENGTH = 1200;
