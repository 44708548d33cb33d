/** Something about the workspace that its user can mend; the message says what, where and how. */
export class WorkspaceError extends Error {}

/** Another process is writing, and went on doing so for as long as we were told to wait. */
export class BusyError extends WorkspaceError {}

/** The user asked to stop (Ctrl-C); what was begun has been undone. */
export class InterruptedError extends WorkspaceError {}
