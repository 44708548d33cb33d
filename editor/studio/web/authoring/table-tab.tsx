import type { ReactNode } from "react";
import type { DeclarationView } from "../language/catalogue.ts";
import { useLanguage } from "../state/ask.ts";

/** The declaration as its text, until it is shown as a table. */
export function TableTab({ tag }: { readonly tag: DeclarationView }): ReactNode {
  const { value } = useLanguage(`text ${tag.name}`, (service) => service.textOf(tag.name));
  return <pre className="source-text">{value?.text ?? ""}</pre>;
}
