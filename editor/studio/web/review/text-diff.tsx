import { diffLines } from "diff";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

const AROUND = 3;

interface Line {
  readonly kind: "added" | "removed" | "same";
  readonly text: string;
}

/** Two texts line by line; what is the same is left out beyond a few lines around. */
export function TextDiff({ before, after }: { readonly before: string; readonly after: string }): ReactNode {
  const { t } = useTranslation();
  const lines = diffLines(before, after).flatMap(({ value, added, removed }): Line[] =>
    value
      .replace(/\n$/, "")
      .split("\n")
      .map((text) => ({ kind: added ? "added" : removed ? "removed" : "same", text })),
  );
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ kind }) => kind !== "same"),
  );
  const shown: ReactNode[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index];
    if (line === undefined) continue;
    if (near[index] === true) {
      shown.push(
        <div key={index} className={line.kind}>
          {line.kind === "added" ? "+ " : line.kind === "removed" ? "− " : "  "}
          {line.text}
        </div>,
      );
      continue;
    }
    let end = index;
    while (end < lines.length && near[end] === false) end++;
    shown.push(
      <div key={index} className="gap">
        {t("review.sameLines", { count: end - index })}
      </div>,
    );
    index = end - 1;
  }
  return (
    <div className="diff" role="region" aria-label={t("review.text")} tabIndex={0}>
      {shown}
    </div>
  );
}
