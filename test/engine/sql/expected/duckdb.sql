WITH
-- order_paid then not complaint: the events of its steps
"sequence_events" AS (
  SELECT
    "e"."_customer",
    "e"."_time",
    "e"."_id",
    0 AS "_type",
    1 AS "_step_0",
    CAST(NULL AS BIGINT) AS "_step_1"
  FROM "event_order_paid" AS "e"
  WHERE "e"."_time" <= 1772294400000
  UNION ALL
  SELECT
    "e"."_customer",
    "e"."_time",
    "e"."_id",
    1 AS "_type",
    CAST(NULL AS BIGINT) AS "_step_0",
    1 AS "_step_1"
  FROM "event_complaint" AS "e"
  WHERE "e"."_time" <= 1772294400000
),

-- how many events of each later step there were so far
"sequence_numbered" AS (
  SELECT
    "s".*,
    COUNT("s"."_step_1") OVER (PARTITION BY "s"."_customer" ORDER BY "s"."_time", CASE WHEN "s"."_type" = 1 THEN 1 ELSE 0 END, "s"."_id" ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS "_upto_1"
  FROM "sequence_events" AS "s"
),

-- order_paid then not complaint
"sequence_order_paid" AS (
  SELECT
    "s0"."_customer",
    COUNT(*) AS "_sequence_order_paid"
  FROM "sequence_numbered" AS "s0"
  LEFT JOIN "sequence_numbered" AS "s1" ON "s1"."_customer" = "s0"."_customer" AND "s1"."_step_1" = 1 AND "s1"."_upto_1" = "s0"."_upto_1" + 1
  WHERE "s0"."_step_0" = 1
    AND ("s1"."_time" IS NULL OR NOT "s1"."_time" <= "s0"."_time" + 604800000)
    AND "s0"."_time" + 604800000 <= 1772294400000
  GROUP BY "s0"."_customer"
),

-- one row for everybody with order_paid
"order_paid_facts" AS (
  SELECT
    "e"."_customer",
    SUM("e"."amount") FILTER (WHERE "e"."_time" >= 1764518400001) > 9007199254740991 AS "_order_paid_sum_amount_too_large",
    CASE
        WHEN SUM("e"."amount") FILTER (WHERE "e"."_time" >= 1764518400001) <= 9007199254740991 THEN CAST(SUM("e"."amount") FILTER (WHERE "e"."_time" >= 1764518400001) AS BIGINT)
      END AS "_order_paid_sum_amount", -- sum of order_paid.amount: spend_90d
    ARG_MAX_NULL("e"."channel", ROW("e"."_time", "e"."_id")) AS "_order_paid_latest_channel" -- latest of order_paid.channel: last_channel
  FROM "event_order_paid" AS "e"
  WHERE "e"."_time" <= 1772294400000
  GROUP BY "e"."_customer"
),

-- the profile as it was then
"profile_now" AS (
  SELECT
    "p"."_customer",
    "p"."born",
    "p"."city",
    "p"."joined_at"
  FROM "profile" AS "p"
  INNER JOIN (
    SELECT
      "p"."_customer",
      MAX("p"."_valid_from") AS "_valid_from"
    FROM "profile" AS "p"
    WHERE "p"."_valid_from" <= 1772294400000
    GROUP BY "p"."_customer"
  ) AS "v" ON "v"."_customer" = "p"."_customer" AND "v"."_valid_from" = "p"."_valid_from"
),

-- one row a customer: the profile, and what the events add up to
"facts" AS MATERIALIZED (
  SELECT
    "profile_now"."_customer",
    "profile_now"."born",
    "profile_now"."city",
    "profile_now"."joined_at",
    "order_paid_facts"."_order_paid_sum_amount_too_large",
    COALESCE("order_paid_facts"."_order_paid_sum_amount", 0) AS "_order_paid_sum_amount",
    "order_paid_facts"."_order_paid_latest_channel",
    COALESCE("sequence_order_paid"."_sequence_order_paid", 0) AS "_sequence_order_paid"
  FROM "profile_now" AS "profile_now"
  LEFT JOIN "sequence_order_paid" AS "sequence_order_paid" ON "sequence_order_paid"."_customer" = "profile_now"."_customer"
  LEFT JOIN "order_paid_facts" AS "order_paid_facts" ON "order_paid_facts"."_customer" = "profile_now"."_customer"
  WHERE "profile_now"."joined_at" IS NOT NULL
),

-- tags over facts alone
"tags_1" AS MATERIALIZED (
  SELECT
    "t".*,
    2026 - YEAR((DATE '1970-01-01' + CAST("born" AS INTEGER))) - CASE WHEN 301 < MONTH((DATE '1970-01-01' + CAST("born" AS INTEGER))) * 100 + DAY((DATE '1970-01-01' + CAST("born" AS INTEGER))) THEN 1 ELSE 0 END AS "age",
    "_sequence_order_paid" >= 1 AS "calm"
  FROM "facts" AS "t"
),

-- tags that read others, level 2
"tags_2" AS MATERIALIZED (
  SELECT
    "t".*,
    CASE
        WHEN CASE WHEN "_order_paid_sum_amount" >= 10000 THEN 1 ELSE 0 END + CASE WHEN "_order_paid_latest_channel" = 'app' THEN 1 ELSE 0 END > 1 THEN '{"code":"conflict","details":[' || CASE WHEN "_order_paid_sum_amount" >= 10000 THEN '"VIP"' END || ',' || CASE WHEN "_order_paid_latest_channel" = 'app' AND "_order_paid_sum_amount" >= 10000 THEN '"App''s"' END || ']}'
      END AS "_conflict_tier",
    CASE
        WHEN "_order_paid_sum_amount" >= 10000 THEN 'VIP'
        WHEN "_order_paid_latest_channel" = 'app' THEN 'App''s'
        ELSE 'Rest'
      END AS "tier",
    CASE WHEN TRANSLATE("city", 'aeipt', 'AEIPT') = 'TAIPEI' THEN 1 ELSE 0 END + CASE WHEN "calm" THEN 2 ELSE 0 END AS "traits"
  FROM "tags_1" AS "t"
),

-- tags that read others, level 3
"tags_3" AS MATERIALIZED (
  SELECT
    "t".*,
    "tier" = 'VIP' AND ("traits" // 2) % 2 = 1 AS "reach"
  FROM "tags_2" AS "t"
)

SELECT
  "_customer",
  "age",
  CAST(CAST(CASE WHEN "_order_paid_sum_amount_too_large" THEN CAST(NULL AS BIGINT) ELSE "_order_paid_sum_amount" END AS DECIMAL(18, 0)) * 0.01 AS DECIMAL(18, 2)) AS "spend_90d",
  CASE
      WHEN "_order_paid_sum_amount_too_large" THEN '{"code":"overflow","details":[]}'
    END AS "_state_spend_90d",
  "_order_paid_latest_channel" AS "last_channel",
  "calm",
  CASE
      WHEN "_order_paid_sum_amount_too_large" OR "_conflict_tier" IS NOT NULL THEN CAST(NULL AS VARCHAR)
      ELSE "tier"
    END AS "tier",
  CASE
      WHEN "_order_paid_sum_amount_too_large" THEN '{"code":"overflow","details":[]}'
      WHEN "_conflict_tier" IS NOT NULL THEN "_conflict_tier"
    END AS "_state_tier",
  '[' || SUBSTR(CASE WHEN ("traits" // 1) % 2 = 1 THEN ',"Local"' ELSE '' END || CASE WHEN ("traits" // 2) % 2 = 1 THEN ',"Calm"' ELSE '' END, 2) || ']' AS "traits",
  CASE
      WHEN "_order_paid_sum_amount_too_large" OR "_conflict_tier" IS NOT NULL THEN CAST(NULL AS BOOLEAN)
      ELSE "reach"
    END AS "reach",
  CASE
      WHEN "_order_paid_sum_amount_too_large" THEN '{"code":"overflow","details":[]}'
      WHEN "_conflict_tier" IS NOT NULL THEN "_conflict_tier"
    END AS "_state_reach"
FROM "tags_3" AS "t";
