import { Search, Users } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { Empty, Failure, Loading } from "../components/feedback.tsx";
import { customerPath } from "../components/names.tsx";
import { useAddress } from "../state/address.ts";
import { useAsked } from "../state/ask.ts";
import { useFormats } from "../state/format.ts";
import { server } from "../state/server.ts";

/** Finds a customer by id. */
export function CustomersPage(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const [, go] = useLocation();
  const [text = "", setText] = useAddress("search");
  const { value, error, waiting } = useAsked(text, (signal) => server.customers(text, signal), 120);
  return (
    <div className="stack-l">
      <div className="page-head" style={{ marginBottom: 0 }}>
        <div className="grow">
          <h1>{t("customers.title")}</h1>
          <p className="lead">{t("customers.lead")}</p>
        </div>
      </div>
      <form
        className="row"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          const first = value?.customers[0];
          if (first !== undefined) go(customerPath(first));
        }}
      >
        <Search size={18} aria-hidden />
        <label className="grow" style={{ maxWidth: "26rem" }}>
          <span className="visually-hidden">{t("customers.search")}</span>
          <input
            className="input"
            style={{ width: "100%" }}
            type="search"
            value={text}
            placeholder={t("customers.search")}
            onChange={(event) => setText(event.target.value, "typing")}
          />
        </label>
      </form>
      {error !== undefined ? (
        <Failure error={error} />
      ) : value === undefined ? (
        <Loading />
      ) : value.customers.length === 0 ? (
        <Empty
          icon={<Users size={28} aria-hidden />}
          title={value.total === 0 ? t("customers.none") : t("customers.noMatch")}
        >
          {value.total === 0 ? t("run.noDataText") : t("customers.noMatchText")}
        </Empty>
      ) : (
        <section className="card stack" aria-busy={waiting}>
          <p className="muted">
            {t("customers.found", { count: value.customers.length, total: formats.count(value.total) })}
          </p>
          <ul className="row">
            {value.customers.map((id) => (
              <li key={id}>
                <Link className="chip number" href={customerPath(id)}>
                  {id}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
