import { lazy, Suspense, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DeclarationView } from "../language/catalogue.ts";
import { useAsked } from "../state/ask.ts";
import { draftTexts, useRules } from "../state/rules.ts";
import { server } from "../state/server.ts";
import { useAddress, useAsOf } from "../state/address.ts";
import { Failure, Loading } from "./feedback.tsx";

const TrendChart = lazy(async () => ({ default: (await import("../charts/trend-chart.tsx")).TrendChart }));
const steps = ["day", "week", "month"] as const;
const POINTS = 12;
/** Many evaluations at once wait until typing has paused. */
const PAUSE_MS = 700;

/** How many had a tag on past dates, by the rules as they are written now. */
export function TrendPanel({ tag }: { readonly tag: DeclarationView }): ReactNode {
  const { t } = useTranslation();
  const [asked, setStep] = useAddress("step");
  const step = steps.find((known) => known === asked) ?? "month";
  const version = useRules((state) => state.version);
  const [asOf] = useAsOf();
  const { value, error } = useAsked(
    `${version} ${tag.name} ${step} ${asOf ?? ""}`,
    (signal) =>
      server.trend(
        {
          drafts: draftTexts(useRules.getState().drafts),
          name: tag.name,
          points: POINTS,
          step,
          ...(asOf === undefined ? {} : { asOf }),
        },
        signal,
      ),
    PAUSE_MS,
  );
  return (
    <section className="card stack" aria-label={t("trend.title")}>
      <div className="row">
        <h2 className="grow" style={{ fontSize: "var(--text-l)" }}>
          {t("trend.title")}
        </h2>
        <label>
          <span className="visually-hidden">{t("trend.step")}</span>
          <select className="select" value={step} onChange={(event) => setStep(event.target.value)}>
            {steps.map((known) => (
              <option key={known} value={known}>
                {t(`trend.${known}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {error !== undefined ? (
        <Failure error={error} />
      ) : value === undefined ? (
        <Loading />
      ) : (
        <Suspense fallback={<Loading />}>
          <TrendChart tag={tag} points={value.points} />
        </Suspense>
      )}
    </section>
  );
}
