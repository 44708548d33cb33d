import type { Comparator } from "../../plan/expression.ts";
import type { Graph } from "./graph.ts";
import type { NodeId } from "./node.ts";

/** A truth value with unknown: at most one of the two bits is 1. */
export interface Truth {
  readonly kind: "truth";
  readonly yes: NodeId;
  readonly no: NodeId;
}

export const truth = (yes: NodeId, no: NodeId): Truth => ({ kind: "truth", yes, no });

export function truthKnown(graph: Graph, { yes, no }: Truth): NodeId {
  const [a, b] = [graph.node(yes), graph.node(no)];
  return (b.op === "not" && b.arg === yes) || (a.op === "not" && a.arg === no) ? graph.bit(1) : graph.or([yes, no]);
}

/** Yes where the bit is 1, else no. */
export function certain(graph: Graph, yes: NodeId): Truth {
  return truth(yes, graph.not(yes));
}

export function conjunction(graph: Graph, args: readonly Truth[]): Truth {
  const yes = graph.and(args.map((arg) => arg.yes));
  return args.every((arg) => graph.isBit(truthKnown(graph, arg), 1))
    ? certain(graph, yes)
    : truth(yes, graph.or(args.map((arg) => arg.no)));
}

export function disjunction(graph: Graph, args: readonly Truth[]): Truth {
  const yes = graph.or(args.map((arg) => arg.yes));
  return args.every((arg) => graph.isBit(truthKnown(graph, arg), 1))
    ? certain(graph, yes)
    : truth(yes, graph.and(args.map((arg) => arg.no)));
}

export function truthElse(graph: Graph, first: Truth, second: Truth): Truth {
  const unknown = graph.not(truthKnown(graph, first));
  return truth(
    graph.or([first.yes, graph.and([unknown, second.yes])]),
    graph.or([first.no, graph.and([unknown, second.no])]),
  );
}

/** Two truth values compared, no before yes; unknown when either is. */
export function compareTruths(graph: Graph, operator: Comparator, left: Truth, right: Truth): Truth {
  const known = graph.and([truthKnown(graph, left), truthKnown(graph, right)]);
  const of = (yes: NodeId): Truth => truth(yes, graph.and([known, graph.not(yes)]));
  const equal = graph.or([graph.and([left.yes, right.yes]), graph.and([left.no, right.no])]);
  const less = graph.and([left.no, right.yes]);
  switch (operator) {
    case "=":
      return of(equal);
    case "!=":
      return of(graph.and([known, graph.not(equal)]));
    case "<":
      return of(less);
    case "<=":
      return of(graph.or([less, equal]));
    case ">":
      return of(graph.and([known, graph.not(graph.or([less, equal]))]));
    case ">=":
      return of(graph.and([known, graph.not(less)]));
  }
}
