import { Accounts, type Role } from "../../store/access/accounts.ts";
import { openWorkspace } from "../../store/workspace/workspace.ts";
import { audited } from "../audited.ts";
import type { CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { padEnd, type Terminal } from "../terminal.ts";

/** `tagma accounts add NAME --role read|write`: makes an account and prints its token, which is kept nowhere. */
export function addAccount(name: string, options: CommonOptions & { readonly role: Role }, terminal: Terminal): number {
  const workspace = openWorkspace(options.workspace);
  const token = new Accounts(workspace.folder).add(name, options.role, new Date());
  audited(workspace, "account added", { name, role: options.role });
  if (options.json === true) terminal.out(`${JSON.stringify({ name, role: options.role, token })}\n`);
  else {
    terminal.out(`${token}\n`);
    terminal.err(
      `This is the token of ${name}; it is shown once and kept nowhere. It is typed on the studio's first page, or sent by programs as "Authorization: Bearer TOKEN".\n`,
    );
  }
  return exitCodes.ok;
}

/** `tagma accounts list` */
export function listAccounts(options: CommonOptions, terminal: Terminal): number {
  const accounts = new Accounts(openWorkspace(options.workspace).folder)
    .all()
    .map(({ name, role, created }) => ({ name, role, created }));
  if (options.json === true) terminal.out(`${JSON.stringify({ accounts })}\n`);
  else if (accounts.length === 0) terminal.out("There are no accounts.\n");
  for (const { name, role, created } of options.json === true ? [] : accounts)
    terminal.out(`${padEnd(name, 24)} ${padEnd(role, 6)} since ${created.slice(0, 10)}\n`);
  return exitCodes.ok;
}

/** `tagma accounts revoke NAME`: a running studio refuses its token from now on. */
export function revokeAccount(name: string, options: CommonOptions, terminal: Terminal): number {
  const workspace = openWorkspace(options.workspace);
  new Accounts(workspace.folder).revoke(name);
  audited(workspace, "account revoked", { name });
  terminal.out(options.json === true ? `${JSON.stringify({ revoked: name })}\n` : `${name} has no account any more.\n`);
  return exitCodes.ok;
}
