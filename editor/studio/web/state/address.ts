import { useLocation, useSearch } from "wouter";

/** How a change of the address stands in the browser's history: as a step that Back takes back, or as typing. */
type Change = "step" | "typing";

/** The part behind the `?`, and what changes it while the page stays the same. */
function useParameters(): readonly [
  URLSearchParams,
  (change: (parameters: URLSearchParams) => void, as?: Change) => void,
] {
  const search = useSearch();
  const [, go] = useLocation();
  return [
    new URLSearchParams(search),
    (change, as = "step") => {
      // As it is at this moment, and not decoded: several changes may follow each other before the page is drawn again.
      const { pathname, search: now } = window.location;
      const parameters = new URLSearchParams(now);
      change(parameters);
      const query = parameters.toString();
      // Saying the same twice is no step.
      if (query === new URLSearchParams(now).toString()) return;
      go(query === "" ? pathname : `${pathname}?${query}`, { replace: as === "typing" });
    },
  ];
}

/**
 * A part of what a page shows that stands in its address, so that Back, reload and links keep it.
 * @returns what stands there, and what puts something else there; nothing takes it out
 */
export function useAddress(
  name: string,
): readonly [string | undefined, (value: string | undefined, as?: Change) => void] {
  const [parameters, change] = useParameters();
  return [
    parameters.get(name) ?? undefined,
    (value, as) =>
      change((next) => {
        if (value === undefined || value === "") next.delete(name);
        else next.set(name, value);
      }, as),
  ];
}

/** Several names in one part of the address; undefined while it says nothing, which is something else than none. */
export function useAddressList(
  name: string,
): readonly [readonly string[] | undefined, (names: readonly string[] | undefined) => void] {
  const [parameters, change] = useParameters();
  const found = parameters.getAll(name);
  return [
    found.length === 0 ? undefined : found.filter((one) => one !== ""),
    (names) =>
      change((next) => {
        next.delete(name);
        for (const one of names?.length === 0 ? [""] : (names ?? [])) next.append(name, one);
      }),
  ];
}

const AS_OF = "asOf";
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The day at which everything is looked at; undefined for the workspace's own instant. */
export function useAsOf(): readonly [string | undefined, (asOf: string | undefined, as?: Change) => void] {
  const [asOf, setAsOf] = useAddress(AS_OF);
  return [asOf !== undefined && DAY.test(asOf) ? asOf : undefined, setAsOf];
}

/** Where a link leads: the day that is looked at goes with the reader from page to page. */
export function carryingAsOf(to: string, here: { readonly pathname: string; readonly search: string }): string {
  const asOf = new URLSearchParams(here.search).get(AS_OF);
  const [path = "", query = ""] = to.split("?");
  const parameters = new URLSearchParams(query);
  if (asOf === null || !DAY.test(asOf) || path === here.pathname || parameters.has(AS_OF)) return to;
  parameters.set(AS_OF, asOf);
  return `${path}?${parameters.toString()}`;
}
