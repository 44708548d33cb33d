import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { CustomerView } from "../../api/customers.ts";
import { AsOfControl } from "../components/as-of.tsx";
import { Empty, Failure, Loading, Notice } from "../components/feedback.tsx";
import { FieldList } from "../components/fields.tsx";
import { WhyPanel } from "../components/why-panel.tsx";
import { useAsked } from "../state/ask.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { useFormats } from "../state/format.ts";
import { draftTexts, useRules } from "../state/rules.ts";
import { server } from "../state/server.ts";
import { useAddress, useAsOf } from "../state/address.ts";

/** One customer at an instant: who it is, what it did, which tags it has and why. */
export function CustomerPage({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation();
  const [chosen, choose] = useAddress("why");
  const version = useRules((state) => state.version);
  const [asOf] = useAsOf();
  const { value, error, waiting } = useAsked(
    `${version} ${id} ${asOf ?? ""}`,
    (signal) =>
      server.customer(
        { drafts: draftTexts(useRules.getState().drafts), id, ...(asOf === undefined ? {} : { asOf }) },
        signal,
      ),
    40,
  );
  return (
    <div className="stack-l">
      <div className="page-head" style={{ marginBottom: 0 }}>
        <div className="grow">
          <p className="small muted crumbs">
            <Link href="/customers">{t("nav.customers")}</Link>
          </p>
          <h1 className="number">{id}</h1>
        </div>
        {value !== undefined && <AsOfControl asOf={value.asOf} first={value.first} last={value.last} />}
      </div>
      {error !== undefined ? (
        <Failure
          error={error}
          actions={
            <Link href="/customers" className="button">
              {t("nav.customers")}
            </Link>
          }
        />
      ) : value === undefined ? (
        <Loading lines={8} />
      ) : (
        <Found customer={value} busy={waiting} chosen={chosen} onChoose={choose} />
      )}
    </div>
  );
}

function Found({
  customer,
  busy,
  chosen,
  onChoose,
}: {
  readonly customer: CustomerView;
  readonly busy: boolean;
  readonly chosen: string | undefined;
  readonly onChoose: (name: string | undefined) => void;
}): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  return (
    <>
      {customer.standing === "absent" && (
        <Notice title={t("customer.absent")}>
          {t("customer.absentText", { date: customer.first?.slice(0, 10) ?? "?" })}
        </Notice>
      )}
      {customer.standing === "left out" && (
        <Notice tone="warn" title={t("customer.leftOut")}>
          {t("customer.leftOutText", { field: words.fieldOf(words.profile ?? "", customer.missing ?? "") })}
        </Notice>
      )}
      <div className="split" aria-busy={busy}>
        <div className="stack-l">
          {chosen !== undefined && <WhyPanel id={customer.id} name={chosen} onClose={() => onChoose(undefined)} />}
          <Tags customer={customer} chosen={chosen} onChoose={onChoose} />
        </div>
        {/* It scrolls by itself where a profile is long, and holds nothing else that the keyboard reaches. */}
        <aside tabIndex={0}>
          <section className="card stack" aria-label={t("customer.profile")}>
            <h2>{t("customer.profile")}</h2>
            {customer.profile.length === 0 ? (
              <p className="muted">{t("customer.noProfile")}</p>
            ) : (
              <FieldList record={words.profile ?? ""} fields={customer.profile} />
            )}
          </section>
          <Timeline customer={customer} />
        </aside>
      </div>
    </>
  );
}

function Tags({
  customer,
  chosen,
  onChoose,
}: {
  readonly customer: CustomerView;
  readonly chosen: string | undefined;
  readonly onChoose: (name: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const formats = useFormats();
  const [search = "", setSearch] = useAddress("search");
  const shown = customer.tags.filter(({ name }) =>
    `${name} ${words.nameOf(name)}`.toLowerCase().includes(search.toLowerCase()),
  );
  return (
    <section className="card stack" aria-label={t("customer.tags")}>
      <div className="row">
        <h2 className="grow" style={{ fontSize: "var(--text-l)" }}>
          {t("customer.tags")}
        </h2>
        <label>
          <span className="visually-hidden">{t("catalogue.search")}</span>
          <input
            className="input"
            type="search"
            value={search}
            placeholder={t("customer.filter")}
            onChange={(event) => setSearch(event.target.value, "typing")}
          />
        </label>
      </div>
      {shown.length === 0 ? (
        <Empty title={t("catalogue.noMatch")} />
      ) : (
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("customer.tag")}</th>
                <th scope="col">{t("customer.value")}</th>
                <th scope="col">
                  <span className="visually-hidden">{t("why.title")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ name, result }) => (
                <tr key={name} aria-current={name === chosen ? "true" : undefined}>
                  <td>
                    {words.nameOf(name)}
                    <div className="small muted">
                      <code>{name}</code>
                    </div>
                  </td>
                  <td>
                    <span className={result.state === "value" ? (result.value === false ? "muted" : "") : "muted"}>
                      {formats.result(name, result, words.byName.get(name)?.type ?? undefined)}
                    </span>
                  </td>
                  <td>
                    <button
                      type="button"
                      className="button small"
                      onClick={() => {
                        onChoose(name);
                        document.getElementById("main")?.scrollTo?.({ top: 0 });
                        scrollTo({ top: 0 });
                      }}
                      aria-label={t("why.of", { tag: words.nameOf(name) })}
                    >
                      {t("why.ask")}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

const EVENTS_AT_FIRST = 25;

function Timeline({ customer }: { readonly customer: CustomerView }): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const formats = useFormats();
  const [limit, setLimit] = useState(EVENTS_AT_FIRST);
  return (
    <section className="card stack" aria-label={t("customer.timeline")}>
      <h2>{t("customer.timeline")}</h2>
      {customer.events.length === 0 ? (
        <p className="muted">{t("customer.noEvents")}</p>
      ) : (
        <ol className="timeline">
          {customer.events.slice(0, limit).map((event) => (
            <li key={`${event.type} ${event.id}`} className={event.later ? "later" : ""}>
              <strong>{words.nameOf(event.type)}</strong>{" "}
              <span className="small muted number">
                {event.time.slice(0, 16)}
                {event.later && ` · ${t("customer.later")}`}
              </span>
              {event.fields.length > 0 && (
                <div className="small muted">
                  {event.fields
                    .map(
                      ({ name, value, masked }) =>
                        `${words.fieldOf(event.type, name)}: ${masked ? "•••" : formats.value(`${event.type}.${name}`, value, words.field(event.type, name)?.type)}`,
                    )
                    .join(" · ")}
                </div>
              )}
            </li>
          ))}
        </ol>
      )}
      {customer.events.length > limit && (
        <button type="button" className="button small" onClick={() => setLimit(limit + 75)}>
          {t("customer.more", { count: customer.events.length - limit + customer.moreEvents })}
        </button>
      )}
    </section>
  );
}
