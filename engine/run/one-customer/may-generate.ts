/** Whether the host lets text become code: a strict content security policy and edge runtimes do not. */
export function mayGenerate(): boolean {
  try {
    // oxlint-disable-next-line no-new-func
    return new Function("return true")() === true;
  } catch {
    return false;
  }
}
