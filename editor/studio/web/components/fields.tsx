import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FieldValue } from "../../api/customers.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { useFormats } from "../state/format.ts";

/** Fields with their values; personal ones are masked. */
export function FieldList({
  record,
  fields,
}: {
  readonly record: string;
  readonly fields: readonly FieldValue[];
}): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const formats = useFormats();
  return (
    <dl className="facts">
      {fields.map(({ name, value, masked }) => (
        <div key={name} style={{ display: "contents" }}>
          <dt>{words.fieldOf(record, name)}</dt>
          <dd className={value === null && !masked ? "muted" : ""}>
            {masked ? (
              <span title={t("customer.masked")}>•••</span>
            ) : (
              formats.value(`${record}.${name}`, value, words.field(record, name)?.type)
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
