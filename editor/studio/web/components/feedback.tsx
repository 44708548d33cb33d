import { own } from "../../../../engine/invariant/own.ts";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ServerError } from "../state/server.ts";
import type { Messages } from "../../../../grammar/texts/studio/en.ts";

export type Tone = "good" | "warn" | "bad" | "info";
const icons = { good: CircleCheck, warn: TriangleAlert, bad: CircleAlert, info: Info } as const;

/** Something that a reader should know, with what to do about it. */
export function Notice({
  tone = "info",
  title,
  children,
  actions,
}: {
  readonly tone?: Tone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}): ReactNode {
  const Icon = icons[tone];
  return (
    <div className={`notice ${tone}`} role={tone === "bad" ? "alert" : "status"}>
      <Icon size={18} aria-hidden />
      <div className="body stack grow">
        {title !== undefined && <strong>{title}</strong>}
        {children !== undefined && <div>{children}</div>}
        {actions !== undefined && <div className="row">{actions}</div>}
      </div>
    </div>
  );
}

/** Where nothing is yet: what it is for, and how to begin. */
export function Empty({
  icon,
  title,
  children,
  actions,
}: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}): ReactNode {
  return (
    <div className="empty">
      {icon}
      <h3>{title}</h3>
      {children !== undefined && <p>{children}</p>}
      {actions !== undefined && <div className="row">{actions}</div>}
    </div>
  );
}

export function Loading({ lines = 3 }: { readonly lines?: number }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="stack" role="status" aria-label={t("loading")}>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="skeleton" style={{ width: `${90 - index * 17}%` }} />
      ))}
    </div>
  );
}

const problemWords: Readonly<Record<string, keyof Messages & `problem.${string}`>> = {
  "has-errors": "problem.has-errors",
  "no-data": "problem.no-data",
  "not-imported": "problem.not-imported",
  "no-customer": "problem.no-customer",
  "no-server": "problem.no-server",
  "bad-date": "problem.bad-date",
  "too-many": "problem.too-many",
  "too-telling": "problem.too-telling",
  "bad-file": "problem.bad-file",
  "loses-data": "problem.loses-data",
  stale: "problem.stale",
  internal: "problem.internal",
  token: "problem.token",
};

/** An error in the reader's words; what the server said stands below where it tells more. */
export function Failure({ error, actions }: { readonly error: Error; readonly actions?: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const known = error instanceof ServerError ? own(problemWords, error.code) : undefined;
  const detail =
    known === undefined ||
    ["not-imported", "bad-file", "stale", "too-many", "too-telling"].includes(
      error instanceof ServerError ? error.code : "",
    );
  return (
    <Notice
      tone={known === "problem.no-data" || known === "problem.has-errors" ? "info" : "bad"}
      title={known === undefined ? t("problem.other") : t(known)}
      actions={actions}
    >
      {detail ? error.message : undefined}
    </Notice>
  );
}
