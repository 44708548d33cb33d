const ID_LIMIT = 1000;
/** Printable ASCII that neither begins nor ends with a blank. */
const PLAIN_ID = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** An id in NFC without blanks around it; undefined when there is none, or it is too long. */
export function idText(cell: unknown): string | undefined {
  if (typeof cell === "string" && cell.length <= ID_LIMIT && PLAIN_ID.test(cell)) return cell;
  const text =
    typeof cell === "number" && Number.isSafeInteger(cell)
      ? String(cell)
      : typeof cell === "string"
        ? cell.normalize("NFC").trim()
        : "";
  return text === "" || text.length > ID_LIMIT || !text.isWellFormed() ? undefined : text;
}
