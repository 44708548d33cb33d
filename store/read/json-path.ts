type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(json: unknown): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** Printable ASCII is the same in every normal form. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * What stands at a path such as `properties.plan.name`; undefined where there is nothing. A member that is called so as
 * it is written, dots and all, comes first, at each level. Names are compared in NFC. `items[].sku` is the list of what
 * stands at `sku` in each element of the list `items`.
 */
export function memberAt(object: JsonObject, path: string): unknown {
  const whole = member(object, path);
  if (whole !== undefined) return whole;
  for (let dot = path.indexOf("."); dot !== -1; dot = path.indexOf(".", dot + 1)) {
    const inner = member(object, path.slice(0, dot));
    const found = isObject(inner) ? memberAt(inner, path.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  for (let list = path.indexOf(LIST); list !== -1; list = path.indexOf(LIST, list + 1)) {
    const rest = path.slice(list + LIST.length);
    const found = rest === "" || rest.startsWith(".") ? memberAt(object, path.slice(0, list)) : undefined;
    if (found !== undefined) return Array.isArray(found) ? valuesIn(found, rest.slice(1)) : found;
  }
  return undefined;
}

/** Behind what holds a list: its elements. */
export const LIST = "[]";

/** What stands at a path in the elements of a list, those that have nothing there left out. */
export function valuesIn(list: readonly unknown[], path: string): readonly unknown[] {
  if (path === "") return list;
  const found = list.map((element) => (isObject(element) ? memberAt(element, path) : undefined));
  const known = found.filter((value) => value !== undefined && value !== null);
  return path.includes(LIST) ? known.flat() : known;
}

function member(object: JsonObject, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  if (PLAIN.test(name)) return undefined;
  const key = Object.keys(object).find((candidate) => candidate.normalize("NFC") === name);
  return key === undefined ? undefined : object[key];
}
