import type { ReactNode } from "react";

export function NewTag({ onClose }: { readonly onClose: () => void }): ReactNode {
  return <button type="button" onClick={onClose}>…</button>;
}
