import { useEffect, useRef, useState } from "react";

/**
 * A part of the rule as it will be: what a reader changed is shown at once, and the rule's own text follows. What is
 * refused goes back to what the rule says.
 * @param make makes the change and says whether it was taken
 */
export function useAhead<Part>(
  part: Part,
  make: (to: Part, from: Part) => Promise<boolean>,
): readonly [Part, (to: Part) => void] {
  const [ahead, setAhead] = useState<{ readonly part: Part }>();
  const open = useRef(0);
  const given = JSON.stringify(part);
  useEffect(() => {
    if (open.current === 0) setAhead(undefined);
  }, [given]);
  const shown = ahead === undefined ? part : ahead.part;
  const change = (to: Part): void => {
    setAhead({ part: to });
    open.current++;
    void make(to, shown).then((taken) => {
      open.current--;
      if (!taken && open.current === 0) setAhead(undefined);
    });
  };
  return [shown, change];
}
