import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDictionary } from "../state/catalogue.tsx";
import { useFormats } from "../state/format.ts";

const COLUMNS = 16;

/**
 * Sets and their overlaps as an UpSet plot: a row for each set, a column for each combination, its size above.
 * Source of the form: Lex, Gehlenborg, Strobelt, Vuillemot, Pfister: UpSet: Visualization of Intersecting Sets (2014).
 */
export function UpSet({
  sets,
  parts,
  customers,
}: {
  readonly sets: readonly { readonly name: string; readonly customers: number }[];
  readonly parts: readonly { readonly names: readonly string[]; readonly customers: number }[];
  readonly customers: number;
}): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const formats = useFormats();
  const shown = parts.slice(0, COLUMNS);
  const most = Math.max(1, ...shown.map((part) => part.customers));
  if (parts.length === 0) return <p className="muted">{t("segments.nobody")}</p>;
  return (
    <div className="table-wrap">
      <div
        className="upset"
        style={{
          gridTemplateColumns: `minmax(9rem, max-content) auto repeat(${shown.length}, minmax(2.25rem, 3.5rem))`,
        }}
        role="img"
        aria-label={t("segments.plot", { count: parts.length, customers: formats.count(customers) })}
      >
        <span />
        <span />
        {shown.map((part, index) => (
          <span
            key={index}
            className="stack"
            style={{ height: "9rem", justifyContent: "flex-end", alignItems: "center", gap: 2 }}
          >
            <span className="small number">{formats.count(part.customers)}</span>
            <span
              style={{
                width: "60%",
                height: `${Math.max(2, (100 * part.customers) / most) * 0.8}%`,
                background: "var(--bar)",
                borderRadius: "3px 3px 0 0",
              }}
            />
          </span>
        ))}
        {sets.map((set) => (
          <span key={set.name} style={{ display: "contents" }}>
            <span>{words.nameOf(set.name)}</span>
            <span className="number muted small" style={{ textAlign: "end" }}>
              {formats.count(set.customers)}
            </span>
            {shown.map((part, index) => (
              <span key={index} className={`dot ${part.names.includes(set.name) ? "in" : ""}`} />
            ))}
          </span>
        ))}
      </div>
    </div>
  );
}
