import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { AsOfControl } from "../components/as-of.tsx";
import { Empty, Failure, Loading } from "../components/feedback.tsx";
import { TagName } from "../components/names.tsx";
import { UpSet } from "../charts/upset.tsx";
import { useAsked } from "../state/ask.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { useFormats } from "../state/format.ts";
import { draftTexts, useRules } from "../state/rules.ts";
import { server } from "../state/server.ts";
import { useAddressList, useAsOf } from "../state/address.ts";

const MOST = 6;

/** How segments overlap: who is in several of them at once. */
export function SegmentsPage(): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const formats = useFormats();
  const version = useRules((state) => state.version);
  const [asOf] = useAsOf();
  const choosable = words.declarations
    .filter(
      ({ kind, type }) =>
        type?.kind === "boolean" &&
        (kind === "segment" || kind === "rule" || kind === "attribute" || kind === "mined" || kind === "statistical"),
    )
    .sort((left, right) => Number(right.kind === "segment") - Number(left.kind === "segment"));
  const [picked, setPicked] = useAddressList("of");
  const names = (
    picked ??
    choosable
      .filter(({ kind }) => kind === "segment")
      .slice(0, 4)
      .map(({ name }) => name)
  ).filter((name) => words.byName.get(name)?.type?.kind === "boolean");
  const { value, error, waiting } = useAsked(
    `${version} ${names.join("\n")} ${asOf ?? ""}`,
    async (signal) =>
      names.length === 0
        ? undefined
        : await server.overlap(
            {
              drafts: draftTexts(useRules.getState().drafts),
              names: [...names],
              ...(asOf === undefined ? {} : { asOf }),
            },
            signal,
          ),
    60,
  );
  const toggle = (name: string): void =>
    setPicked(names.includes(name) ? names.filter((other) => other !== name) : [...names, name].slice(-MOST));
  if (words.ready && choosable.length === 0) return <Empty title={t("segments.none")}>{t("segments.noneText")}</Empty>;
  return (
    <div className="stack-l">
      <div className="page-head" style={{ marginBottom: 0 }}>
        <div className="grow">
          <h1>{t("segments.title")}</h1>
          <p className="lead">{t("segments.lead")}</p>
        </div>
        {value !== undefined && <AsOfControl asOf={value.asOf} />}
      </div>
      <fieldset className="card stack">
        <legend className="visually-hidden">{t("segments.choose")}</legend>
        <h2>{t("segments.choose")}</h2>
        <div className="row">
          {choosable
            .filter(({ kind, name }) => kind === "segment" || names.includes(name))
            .map(({ name }) => (
              <button
                key={name}
                type="button"
                className="chip"
                aria-pressed={names.includes(name)}
                onClick={() => toggle(name)}
              >
                {words.nameOf(name)}
              </button>
            ))}
          <label>
            <span className="visually-hidden">{t("segments.more")}</span>
            <select
              className="select"
              value=""
              onChange={(event) => {
                if (event.target.value !== "") toggle(event.target.value);
              }}
            >
              <option value="">{t("segments.more")}</option>
              {choosable
                .filter(({ kind, name }) => kind !== "segment" && !names.includes(name))
                .map(({ name }) => (
                  <option key={name} value={name}>
                    {words.nameOf(name)}
                  </option>
                ))}
            </select>
          </label>
        </div>
      </fieldset>
      {error !== undefined ? (
        <Failure error={error} />
      ) : names.length === 0 ? (
        <Empty title={t("segments.empty")} />
      ) : value === undefined ? (
        <Loading lines={6} />
      ) : (
        <section className="card stack" aria-label={t("segments.overlap")} aria-busy={waiting}>
          <h2>{t("segments.overlap")}</h2>
          <UpSet sets={value.sets} parts={value.parts} customers={value.customers} />
          <details>
            <summary>{t("segments.table")}</summary>
            <div className="table-wrap">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t("segments.exactly")}</th>
                    <th scope="col" className="number">
                      {t("run.customers")}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {value.parts.map((part) => (
                    <tr key={part.names.join()}>
                      <td>
                        {part.names.map((name, index) => (
                          <span key={name}>
                            {index > 0 && " + "}
                            <TagName name={name} />
                          </span>
                        ))}
                      </td>
                      <td className="number">{formats.count(part.customers)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        </section>
      )}
    </div>
  );
}
