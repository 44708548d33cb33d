import { formatLocal } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import { AuditLog, type AuditEntry } from "../../store/access/audit.ts";
import { openWorkspace } from "../../store/workspace/workspace.ts";
import { asOfInstant, type CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { padEnd, printable, type Terminal } from "../terminal.ts";

export interface AuditOptions extends CommonOptions {
  readonly who?: string;
  readonly since?: string;
  readonly last?: number;
}

/** `tagma audit`: who did what in the workspace, oldest first. */
export function auditCommand(options: AuditOptions, terminal: Terminal): number {
  const workspace = openWorkspace(options.workspace);
  const inZone = zone(workspace.settings.timeZone);
  const since = options.since === undefined ? undefined : asOfInstant(options.since, workspace);
  const found: AuditEntry[] = [];
  for (const entry of new AuditLog(workspace.folder).entries()) {
    if (options.who !== undefined && entry.who !== options.who) continue;
    if (since !== undefined && Date.parse(entry.time) < since) continue;
    found.push(entry);
  }
  const entries = options.last === undefined ? found : found.slice(-options.last);
  if (options.json === true) terminal.out(`${JSON.stringify({ entries })}\n`);
  else if (entries.length === 0) terminal.out("Nothing is written down.\n");
  for (const { time, who, from, what, about } of options.json === true ? [] : entries) {
    const details = Object.entries(about).map(([name, value]) => `${name} ${String(value)}`);
    const line = `${formatLocal(Date.parse(time), inZone)}  ${padEnd(who, 20)} ${padEnd(from ?? "", 15)} ${padEnd(what, 15)} ${details.join("; ")}`;
    terminal.out(`${printable(line.trimEnd())}\n`);
  }
  return exitCodes.ok;
}
