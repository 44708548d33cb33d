/** Something about the workspace that its user can mend; the message says what, where and how. */
export class WorkspaceError extends Error {}
