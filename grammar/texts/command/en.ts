/** What the command says around diagnostics. */
export const english = {
  "severity.error": "error",
  "severity.warning": "warning",
  "severity.hint": "hint",
  "counted.error_one": "{count} error",
  "counted.error_other": "{count} errors",
  "counted.warning_one": "{count} warning",
  "counted.warning_other": "{count} warnings",
  "counted.hint_one": "{count} hint",
  "counted.hint_other": "{count} hints",
  workspace: "{files} files, {tags} tags, {segments} segments, {tests} tests: ",
  askedAll: "Asked the prover {questions} questions; all are decided.",
  askedOpen: "Asked the prover {questions} questions; {open} are left open.",
  askedLeft:
    "Asked the prover {questions} questions; {open} are left open, {left} of them because the check had used up its work.",
  mendFirst: "{counted}. Mend the rules first; `tagma check` shows all there is.",
} as const;
