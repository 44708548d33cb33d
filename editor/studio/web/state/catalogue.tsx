import { createContext, useContext, useMemo, type ReactNode } from "react";
import { own } from "../../../../engine/invariant/own.ts";
import type { Language } from "../../../../grammar/texts/languages.ts";
import type { CatalogueView, DeclarationView, FieldView, LabelsOf } from "../language/catalogue.ts";
import { useLanguage } from "./ask.ts";
import { useReaderLanguage } from "./reader-language.ts";

/** The names of the rules as the reader calls them. */
export interface Dictionary extends CatalogueView {
  readonly ready: boolean;
  readonly byName: ReadonlyMap<string, DeclarationView>;
  /** What a declaration is called in the reader's language. */
  nameOf(name: string): string;
  /** What a value of a tag, or of a field (`record.field`), is called. */
  valueOf(owner: string, value: string): string;
  fieldOf(record: string, name: string): string;
  field(record: string, name: string): FieldView | undefined;
}

const empty: CatalogueView = { declarations: [], fields: [], profile: null, complete: false };
const DictionaryContext = createContext<Dictionary>(dictionary(empty, "en", false));

/** The label in a language, else the one beside the name, else the name itself. */
export function labelIn(labels: LabelsOf | undefined, language: Language, name: string): string {
  return own(labels, language) ?? own(labels, "default") ?? own(labels, "en") ?? name;
}

function dictionary(view: CatalogueView, language: Language, ready: boolean): Dictionary {
  const byName = new Map<string, DeclarationView>();
  for (const declaration of view.declarations)
    if (!byName.has(declaration.name)) byName.set(declaration.name, declaration);
  const fields = new Map(view.fields.map((field) => [`${field.record}.${field.name}`, field]));
  return {
    ...view,
    ready,
    byName,
    nameOf: (name) => labelIn(byName.get(name)?.labels, language, name),
    valueOf: (owner, value) =>
      labelIn(own(byName.get(owner)?.values ?? fields.get(owner)?.values, value), language, value),
    fieldOf: (record, name) => labelIn(fields.get(`${record}.${name}`)?.labels, language, name),
    field: (record, name) => fields.get(`${record}.${name}`),
  };
}

export function CatalogueProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const language = useReaderLanguage();
  const { value } = useLanguage("catalogue", (service) => service.catalogue());
  const made = useMemo(() => dictionary(value ?? empty, language, value !== undefined), [value, language]);
  return <DictionaryContext value={made}>{children}</DictionaryContext>;
}

export function useDictionary(): Dictionary {
  return useContext(DictionaryContext);
}
