import { createContext, useCallback, useContext, useEffect, useState } from "react";

type Count = (change: 1 | -1) => void;

/** Counts conditions that are begun inside of something and not added to it yet. */
export const PendingContext = createContext<Count | undefined>(undefined);

/** Says, while it is there, that something is begun and not added. */
export function useBegun(): void {
  const count = useContext(PendingContext);
  useEffect(() => {
    count?.(1);
    return () => count?.(-1);
  }, [count]);
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
