import type { CustomTypesConfig, FieldDef } from "pg";
import { decimalNumber, exactNumber, unreadable } from "../values.ts";
import type { Cell } from "../warehouse.ts";

/** The numbers by which PostgreSQL calls its own types; they never change. */
const OID = {
  bool: 16,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  float4: 700,
  float8: 701,
  unknown: 705,
  bpchar: 1042,
  varchar: 1043,
  numeric: 1700,
  name: 19,
} as const;

/** Every value as the text that the server sends. */
export const TEXT_FORMAT: CustomTypesConfig = { getTypeParser: () => String };

/** A value of a result as ours. @throws WarehouseError for a type that has no value of ours */
export function readValue(text: string | null, field: FieldDef | undefined): Cell {
  if (text === null) return null;
  const column = field?.name ?? "";
  switch (field?.dataTypeID) {
    case OID.bool:
      return text === "t";
    case OID.int2:
    case OID.int4:
    case OID.int8:
      return exactNumber(BigInt(text), column);
    case OID.numeric:
      return decimalNumber(text, column);
    case OID.float4:
    case OID.float8:
      return Number(text);
    case OID.text:
    case OID.varchar:
    case OID.bpchar:
    case OID.name:
    case OID.unknown:
      return text;
    default:
      throw unreadable(column, `number ${field?.dataTypeID}`);
  }
}
