import type { SchemaElement } from "hyparquet";
import { isObject, LIST, valuesIn } from "./json-path.ts";

/** A column of a Parquet file, or a group of them: objects, lists and maps. */
export interface ParquetNode {
  readonly element: SchemaElement;
  readonly children: readonly ParquetNode[];
}

/** The tree of a file's schema, which stands in the file as a list, parents first. */
export function parquetTree(schema: readonly SchemaElement[]): readonly ParquetNode[] {
  let at = 1;
  const read = (count: number): ParquetNode[] => {
    const nodes: ParquetNode[] = [];
    for (let left = count; left > 0 && at < schema.length; left--) {
      const element = schema[at++];
      if (element !== undefined) nodes.push({ element, children: read(element.num_children ?? 0) });
    }
    return nodes;
  };
  return read(schema[0]?.num_children ?? 0);
}

/** Whether cells are objects with these children. */
const isStruct = ({ element, children }: ParquetNode): boolean =>
  children.length > 0 &&
  element.repetition_type !== "REPEATED" &&
  element.converted_type !== "LIST" &&
  element.converted_type !== "MAP" &&
  element.logical_type?.type !== "LIST" &&
  element.logical_type?.type !== "MAP";

/** Where a column's cells stand: in a top-level column, and within its objects by these names. */
export interface ParquetPlace {
  readonly node: ParquetNode;
  readonly within: readonly string[];
  /** The path into the elements, where that is a list. */
  readonly inList?: string;
}

/** The columns that can be read: those of the top level, and what stands in their objects, by paths such as `plan.name`. */
export function parquetColumns(nodes: readonly ParquetNode[]): ReadonlyMap<string, ParquetPlace> {
  const found = new Map<string, ParquetPlace>();
  for (const node of nodes) found.set(node.element.name.normalize("NFC"), { node, within: [] });
  const goInto = (top: ParquetNode, node: ParquetNode, path: string, within: readonly string[]): void => {
    for (const child of isStruct(node) ? node.children : []) {
      const { name } = child.element;
      const full = `${path}.${name.normalize("NFC")}`;
      if (isStruct(child)) goInto(top, child, full, [...within, name]);
      else {
        if (!found.has(full)) found.set(full, { node: top, within: [...within, name] });
        intoList({ node: top, within: [...within, name] }, child, full);
      }
    }
  };
  const intoList = (place: ParquetPlace, list: ParquetNode, path: string): void => {
    for (const inList of listPaths(list))
      if (!found.has(`${path}${LIST}${inList === "" ? "" : "."}${inList}`))
        found.set(`${path}${LIST}${inList === "" ? "" : "."}${inList}`, { ...place, inList });
  };
  for (const node of nodes) {
    const path = node.element.name.normalize("NFC");
    if (isStruct(node)) goInto(node, node, path, []);
    else intoList({ node, within: [] }, node, path);
  }
  return found;
}

/** The paths into the elements of a list: those themselves, and what stands in their objects. */
function listPaths(node: ParquetNode): string[] {
  const element = isList(node) ? elementNode(node) : undefined;
  return element === undefined ? [] : ["", ...pathsInto(element)];
}

function pathsInto(node: ParquetNode): string[] {
  return node.children.flatMap((child) => {
    const name = child.element.name.normalize("NFC");
    if (isStruct(child)) return pathsInto(child).map((path) => `${name}.${path}`);
    return [name, ...listPaths(child).map((path) => `${name}${LIST}${path === "" ? "" : "."}${path}`)];
  });
}

const isList = ({ element, children }: ParquetNode): boolean =>
  element.repetition_type === "REPEATED" ||
  (children.length > 0 && (element.converted_type === "LIST" || element.logical_type?.type === "LIST"));

/** What stands in a cell at a place within it; undefined where there is nothing. */
export function cellWithin(cell: unknown, { within, inList }: ParquetPlace): unknown {
  const found = within.reduce<unknown>(
    (inner, name) => (isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined),
    cell,
  );
  return inList !== undefined && Array.isArray(found) ? valuesIn(found, inList) : found;
}

/** A cell as JSON would have it, in lists and objects, too: whole numbers and decimals to the last digit. */
export function plainCell(cell: unknown, node: ParquetNode | undefined): unknown {
  if (Array.isArray(cell)) {
    const inner = node === undefined ? undefined : elementNode(node);
    return cell.map((one) => plainCell(one, inner));
  }
  if (isObject(cell)) {
    const inner = new Map(node?.children.map((child) => [child.element.name, child]));
    return Object.fromEntries(Object.entries(cell).map(([name, value]) => [name, plainCell(value, inner.get(name))]));
  }
  return plainValue(cell, node?.element);
}

/** What the elements of a list are; in old files the repeated group is the element itself. */
function elementNode(node: ParquetNode): ParquetNode | undefined {
  const repeated = node.element.repetition_type === "REPEATED" ? node : node.children[0];
  if (repeated === undefined) return undefined;
  return repeated.children.length === 1 ? repeated.children[0] : repeated;
}

function plainValue(cell: unknown, element: SchemaElement | undefined): unknown {
  if (typeof cell === "bigint")
    return cell >= BigInt(Number.MIN_SAFE_INTEGER) && cell <= BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(cell)
      : String(cell);
  if (typeof cell !== "number" || element === undefined) return cell;
  const scale = element.converted_type === "DECIMAL" ? (element.scale ?? 0) : undefined;
  // The library gives decimals as doubles: the digits are those of the whole number behind them.
  if (scale !== undefined) return decimalText(Math.round(cell * 10 ** scale), scale);
  const local = element.logical_type?.type === "TIMESTAMP" && !element.logical_type.isAdjustedToUTC;
  return local ? new Date(cell).toISOString().slice(0, -1) : cell;
}

function decimalText(units: number, scale: number): string {
  if (!Number.isSafeInteger(units) || scale === 0) return String(units);
  const text = String(Math.abs(units)).padStart(scale + 1, "0");
  return `${units < 0 ? "-" : ""}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}
