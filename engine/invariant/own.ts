/**
 * What a plain object itself holds under a name that a user chose; undefined for what every object has by nature, such
 * as `constructor` or `toString`.
 */
export function own<Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
