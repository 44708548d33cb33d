import { Wrench } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ProblemView } from "../language/service.ts";
import { applyEdits } from "../state/rules.ts";
import { WitnessView } from "./witness-view.tsx";

const tones = { error: "bad", warning: "warn", hint: "" } as const;

/** What the compiler says, with the customer who shows it and what can be done about it. */
export function ProblemList({
  problems,
  empty,
}: {
  readonly problems: readonly ProblemView[];
  readonly empty: string;
}): ReactNode {
  if (problems.length === 0) return <p className="muted">{empty}</p>;
  return (
    <div>
      {problems.map((problem, index) => (
        <ProblemCard key={index} problem={problem} />
      ))}
    </div>
  );
}

function ProblemCard({ problem }: { readonly problem: ProblemView }): ReactNode {
  const { t } = useTranslation();
  const { witness } = problem;
  return (
    <article className="problem" data-code={problem.code}>
      <div className="row" style={{ flexWrap: "nowrap", alignItems: "flex-start" }}>
        <span className={`chip ${tones[problem.severity]}`}>{t(`severity.${problem.severity}`)}</span>
        <p className="grow">{withCode(problem.message)}</p>
      </div>
      {problem.help !== "" && <p className="muted small">{withCode(problem.help)}</p>}
      {problem.card !== null && (
        <WitnessView
          card={problem.card}
          conflictOf={problem.code === "branches-overlap" ? problem.declaration : undefined}
        />
      )}
      <div className="row">
        {problem.fixes
          .filter(({ edits }) => witness === null || !edits.some(({ text }) => text.includes(witness)))
          .map((fix) => (
            <button
              key={fix.title}
              type="button"
              className="button small"
              onClick={() => applyEdits(problem.file, fix.edits)}
            >
              <Wrench size={14} aria-hidden />
              {fix.title}
            </button>
          ))}
      </div>
    </article>
  );
}

/** Parts in backticks stand in the rule file: they are set as code. */
export function withCode(text: string): ReactNode {
  return text.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
