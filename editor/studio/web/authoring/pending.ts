import { createContext, useCallback, useContext, useEffect, useState } from "react";

type Count = (change: 1 | -1) => void;

/** Counts what is begun inside of something and not taken into it yet: conditions, and values that are typed halfway. */
export const PendingContext = createContext<Count | undefined>(undefined);

/** Says, while it is there and `begun`, that something is begun and not taken: added, or filled in. */
export function useBegun(begun = true): void {
  const count = useContext(PendingContext);
  useEffect(() => {
    if (!begun) return undefined;
    count?.(1);
    return () => count?.(-1);
  }, [count, begun]);
}

/** How much is begun inside, for what must not be done before; `inside` is the value of the context around it. */
export function usePending(): { readonly count: number; readonly inside: Count } {
  const outer = useContext(PendingContext);
  const [count, setCount] = useState(0);
  const inside = useCallback<Count>(
    (change) => {
      setCount((before) => before + change);
      outer?.(change);
    },
    [outer],
  );
  return { count, inside };
}
