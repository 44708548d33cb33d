import { useEffect, useRef, useState } from "react";
import { language, type Language } from "../language/client.ts";
import { useRules } from "./rules.ts";

/** What asking something gave so far: an earlier answer stays while a new one is worked out. */
export interface Asked<Answer> {
  readonly value: Answer | undefined;
  readonly error: Error | undefined;
  readonly waiting: boolean;
}

/**
 * Asks something again whenever its key changes, a little later when keys follow each other quickly. Only the last
 * answer is taken.
 */
export function useAsked<Answer>(
  key: string,
  question: (signal: AbortSignal) => Promise<Answer>,
  delay = 0,
): Asked<Answer> {
  const [asked, setAsked] = useState<Asked<Answer> & { readonly key: string }>({
    key: "",
    value: undefined,
    error: undefined,
    waiting: true,
  });
  const latest = useRef(question);
  latest.current = question;
  useEffect(() => {
    const stop = new AbortController();
    setAsked((before) => ({ ...before, waiting: true }));
    const timer = setTimeout(() => {
      latest.current(stop.signal).then(
        (value) => {
          if (!stop.signal.aborted) setAsked({ key, value, error: undefined, waiting: false });
        },
        (error: unknown) => {
          if (stop.signal.aborted || (error instanceof Error && "code" in error && error.code === "superseded")) return;
          setAsked((before) => ({
            key,
            value: before.value,
            error: error instanceof Error ? error : new Error(String(error)),
            waiting: false,
          }));
        },
      );
    }, delay);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key, delay]);
  return asked;
}

/** Asks the language service, again after every change of a text. */
export function useLanguage<Answer>(key: string, question: (service: Language) => Promise<Answer>): Asked<Answer> {
  const version = useRules((state) => state.version);
  return useAsked(`${version} ${key}`, () => question(language));
}
