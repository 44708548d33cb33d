import type { DuckDBConnection } from "@duckdb/node-api";

/** The instant of the evaluation: 2026-03-01 in Taipei. */
export const AS_OF = Date.UTC(2026, 1, 28, 16);
const DAY = 86_400_000;
const YEARS = 2 * 365;

/** How many of a hundred events are of which type. */
const shares: Readonly<Record<string, number>> = { page_view: 46, order_paid: 24, cart_filled: 8, coupon_received: 5, message_sent: 6, message_opened: 3, friend_invited: 1, order_returned: 2, review_written: 3, complaint: 2 };

const pick = (seed: string, ...values: readonly string[]): string => `([${values.map((value) => `'${value}'`).join(", ")}])[1 + ${seed} % ${values.length}]`;
/** A draw that is the same in every run. */
const draw = (salt: number): string => `(hash(n * 1000 + ${salt}) >> 8)::BIGINT`;

const columns: Readonly<Record<string, string>> = {
  page_view: `'/shop/' || ${pick(draw(11), "fresh", "home", "beauty", "help", "returns")} AS path, ${draw(12)} % 300 AS seconds, NULL::VARCHAR AS "from"`,
  order_paid: `(200 + ${draw(11)} % 12000)::BIGINT AS amount, (1 + ${draw(12)} % 6)::BIGINT AS items, ${pick(draw(13), "fresh", "snacks", "beauty", "home", "drinks")} AS category, ${pick(draw(14), "app", "web", "store")} AS channel, CASE WHEN ${draw(15)} % 5 = 0 THEN 'SPRING' END AS coupon, CASE WHEN ${draw(15)} % 5 = 0 THEN (${draw(16)} % 500)::BIGINT END AS discount`,
  cart_filled: `(200 + ${draw(11)} % 12000)::BIGINT AS amount`,
  coupon_received: `'SPRING' AS code, ${pick(draw(12), "percent", "amount", "gift")} AS kind`,
  message_sent: `${pick(draw(11), "sms", "email", "app")} AS "by", ${pick(draw(12), "spring", "autumn")} AS campaign`,
  message_opened: `${pick(draw(12), "spring", "autumn")} AS campaign`,
  friend_invited: "",
  order_returned: `(200 + ${draw(11)} % 6000)::BIGINT AS amount`,
  review_written: `(1 + ${draw(11)} % 5)::BIGINT AS stars`,
  complaint: `${pick(draw(11), "delivery", "quality", "service", "other")} AS about, (1 + ${draw(12)} % 5)::BIGINT AS severity`,
};

/**
 * Northwind's tables in DuckDB, in the schema `tagma`: so many customers, ten times as many events (or as told), drawn
 * by a hash, so that every run has the same.
 */
export async function fillNorthwind(connection: DuckDBConnection, customers: number, events = customers * 10): Promise<void> {
  await connection.run("DROP SCHEMA IF EXISTS tagma CASCADE; CREATE SCHEMA tagma");
  await connection.run(`CREATE TABLE tagma.profile AS SELECT 'c' || lpad(n::VARCHAR, 9, '0') AS _customer, ${-62_135_596_800_000}::BIGINT AS _valid_from,
    'Somebody' AS name, ${pick(draw(1), "female", "male", "other")} AS gender, (${draw(2)} % 20000)::BIGINT AS birth_date, ${pick(draw(3), "Taipei", "Tainan", "Kaohsiung", "Hualien")} AS city,
    CASE WHEN ${draw(4)} % 4 > 0 THEN (${draw(4)} % 20000000)::BIGINT END AS income, (1 + ${draw(5)} % 5)::BIGINT AS household_size, (${draw(6)} % 400) / 10.0::DOUBLE AS distance_km,
    ${pick(draw(7), "centre", "north", "harbour")} AS home_store, (${AS_OF} - (${draw(8)} % ${YEARS})::BIGINT * ${DAY})::BIGINT AS joined_at, ${draw(9)} % 2 = 0 AS sms_opt_in,
    CASE WHEN ${draw(10)} % 3 > 0 THEN ${draw(10)} % 2 = 0 END AS email_opt_in, CASE WHEN ${draw(11)} % 2 = 0 THEN (${draw(12)} % 100)::BIGINT END AS satisfaction, NULL::VARCHAR AS phone, NULL::VARCHAR AS email
    FROM range(${customers}) t(n)`);
  const total = Object.values(shares).reduce((sum, share) => sum + share, 0);
  let begun = 0;
  for (const [event, share] of Object.entries(shares)) {
    const count = Math.round((events * share) / total);
    const fields = columns[event] ?? "";
    // Taipei is eight hours ahead all year.
    await connection.run(`CREATE TABLE tagma."event_${event}" AS SELECT _id, _customer, _time, (_time + 28800000) // ${DAY} AS _date, (((_time + 28800000) // ${DAY}) + 3) % 7 AS _weekday, ((_time + 28800000) % ${DAY}) // 3600000 AS _hour${fields === "" ? "" : `, * EXCLUDE (_id, _customer, _time)`}
      FROM (SELECT '${event}-' || n AS _id, 'c' || lpad((${draw(1)} % ${customers})::VARCHAR, 9, '0') AS _customer, (${AS_OF} - (${draw(2)} % ${YEARS * DAY})::BIGINT)::BIGINT AS _time${fields === "" ? "" : `, ${fields}`} FROM range(${begun}, ${begun + count}) t(n))`);
    begun += count;
  }
}
