import type { LiteralSpec, OperandSpec, RowSpec, TermSpec, TestSpec } from "../spec.ts";
import { isTerm } from "../term-type.ts";
import type { TermType } from "../vocabulary.ts";

/** What may be asked of a value, as a user picks it from a list. */
export type Question =
  | "holds"
  | "holds not"
  | "is"
  | "is not"
  | "one of"
  | "none of"
  | "in list"
  | "not in list"
  | "at least"
  | "more than"
  | "at most"
  | "less than"
  | "between"
  | "contains"
  | "starts with"
  | "ends with"
  | "stage at least"
  | "stage at most"
  | "known"
  | "unknown";

const ordered: readonly Question[] = ["at least", "more than", "at most", "less than", "between", "is", "is not"];

/** The questions that fit a type, the likeliest first. */
export function questionsFor(type: TermType | undefined): readonly Question[] {
  const known: readonly Question[] = type?.mayBeUnknown === false ? [] : ["known", "unknown"];
  switch (type?.value.kind) {
    case "boolean":
      return ["holds", "holds not", ...known];
    case "integer":
    case "number":
    case "decimal":
    case "date":
    case "time":
      return [...ordered, ...known];
    case "duration":
      return ["at least", "more than", "at most", "less than", "between"];
    case "text":
      return [
        "is",
        "is not",
        "one of",
        "none of",
        "contains",
        "starts with",
        "ends with",
        "in list",
        "not in list",
        ...known,
      ];
    case "enum":
      return [
        "is",
        "is not",
        "one of",
        "none of",
        ...(type.value.ordered ? (["stage at least", "stage at most"] as const) : []),
        ...known,
      ];
    case "set":
      return ["contains", ...known];
    case undefined:
      return [...ordered, "known", "unknown"];
  }
}

/** The question that a row asks; undefined for rows that ask none of a single value. */
export function questionOf(row: RowSpec): Question | undefined {
  if (row.kind === "holds") return row.negated ? "holds not" : "holds";
  return row.kind === "test" ? questionOfTest(row.test) : undefined;
}

function questionOfTest(test: TestSpec): Question {
  switch (test.kind) {
    case "compare":
      return operatorQuestions[test.operator];
    case "is":
      return test.negated ? "is not" : "is";
    case "one-of":
      return test.negated ? "none of" : "one of";
    case "in-list":
      return test.negated ? "not in list" : "in list";
    case "known":
      return test.negated ? "unknown" : "known";
    case "unknown":
      return test.negated ? "known" : "unknown";
    case "between":
      return "between";
    case "rank":
      return test.bound === "at least" ? "stage at least" : "stage at most";
    case "text-test":
      return test.test;
  }
}

const operatorQuestions = { "<": "less than", "<=": "at most", ">": "more than", ">=": "at least" } as const;

/** The same row with another question; what it was compared with is kept where the new one can take it. */
export function withQuestion(left: TermSpec, question: Question, type: TermType | undefined, old?: RowSpec): RowSpec {
  const before = old?.kind === "test" ? operandsOf(old.test) : [];
  const first = before.find((operand) => fits(operand, type)) ?? emptyLiteral(type);
  const negated = old !== undefined && "negated" in old && old.kind !== "holds" ? old.negated : false;
  if (question === "holds" || question === "holds not")
    return { kind: "holds", negated: question === "holds not", left };
  const ignoringCase = old?.kind === "test" && "ignoringCase" in old.test && old.test.ignoringCase;
  return {
    kind: "test",
    negated,
    left,
    test: testOf(
      question,
      first,
      before.filter((operand) => fits(operand, type)),
      type,
      ignoringCase,
    ),
  };
}

function testOf(
  question: Exclude<Question, "holds" | "holds not">,
  first: OperandSpec,
  all: readonly OperandSpec[],
  type: TermType | undefined,
  ignoringCase: boolean,
): TestSpec {
  switch (question) {
    case "at least":
      return { kind: "compare", operator: ">=", right: first };
    case "more than":
      return { kind: "compare", operator: ">", right: first };
    case "at most":
      return { kind: "compare", operator: "<=", right: first };
    case "less than":
      return { kind: "compare", operator: "<", right: first };
    case "is":
    case "is not":
      return { kind: "is", negated: question === "is not", right: first, ignoringCase };
    case "one of":
    case "none of": {
      const literals = all.filter((operand) => !isTerm(operand));
      return {
        kind: "one-of",
        negated: question === "none of",
        values: literals.length === 0 ? [] : literals,
        ignoringCase,
      };
    }
    case "in list":
    case "not in list":
      return { kind: "in-list", negated: question === "not in list", list: "", ignoringCase };
    case "known":
    case "unknown":
      return { kind: question, negated: false };
    case "between":
      return { kind: "between", from: first, to: all.find((operand) => operand !== first) ?? emptyLiteral(type) };
    case "stage at least":
    case "stage at most":
      return {
        kind: "rank",
        negated: false,
        bound: question === "stage at least" ? "at least" : "at most",
        right: first,
      };
    case "contains":
    case "starts with":
    case "ends with":
      return { kind: "text-test", test: question, right: first, ignoringCase };
  }
}

function operandsOf(test: TestSpec): readonly OperandSpec[] {
  switch (test.kind) {
    case "compare":
    case "is":
    case "rank":
    case "text-test":
      return [test.right];
    case "one-of":
      return test.values;
    case "between":
      return [test.from, test.to];
    case "in-list":
    case "known":
    case "unknown":
      return [];
  }
}

/** A value of a type that is still to be filled in. */
export function emptyLiteral(type: TermType | undefined): LiteralSpec {
  switch (type?.value.kind) {
    case "boolean":
      return { kind: "boolean", value: true };
    case "integer":
    case "number":
    case "decimal":
    case undefined:
      return { kind: "number", text: "" };
    case "text":
      return { kind: "string", value: "" };
    case "date":
    case "time":
      return { kind: "date", text: "" };
    case "duration":
      return { kind: "duration", amount: "", unit: "day" };
    case "enum":
      return { kind: "choice", value: "", quoted: type.quoted };
    case "set":
      return type.value.values === null ? { kind: "string", value: "" } : { kind: "choice", value: "", quoted: true };
  }
}

function fits(operand: OperandSpec, type: TermType | undefined): boolean {
  if (isTerm(operand)) return true;
  if (operand.kind === "choice")
    return (
      (type?.value.kind === "enum" || type?.value.kind === "set") &&
      type.value.values?.includes(operand.value) !== false
    );
  const empty = emptyLiteral(type).kind;
  return operand.kind === empty || (operand.kind === "datetime" && type?.value.kind === "time");
}
