import { compareLinks, compareStrength, joins, type KeyNode, type Link } from "./graph.ts";
import { follower, type Owners } from "./owners.ts";
import type { Key, Step } from "./types.ts";

/** A way from one key to another, and by what. */
interface Edge {
  readonly from: KeyNode;
  readonly to: KeyNode;
  readonly by: Step["by"];
}

/**
 * The shortest chain of records and decisions that joins two keys of one customer, from the first to the second; of
 * several the one whose keys are stronger. An anonymous key is followed to whom it belongs to at an instant.
 * @returns null where they are not joined
 */
export function chainBetween(left: KeyNode, right: KeyNode, instant: number, owners: Owners): readonly Step[] | null {
  let [fromLeft, fromRight] = [upward(left, instant, owners), upward(right, instant, owners)];
  // Two anonymous keys may meet before either comes to a key that is none.
  const meeting = [left, ...fromLeft.map(({ to }) => to)].find(
    (key) => key === right || fromRight.some(({ to }) => to === key),
  );
  if (meeting !== undefined) [fromLeft, fromRight] = [until(fromLeft, meeting), until(fromRight, meeting)];
  const [start, end] = [fromLeft.at(-1)?.to ?? left, fromRight.at(-1)?.to ?? right];
  const between = start === end ? [] : start.anonymous || end.anonymous ? null : shortest(start, end);
  if (between === null) return null;
  const backward = fromRight.toReversed().map(({ from, to, by }): Edge => ({ from: to, to: from, by }));
  return [...fromLeft, ...between, ...backward].map(({ from, to, by }) => ({
    from: plain(from),
    to: plain(to),
    by,
  }));
}

const plain = ({ rank, text }: Key): Key => ({ rank, text });

/** From an anonymous key to the one that it belongs to, step by step. */
function upward(key: KeyNode, instant: number, owners: Owners): readonly Edge[] {
  const edges: Edge[] = [];
  let end = key;
  while (end.anonymous) {
    const by = owners.of(end).findLast(({ from }) => from <= instant)?.by ?? null;
    if (by === null) break;
    const edge: Edge =
      "node" in by
        ? { from: end, to: by.to, by: { decision: by.node.decision.id } }
        : { from: end, to: by.stronger, by: { times: [...by.times] } };
    edges.push(edge);
    end = edge.to;
  }
  return edges;
}

/** The part of a chain that leads to a key; nothing of one that begins there. */
function until(edges: readonly Edge[], key: KeyNode): readonly Edge[] {
  return edges.slice(0, edges.findIndex(({ to }) => to === key) + 1);
}

function shortest(start: KeyNode, end: KeyNode): readonly Edge[] | null {
  if (start.customer !== end.customer) return null;
  const reachedBy = new Map<KeyNode, Edge | null>([[start, null]]);
  let front = [start];
  while (front.length > 0 && !reachedBy.has(end)) {
    const next: KeyNode[] = [];
    for (const key of front) {
      for (const edge of edgesOf(key)) {
        if (reachedBy.has(edge.to)) continue;
        reachedBy.set(edge.to, edge);
        next.push(edge.to);
      }
    }
    front = next.toSorted(compareStrength);
  }
  const edges: Edge[] = [];
  for (let edge = reachedBy.get(end) ?? null; edge !== null; edge = reachedBy.get(edge.from) ?? null) edges.push(edge);
  return edges.length === 0 ? null : edges.toReversed();
}

/** What joins a key to others: decisions first, then links in the order in which they are taken. */
function edgesOf(key: KeyNode): readonly Edge[] {
  const edges: Edge[] = [];
  for (const node of key.decisions) {
    const { decision, left, right, overruled } = node;
    if (!decision.same || overruled || follower(node) !== null) continue;
    edges.push({ from: key, to: left === key ? right : left, by: { decision: decision.id } });
  }
  const links = key.links.filter((link) => !link.weaker.anonymous && joins(link) && link.refusal === null);
  for (const link of links.toSorted(compareLinks))
    edges.push({ from: key, to: other(link, key), by: { times: [...link.times] } });
  return edges;
}

const other = (link: Link, key: KeyNode): KeyNode => (link.stronger === key ? link.weaker : link.stronger);
