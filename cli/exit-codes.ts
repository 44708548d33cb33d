/** Exit codes of the command; documented in docs/command.md. */
export const exitCodes = {
  /** All is well. */
  ok: 0,
  /** The command ran and found something: errors in rules, failed tests, files to format. */
  findings: 1,
  /** A bad argument, or a workspace, file or database that can't be used. */
  usage: 2,
  /** Another process was writing to the workspace for longer than we were to wait. */
  busy: 4,
  /** Ctrl-C: 128 and the number of the signal. */
  interrupted: 130,
} as const;
