import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { PlainResult, PlainValue } from "../../api/common.ts";
import type { ValueType } from "../../../../engine/plan/types.ts";
import { useDictionary } from "./catalogue.tsx";

/** Numbers, shares and values as the reader writes them. */
export interface Formats {
  readonly count: (value: number) => string;
  readonly percent: (part: number, whole: number) => string;
  readonly decimal: (value: number, digits?: number) => string;
  /** A value of a tag, or of a field (`record.field`). */
  readonly value: (owner: string, value: PlainValue, type?: ValueType | undefined) => string;
  readonly result: (owner: string, result: PlainResult, type?: ValueType | undefined) => string;
}

export function useFormats(): Formats {
  const { t, i18n } = useTranslation();
  const words = useDictionary();
  return useMemo(() => {
    const counts = new Intl.NumberFormat(i18n.language);
    const share = new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 1 });
    const decimal = (value: number, digits = 2): string =>
      new Intl.NumberFormat(i18n.language, { maximumFractionDigits: digits }).format(value);
    const value: Formats["value"] = (owner, found, type) => {
      if (found === null) return t("value.unknown");
      if (typeof found === "boolean") return found ? t("value.yes") : t("value.no");
      if (typeof found === "number")
        return type?.kind === "decimal"
          ? new Intl.NumberFormat(i18n.language, {
              minimumFractionDigits: type.digits,
              maximumFractionDigits: type.digits,
            }).format(found)
          : decimal(found, 4);
      if (typeof found === "string")
        return found === "yes" && type?.kind === "boolean"
          ? t("value.yes")
          : found === "no" && type?.kind === "boolean"
            ? t("value.no")
            : words.valueOf(owner, found);
      return found.length === 0
        ? t("value.nothing")
        : found.map((member) => words.valueOf(owner, member)).join(t("list.comma"));
    };
    return {
      count: (found) => counts.format(found),
      percent: (part, whole) => share.format(whole === 0 ? 0 : part / whole),
      decimal,
      value,
      result: (owner, result, type) => {
        switch (result.state) {
          case "value":
            return value(owner, result.value, type);
          case "error":
            return t("value.error");
          case "unknown":
            return t("value.unknown");
          case "none":
            return t("value.none");
          case "masked":
            return "•••";
        }
      },
    };
  }, [t, i18n.language, words]);
}
