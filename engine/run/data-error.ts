/** Thrown for a customer whose data does not fit the schema. */
export class CustomerDataError extends Error {}
