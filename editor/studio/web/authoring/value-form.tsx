import { useEffect, useState, type ReactNode } from "react";
import { isCompleteTerm } from "../../../views/form/complete.ts";
import type { TermSpec } from "../../../views/spec.ts";
import { Incomplete } from "./controls.tsx";
import { TermEditor } from "./term-editor.tsx";

/** A value of the rule. While a change is incomplete the rule keeps it as it was. */
export function TermField({
  term,
  onChange,
}: {
  readonly term: TermSpec;
  readonly onChange: (term: TermSpec) => void;
}): ReactNode {
  const [draft, setDraft] = useState<TermSpec>();
  const given = JSON.stringify(term);
  useEffect(() => setDraft(undefined), [given]);
  const shown = draft ?? term;
  return (
    <div>
      <TermEditor
        term={shown}
        event={undefined}
        onChange={(next) => {
          setDraft(next);
          if (isCompleteTerm(next)) onChange(next);
        }}
      />
      {!isCompleteTerm(shown) && <Incomplete />}
    </div>
  );
}
