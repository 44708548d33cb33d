/**
 * Custom matchers: chevrotain analyses plain regular expressions character by character and does not know Unicode
 * property escapes, so these run on their own, sticky, with start hints beside them in the token types.
 */
function sticky(pattern: RegExp): (text: string, offset: number) => RegExpExecArray | null {
  return (text, offset) => {
    pattern.lastIndex = offset;
    return pattern.exec(text);
  };
}

/** UAX #31 default identifiers; a name begins with a letter. */
export const matchIdentifier = sticky(/\p{ID_Start}\p{ID_Continue}*/uy);
export const matchText = sticky(/"(?:[^"\\\n\r]|\\[^\n\r])*"/y);
export const matchQuotedName = sticky(/`[^`\n\r]+`/y);
