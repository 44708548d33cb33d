import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DeclarationView } from "../language/catalogue.ts";
import { useLanguage } from "../state/ask.ts";

/** The declaration as the reader would say it; its values stand out. */
export function SentenceTab({ tag }: { readonly tag: DeclarationView }): ReactNode {
  const { i18n } = useTranslation();
  const { value } = useLanguage(`sentence ${tag.name} ${i18n.language}`, (service) => service.sentence(tag.name, i18n.language));
  return (
    <div className="stack" style={{ gap: "var(--space-1)" }}>
      {value?.lines.map(({ indent, parts }, line) => (
        <p key={line} style={{ margin: 0, paddingInlineStart: `${indent * 1.5}rem` }}>
          {parts.map((part, index) => (part.kind === "text" ? part.text : <strong key={index}>{part.text}</strong>))}
        </p>
      ))}
    </div>
  );
}
