import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { isTerm } from "../../../views/term-type.ts";
import type { LiteralSpec, OperandSpec, TermSpec, WindowSpec } from "../../../views/spec.ts";
import { useAuthoring, type AuthoringWords } from "./use-authoring.tsx";

/** What a value is, in a few words: the head of a column. */
export function useTermWords(): (term: TermSpec) => string {
  const { t } = useTranslation();
  const { words, vocabulary } = useAuthoring();
  return useMemo(
    () => (term) =>
      termWords(term, {
        t,
        words,
        profile: vocabulary.profile?.name ?? "",
        fields: new Set(vocabulary.profile?.fields.map(({ name }) => name)),
      }),
    [t, words, vocabulary],
  );
}

interface Say {
  readonly t: TFunction;
  readonly words: AuthoringWords;
  readonly profile: string;
  readonly fields: ReadonlySet<string>;
}

function termWords(term: TermSpec, say: Say): string {
  const { t, words } = say;
  switch (term.kind) {
    case "reference":
      return term.member !== undefined
        ? words.field(term.name, term.member)
        : say.fields.has(term.name)
          ? words.field(say.profile, term.name)
          : words.output(term.name);
    case "measure":
      return [
        ...(term.percent === undefined ? [] : [`${term.percent}%`]),
        t(`fn.${term.function}`),
        term.field === undefined
          ? words.record(term.event)
          : `${words.record(term.event)}: ${words.field(term.event, term.field)}`,
        ...(term.where === undefined ? [] : ["…"]),
        ...windowWords(term.window, t),
      ].join(" ");
    case "share":
      return [t("edit.share"), words.record(term.event), ...windowWords(term.window, t)].join(" ");
    case "sequence":
      return term.sequence.steps
        .map(({ event, negated }, index) =>
          `${index === 0 ? "" : t(negated ? "edit.stepNot" : "edit.stepThen")} ${words.record(event)}`.trim(),
        )
        .join(" ");
    case "arithmetic":
      return [
        operandWords(term.first, say),
        ...term.rest.map(({ operator, operand }) => `${t(`op.${operator}`)} ${operandWords(operand, say)}`),
      ].join(" ");
    case "elapsed":
      return [
        t(`unit.${term.unit}`),
        t(term.direction === "since" ? "edit.since" : "edit.until"),
        termWords(term.of, say),
      ].join(" ");
    case "anniversary":
      return `${t("edit.subject.anniversary")}: ${termWords(term.of, say)}`;
    case "time-part":
      return `${t(`edit.part.${term.part}`)}: ${termWords(term.of, say)}`;
    case "as-of":
      return `${termWords(term.of, say)} (${term.amount} ${t(`unit.${term.unit}`)} ${t("edit.ago")})`;
    case "if-unknown":
      return `${termWords(term.of, say)} (${t("edit.ifUnknown")} ${operandWords(term.fallback, say)})`;
    case "now":
    case "today":
      return t(`edit.subject.${term.kind}`);
    case "text":
      return term.source;
  }
}

function operandWords(operand: OperandSpec, say: Say): string {
  return isTerm(operand) ? termWords(operand, say) : literalWords(operand, say.t);
}

function literalWords(literal: LiteralSpec, t: TFunction): string {
  switch (literal.kind) {
    case "number":
    case "date":
    case "datetime":
      return literal.text;
    case "string":
    case "choice":
      return literal.value;
    case "boolean":
      return literal.value ? t("value.yes") : t("value.no");
    case "duration":
      return `${literal.amount} ${t(`unit.${literal.unit}`)}`;
  }
}

function windowWords(window: WindowSpec | undefined, t: TFunction): readonly string[] {
  switch (window?.kind) {
    case undefined:
      return [];
    case "last":
      return [`(${window.amount} ${t(`unit.${window.unit}`)})`];
    case "today":
    case "yesterday":
      return [`(${t(`win.${window.kind}`)})`];
    case "calendar":
      return window.unit === "week" || window.unit === "month" || window.unit === "quarter" || window.unit === "year"
        ? [`(${t(`win.${window.which} ${window.unit}`)})`]
        : [];
    case "during":
      return [`(${window.from} – ${window.to})`];
    case "value":
      return [`(${window.source})`];
    case "since":
      return [`(${t("edit.since")} ${window.from})`];
  }
}
