import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { DeclarationKind } from "../language/catalogue.ts";
import { useDictionary } from "../state/catalogue.tsx";

/** Where the page of a declaration is. */
export function tagPath(name: string): string {
  return `/tags/${encodeURIComponent(name)}`;
}

export function customerPath(id: string): string {
  return `/customers/${encodeURIComponent(id)}`;
}

const tones: Partial<Record<DeclarationKind, string>> = { segment: "accent", never: "warn", exclusive: "warn" };

export function KindChip({ kind }: { readonly kind: DeclarationKind }): ReactNode {
  const { t } = useTranslation();
  return <span className={`chip ${tones[kind] ?? ""}`}>{t(`kind.${kind}`)}</span>;
}

/** A tag or segment by what the reader calls it, as a link to its page. */
export function TagName({ name }: { readonly name: string }): ReactNode {
  const words = useDictionary();
  const known = words.byName.has(name);
  return known ? <Link href={tagPath(name)}>{words.nameOf(name)}</Link> : <code>{name}</code>;
}

export function CustomerLink({ id }: { readonly id: string }): ReactNode {
  return (
    <Link href={customerPath(id)} className="number">
      {id}
    </Link>
  );
}
