/*
 * The columns that Tagma keeps beside those of fields and tags: in the embedded database, in warehouses, and in what SQL
 * gives. Each begins with one underscore, which `columnName` keeps fields and tags from doing.
 */

/** Whose row it is: a customer's id. */
export const CUSTOMER = "_customer";
/** The instant from which a version of a profile holds; the earliest there is stands for the beginning. */
export const VALID_FROM = "_valid_from";
export const EVENT_ID = "_id";
/** The text that names a row of a table. */
export const KEY = "_key";
/** When an event happened, in milliseconds since 1970 (UTC). */
export const TIME = "_time";
/** The local date of an event in the workspace's zone, in days since 1970-01-01. */
export const DATE = "_date";
/** The local weekday of an event; 0 is Monday. */
export const WEEKDAY = "_weekday";
/** The local hour of an event, 0 to 23. */
export const HOUR = "_hour";
