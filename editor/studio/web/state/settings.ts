import { create } from "zustand";
import { persist } from "zustand/middleware";

export type Theme = "light" | "dark" | "system";

/** How a reader likes the studio, kept in the browser. */
export const useSettings = create<{
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
}>()(
  persist(
    (set) => ({
      theme: "system",
      setTheme: (theme) => set({ theme }),
    }),
    { name: "tagma settings", partialize: ({ theme }) => ({ theme }) },
  ),
);

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Puts the theme on the page, and keeps to the system's where that is wanted. */
export function followTheme(): void {
  const show = (): void => {
    const { theme } = useSettings.getState();
    document.documentElement.dataset["theme"] = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
  };
  useSettings.subscribe(show);
  dark.addEventListener("change", show);
  show();
}
