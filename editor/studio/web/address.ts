/**
 * What stands behind a prefix in an address, decoded once, as `encodeURIComponent` wrote it. The router decodes what it
 * hands on in part, so that an id such as `%41` could not be told from `A`. What can't be decoded is taken as it stands.
 * @param path the address as the browser has it
 */
export function behind(prefix: string, path: string): string {
  const text = path.slice(prefix.length);
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
