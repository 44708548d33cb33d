import { History } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useAsOf } from "../state/address.ts";

/** The instant at which everything is looked at: today, or any day before or after. */
export function AsOfControl({
  asOf,
  first,
  last,
}: {
  readonly asOf: string;
  readonly first?: string | null;
  readonly last?: string | null;
}): ReactNode {
  const { t } = useTranslation();
  const [chosen, setAsOf] = useAsOf();
  const day = asOf.slice(0, 10);
  const go = (date: string, as: "step" | "typing"): void => setAsOf(date === "" ? undefined : date, as);
  const step = (days: number): void => {
    const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
    go(new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10), "step");
  };
  return (
    <div className="row" role="group" aria-label={t("asOf.label")}>
      <History size={18} aria-hidden />
      <button type="button" className="button small" onClick={() => step(-30)}>
        {t("asOf.back")}
      </button>
      <label>
        <span className="visually-hidden">{t("asOf.label")}</span>
        <input
          className="input"
          type="date"
          value={day}
          {...(first === null || first === undefined ? {} : { min: first.slice(0, 10) })}
          onChange={(event) => go(event.target.value, "typing")}
        />
      </label>
      <button type="button" className="button small" onClick={() => step(30)}>
        {t("asOf.forth")}
      </button>
      {chosen !== undefined && (
        <button type="button" className="button small quiet" onClick={() => setAsOf(undefined)}>
          {t("asOf.now")}
        </button>
      )}
      {last !== undefined && last !== null && chosen === undefined && last.slice(0, 10) > day && (
        <span className="small muted">{t("asOf.later")}</span>
      )}
    </div>
  );
}
