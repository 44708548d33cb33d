/*
 * Parts of an event, such as the lines of an order: content of their parent. Wherever rules are evaluated they are events
 * of a type of their own, made of the parent that is kept.
 */

/** The most parts of one type that an event may have. */
export const PART_LIMIT = 10_000;

/** The name under which a part has a field of its parent. */
export const carriedName = (parent: string, field: string): string => `${parent}.${field}`;

/** The fields that parts have of their parent, under the names that they have them. */
export const carriedFields = <Field extends { readonly name: string }>(
  parent: string,
  fields: Iterable<Field>,
): readonly Field[] => Array.from(fields, (field) => ({ ...field, name: carriedName(parent, field.name) }));

/**
 * The id of a part.
 * @param number its place among those of its parent, from 1
 */
export const partId = (parent: string, number: number): string => `${parent}#${String(number).padStart(6, "0")}`;

/**
 * The fields that are read of a part, by where data has them: its own, and those of its parent under the names that they
 * have there.
 */
export function byOwner<Field extends { readonly name: string }>(
  parent: string,
  fields: readonly Field[],
): { readonly own: readonly Field[]; readonly carried: readonly Field[] } {
  const prefix = carriedName(parent, "");
  const isCarried = ({ name }: Field): boolean => name.startsWith(prefix);
  return {
    own: fields.filter((field) => !isCarried(field)),
    carried: fields.filter(isCarried).map((field) => ({ ...field, name: field.name.slice(prefix.length) })),
  };
}
