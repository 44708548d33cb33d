import type { ReactNode } from "react";
import { create } from "zustand";

const useToast = create<{ readonly text: string | undefined; readonly count: number }>(() => ({
  text: undefined,
  count: 0,
}));
const SHOWN_MS = 5000;

/** Says that something is done, for a moment. */
export function say(text: string): void {
  const count = useToast.getState().count + 1;
  useToast.setState({ text, count });
  setTimeout(() => {
    if (useToast.getState().count === count) useToast.setState({ text: undefined });
  }, SHOWN_MS);
}

export function Toast(): ReactNode {
  const text = useToast((state) => state.text);
  return <div aria-live="polite">{text !== undefined && <div className="toast fade">{text}</div>}</div>;
}
