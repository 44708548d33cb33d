import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SentenceLine, SentencePart } from "../../../views/sentence/parts.ts";
import { Loading } from "../components/feedback.tsx";
import { withCode } from "../components/problems-panel.tsx";
import type { DeclarationView } from "../language/catalogue.ts";
import { useLanguage } from "../state/ask.ts";
import { useReaderLanguage } from "../state/reader-language.ts";

/** The declaration as one would say it aloud; its values stand out. */
export function SentenceTab({ tag }: { readonly tag: DeclarationView }): ReactNode {
  const { t } = useTranslation();
  const language = useReaderLanguage();
  const { value } = useLanguage(`sentence ${tag.file} ${tag.name} ${language}`, (service) => service.sentence(tag.file, tag.name, language));
  if (value === undefined) return <Loading lines={4} />;
  if (value === null) return <p className="muted">{t("tag.missingText")}</p>;
  return <div className="sentence" lang={language}>{value.lines.map((line, index) => <Line key={index} line={line} />)}</div>;
}

function Line({ line }: { readonly line: SentenceLine }): ReactNode {
  return <p style={{ marginInlineStart: `${line.indent * 1.5}rem` }}>{line.parts.map((part, index) => <Part key={index} part={part} />)}</p>;
}

function Part({ part }: { readonly part: SentencePart }): ReactNode {
  return part.kind === "text" ? withCode(part.text) : <span className={`said ${part.of === "operator" ? "" : "value"}`}>{part.text}</span>;
}
