import { lex } from "../../../grammar/tokens/lexer.ts";
import type { FormAction } from "../form/action.ts";
import type { Path } from "../form/model.ts";
import { Unprintable } from "../print/leaf.ts";
import { printBand, printBody, printBranch, printScoreItem } from "../print/print-declaration.ts";
import { printTerm } from "../print/print-expression.ts";
import type { BodySpec, DeclarationSpec } from "../spec.ts";
import { isCondition, parentPath, partAt, placeInList, withPart } from "./spec-path.ts";

/** What a declaration should say after an action: edits are given out only when the text reads so. */
export function expectedSpec(spec: DeclarationSpec, action: FormAction): DeclarationSpec {
  switch (action.do) {
    case "set-condition":
    case "set-term":
    case "set-operand":
    case "set-test":
    case "set-window":
    case "set-filter":
    case "cap":
      return withPart(spec, action.at, () => action.to);
    case "add-condition":
      return added(spec, action);
    case "join":
      return withPart(spec, action.at, (part) =>
        isCondition(part) && part.kind === "group" ? { ...part, join: action.join } : part,
      );
    case "negate":
      return withPart(spec, action.at, (part) => {
        if (!isCondition(part)) return part;
        if (part.kind === "not") return part.item;
        return part.kind === "group" || part.kind === "text"
          ? { kind: "not", item: part }
          : { ...part, negated: !part.negated };
      });
    case "insert":
      return withPart(spec, action.at, (list) =>
        Array.isArray(list) ? list.toSpliced(action.index, 0, action.item) : list,
      );
    case "remove": {
      const place = listPlace(action.at);
      return withPart(spec, place.list, (list) => (Array.isArray(list) ? list.toSpliced(place.index, 1) : list));
    }
    case "duplicate": {
      const place = listPlace(action.at);
      const value = copyName(spec, action.at);
      return withPart(spec, place.list, (list: unknown) => {
        if (!Array.isArray(list)) return list;
        const item: unknown = list[place.index];
        return list.toSpliced(
          place.index + 1,
          0,
          value === undefined || typeof item !== "object" ? item : { ...item, value },
        );
      });
    }
    case "move": {
      const place = listPlace(action.at);
      return withPart(spec, place.list, (list: unknown) => {
        if (!Array.isArray(list)) return list;
        const item: unknown = list[place.index];
        return list.toSpliced(place.index, 1).toSpliced(action.to, 0, item);
      });
    }
    case "form":
      return withPart(spec, "body.form", () => action.form);
    case "range":
      return withPart(
        withPart(spec, "body.low", () => action.low),
        "body.high",
        () => action.high,
      );
    case "label":
      return withPart(spec, action.at === "" ? "labels" : `${action.at}.labels`, (labels) =>
        withPart(isRecord(labels) ? labels : {}, action.language, () => action.text),
      );
    case "annotation":
      return { ...spec, annotations: withPart(spec.annotations, action.name, () => action.value) };
    case "describe":
      return { ...spec, description: action.text };
  }
}

const isRecord = (part: unknown): part is Record<string, unknown> => typeof part === "object" && part !== null;

/** Where an item of a list stands; a single condition has no list around it that it could leave. */
function listPlace(at: Path): { readonly list: Path; readonly index: number } {
  const place = placeInList(at);
  if (place === undefined) throw new Unprintable("last-item");
  return place;
}

function added(
  spec: DeclarationSpec,
  { at, join, condition }: Extract<FormAction, { do: "add-condition" }>,
): DeclarationSpec {
  const part = partAt(spec, at);
  if (isCondition(part) && part.kind === "group" && part.join === join)
    return withPart(spec, at, () => ({ ...part, items: [...part.items, condition] }));
  const place = placeInList(at);
  const group = place === undefined ? undefined : partAt(spec, parentPath(place.list));
  if (place !== undefined && isCondition(group) && group.kind === "group" && group.join === join) {
    return withPart(spec, parentPath(place.list), () => ({
      ...group,
      items: group.items.toSpliced(place.index + 1, 0, condition),
    }));
  }
  return withPart(spec, at, (old) => ({ kind: "group", join, items: [old, condition] }));
}

/** A value for the copy of a branch, band or stage, which must differ from all others. */
export function copyName(spec: DeclarationSpec, at: Path): string | undefined {
  const value = partAt(spec, `${at}.value`);
  if (typeof value !== "string" || (spec.body.kind !== "branches" && spec.body.kind !== "bands")) return undefined;
  const taken = new Set(spec.body.items.map((item) => item.value));
  let number = 2;
  while (taken.has(`${value} ${number}`)) number++;
  return `${value} ${number}`;
}

/** Two specs say the same when these texts are equal: brackets that change nothing and layout are no difference. */
export function canonical(spec: DeclarationSpec): string {
  const labels = (one: Readonly<Record<string, string>>): unknown =>
    Object.entries(one)
      .map(([key, text]) => [key, text.replace(/\r\n?/g, "\n").normalize("NFC")])
      .sort();
  const lines = spec.description
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .join("\n")
    .trim();
  return JSON.stringify([
    spec.kind,
    spec.tagKind,
    spec.name,
    labels(spec.labels),
    labels(spec.annotations),
    lines,
    ...canonicalBody(spec.body),
    bodyLabels(spec.body).map(labels),
  ]);
}

function bodyLabels(body: BodySpec): Readonly<Record<string, string>>[] {
  return body.kind === "branches" || body.kind === "bands" ? body.items.map((item) => item.labels) : [];
}

function canonicalBody(body: BodySpec): unknown[] {
  switch (body.kind) {
    case "text":
      return [body];
    case "condition":
    case "value":
      return [words(() => printBody(body), body)];
    case "branches":
      return [
        body.form,
        ...body.items.map((item) => words(() => printBranch({ ...item, labels: {} }, body.form === "stages"), item)),
      ];
    case "bands":
      return [
        words(() => printTerm(body.of).text, body.of),
        ...body.items.map((item) => words(() => printBand({ ...item, labels: {} }), item)),
      ];
    case "score":
      return [body.low, body.high, ...body.items.map((item) => words(() => printScoreItem(item), item))];
  }
}

/** The words of a printed part; a part that is incomplete stands for itself. */
function words(print: () => string, part: unknown): unknown {
  try {
    return lex({ path: "", text: print() })
      .tokens.map(({ image }) => image.normalize("NFC"))
      .join(" ");
  } catch (error) {
    if (error instanceof Unprintable) return part;
    throw error;
  }
}
