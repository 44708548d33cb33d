import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";

/** Counts conditions that are begun inside of something and not added to it yet. */
const PendingContext = createContext<((change: 1 | -1) => void) | undefined>(undefined);

/** Says, while it is there, that something is begun and not added. */
export function useBegun(): void {
  const change = useContext(PendingContext);
  useEffect(() => {
    change?.(1);
    return () => change?.(-1);
  }, [change]);
}

/** What is begun inside: nothing around it is done before that is. */
export function usePending(): { readonly count: number; readonly Inside: (props: { readonly children: ReactNode }) => ReactNode } {
  const outer = useContext(PendingContext);
  const [count, setCount] = useState(0);
  const change = useCallback((by: 1 | -1) => {
    setCount((before) => before + by);
    outer?.(by);
  }, [outer]);
  const Inside = useMemo(() => function Inside({ children }: { readonly children: ReactNode }): ReactNode {
    return <PendingContext value={change}>{children}</PendingContext>;
  }, [change]);
  return { count, Inside };
}
