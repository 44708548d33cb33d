import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Audience } from "../../api/audience.ts";
import type { DeclarationView } from "../language/catalogue.ts";
import { useAsked } from "../state/ask.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { useFormats } from "../state/format.ts";
import { draftTexts, useRules } from "../state/rules.ts";
import { server } from "../state/server.ts";
import { usePersonalAllowed } from "../state/workspace.ts";
import { useAddress, useAsOf } from "../state/address.ts";
import { Distribution, Histogram, type Share } from "./distribution.tsx";
import { Failure, Loading } from "./feedback.tsx";
import { customerPath } from "./names.tsx";

/** A pause in typing after which the audience is counted again. */
const PAUSE_MS = 60;

/** Who has a tag by the rules as they are being written: how many, how they spread, and some of them. */
export function AudiencePanel({ tag }: { readonly tag: DeclarationView }): ReactNode {
  const { t } = useTranslation();
  const version = useRules((state) => state.version);
  const [asOf] = useAsOf();
  const [value, setValue] = useAddress("value");
  const {
    value: audience,
    error,
    waiting,
  } = useAsked(
    `${version} ${tag.name} ${asOf ?? ""} ${value ?? ""}`,
    (signal) =>
      server.audience(
        {
          drafts: draftTexts(useRules.getState().drafts),
          name: tag.name,
          ...(asOf === undefined ? {} : { asOf }),
          ...(value === undefined ? {} : { value }),
        },
        signal,
      ),
    PAUSE_MS,
  );
  return (
    <section className="card audience" aria-label={t("audience.title")} aria-busy={waiting}>
      <h2>{t("audience.title")}</h2>
      {error !== undefined ? (
        <Failure error={error} />
      ) : audience === undefined ? (
        <Loading />
      ) : (
        <Found
          audience={audience}
          tag={tag}
          chosen={value}
          onChoose={(next) => setValue(next === value ? undefined : next)}
        />
      )}
    </section>
  );
}

function Found({
  audience,
  tag,
  chosen,
  onChoose,
}: {
  readonly audience: Audience;
  readonly tag: DeclarationView;
  readonly chosen: string | undefined;
  readonly onChoose: (value: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const formats = useFormats();
  const type = tag.type ?? undefined;
  const isYesNo = type?.kind === "boolean";
  const yes = audience.values.find(({ value }) => value === "yes")?.customers ?? 0;
  const shares: Share[] = [
    ...audience.values.map(({ value, customers }) => ({
      key: value,
      label: isYesNo ? t(value === "yes" ? "value.yes" : "value.no") : words.valueOf(tag.name, value),
      customers,
    })),
    ...(audience.none > 0
      ? [{ key: "\u0000none", label: t("value.none"), customers: audience.none, muted: true }]
      : []),
    ...(audience.unknown > 0
      ? [{ key: "\u0000unknown", label: t("value.unknown"), customers: audience.unknown, muted: true }]
      : []),
    ...(audience.errors > 0
      ? [{ key: "\u0000error", label: t("value.error"), customers: audience.errors, muted: true }]
      : []),
  ];
  const known = audience.customers - audience.none - audience.unknown - audience.errors;
  const end = (found: number | string): string =>
    typeof found === "number" ? formats.decimal(found, audience.spread?.digits ?? 2) : found.slice(0, 10);
  return (
    <>
      <div>
        <div className="big-number" data-testid="audience-count">
          {formats.count(isYesNo ? yes : known)}
        </div>
        <div className="muted">
          {isYesNo
            ? t("audience.of", {
                percent: formats.percent(yes, audience.customers),
                customers: formats.count(audience.customers),
              })
            : t("audience.known", {
                percent: formats.percent(known, audience.customers),
                customers: formats.count(audience.customers),
              })}
        </div>
      </div>
      {shares.length > 0 && (
        <Distribution
          shares={shares}
          whole={audience.customers}
          label={t("audience.distribution")}
          {...(isYesNo
            ? {}
            : {
                onChoose: (key: string) => {
                  if (!key.startsWith("\u0000")) onChoose(key);
                },
                chosen,
              })}
        />
      )}
      {audience.spread !== null && (
        <Histogram
          steps={audience.spread.steps}
          low={end(audience.spread.least)}
          high={end(audience.spread.most)}
          label={words.nameOf(tag.name)}
        />
      )}
      {audience.spread !== null && audience.spread.mean !== null && (
        <p className="small muted">
          {t("audience.mean", { mean: formats.decimal(audience.spread.mean, audience.spread.digits || 2) })}
        </p>
      )}
      {audience.sample.length > 0 && (
        <div className="stack">
          <h3 className="label">{t("audience.sample")}</h3>
          <ul className="row">
            {audience.sample.map(({ id, result }) => (
              <li key={id}>
                <Link
                  className="chip"
                  href={`${customerPath(id)}?why=${encodeURIComponent(tag.name)}`}
                  title={t("audience.why", { id })}
                >
                  {id}
                  {!isYesNo && <span className="muted">{formats.result(tag.name, result, type)}</span>}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="row">
        <span className="small muted grow">
          {t("audience.asOf", { asOf: audience.asOf.slice(0, 16) })}
          {audience.leftOut > 0 &&
            ` · ${t("audience.leftOut", { count: audience.leftOut, customers: formats.count(audience.leftOut) })}`}
        </span>
        <DownloadLink tag={tag} value={chosen} />
      </div>
    </>
  );
}

/** The members of a saved tag as a file, at the day that is looked at; unsaved ones are not on the server. */
function DownloadLink({
  tag,
  value,
}: {
  readonly tag: DeclarationView;
  readonly value: string | undefined;
}): ReactNode {
  const { t } = useTranslation();
  const drafted = useRules((state) => Object.keys(state.drafts).length > 0);
  const personal = usePersonalAllowed();
  const [asOf] = useAsOf();
  if (drafted) return <span className="small muted">{t("audience.saveFirst")}</span>;
  return (
    <>
      <a className="button small" href={server.membersUrl(tag.name, value, asOf, false)} download>
        <Download size={14} aria-hidden />
        {t("audience.download")}
      </a>
      {personal && (
        <a className="button small" href={server.membersUrl(tag.name, value, asOf, true)} download>
          <Download size={14} aria-hidden />
          {t("audience.downloadPersonal")}
        </a>
      )}
    </>
  );
}
