"""Computes the figures of examples/grocery-loyalty a second time, in SQL, from the data files alone.

    python3 grocery-figures.py DATA_FOLDER > grocery-expected.json

DATA_FOLDER holds events.csv and demographics.csv of the Complete Journey data (CC0). Only Python's
standard library is used. Nothing here reads the rule files: each tag is written anew, in SQL, from the
meaning of its words, so that agreement is evidence.

The shape of the JSON:

    asOf         "2018-01-01": the local midnight of New York that begins that day
    population   how many households there are
    figures      tag -> one of
                   {"counts": {VALUE: households, ...}}     text, enums, yes/no ("yes", "no"), segments;
                                                            "unknown" counts households without a value
                   {"members": {VALUE: households, ...}}    `all of`: households whose set has the value;
                                                            "" counts the empty sets
                   {"known": households, "sum": SUM}        integers, money and decimals: exact
                   {"known": households, "sum": SUM, "approximate": true}
                                                            numbers: summed in binary floating point, so
                                                            compare to about nine digits
                   {"known": households, "least": T, "greatest": T}   times, in UTC
                 Any of them may have "except": [ID, ...], the households left out of that figure: two of
                 their events share an instant, and only the ids made at import say which came first.
    households   id -> tag -> value: null when unknown; money in dollars; times in UTC; sets as lists
                 in the order of the branches; numbers are the nearest doubles

Purchase times are true UTC. Campaign and coupon times are days of New York, though written with a Z.
"""
import csv, datetime, json, os, sqlite3, sys
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
UTC = datetime.timezone.utc
DAY = 86_400_000
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(moment):
    return round((moment - EPOCH) / datetime.timedelta(milliseconds=1))


def local_midnight(year, month, day):
    return milliseconds(datetime.datetime(year, month, day, tzinfo=ZONE))


NOW = local_midnight(2018, 1, 1)


def moment_of(row):
    written = datetime.datetime.strptime(row["ts"], "%Y-%m-%dT%H:%M:%SZ")
    return written.replace(tzinfo=UTC if row["event"] == "purchase" else ZONE)


def whole(text, digits):
    """The decimal as a whole number of its last digit, or None: the one cell in exponent form is unknown."""
    if text in ("", "4.440892e-16"):
        return None
    units, _, fraction = text.partition(".")
    assert fraction[digits:].strip("0") == "", text
    return int(units) * 10**digits + int(fraction[:digits].ljust(digits, "0") or 0)


def load(folder):
    db = sqlite3.connect(":memory:")
    db.executescript("""
        create table event (household text, kind text, at integer, day text, day_number integer, weekday integer, hour integer,
                            item text, category text, cents integer, tenths integer, basket text);
        create table household (id text primary key, age text, income text, home text, kids text);
    """)
    with open(os.path.join(folder, "events.csv"), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            moment = moment_of(row)
            local = moment.astimezone(ZONE)
            at = milliseconds(moment)
            if at > NOW:
                continue
            purchase = row["event"] == "purchase"
            db.execute("insert into event values (?,?,?,?,?,?,?,?,?,?,?,?)", (
                row["user_id"], row["event"], at, local.date().isoformat(), local.date().toordinal(), local.isoweekday(), local.hour,
                row["item_id"] or None, row["category"] or None,
                whole(row["value"], 2) if purchase else None, whole(row["quantity"], 1) if purchase else None,
                row["session_id"] or None))
    with open(os.path.join(folder, "demographics.csv"), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            told = [None if row[name] in ("", "NA") else row[name] for name in ("age", "income", "home_ownership", "kids_count")]
            db.execute("insert into household values (?,?,?,?,?)", [row["household_id"], *told])
    db.execute("create view purchase as select * from event where kind = 'purchase'")
    db.execute("create view campaign as select *, rowid as row from event where kind = 'campaign_received'")
    db.execute("create view redeemed as select * from event where kind = 'coupon_redeemed'")
    db.execute("create table person as select household as id from event union select id from household")
    db.execute("create index by_household on event (household, kind, at)")
    return db


# Windows as conditions: (now - N days, now], moved back, or local dates.
def last(days, ending=0):
    return f"at > {NOW - (days + ending) * DAY} and at <= {NOW - ending * DAY}"


YEAR = last(365)
DAIRY = "('FLUID MILK PRODUCTS','CHEESE','CHEESES','YOGURT','BUTTER','EGGS','MILK BY-PRODUCTS','MISC. DAIRY')"
BABY = "('BABY FOODS','BABYFOOD','BABY HBC','DIAPERS & DISPOSABLES','INFANT FORMULA','INFANT CARE PRODUCTS')"
PETS = "('CAT FOOD','CAT LITTER','DOG FOODS','PET CARE SUPPLIES')"
ALCOHOL = "('BEERS/ALES','DOMESTIC WINE','IMPORTED WINE','MISC WINE','LIQUOR')"


def one(expression, table="purchase", where="1"):
    """A subquery with one value for each person."""
    return f"(select {expression} from {table} where household = person.id and {where})"


def total(column, where, table="purchase"):
    return one(f"coalesce(sum({column}), 0)", table, where)


# A start is a campaign, and what follows it lies later. Where a coupon was used on a campaign's first
# day, both have the same instant and only their made-up ids order them; see `undecided`.
RESPONSES = one("count(*)", "campaign", f"""{YEAR} and exists (
    select 1 from redeemed where redeemed.household = campaign.household
    and redeemed.at > campaign.at and redeemed.at <= campaign.at + {35 * DAY})""")
FULL_PATH = one("count(*)", "campaign", f"""{YEAR} and category = 'Type A' and exists (
    select 1 from (select min(at) as bought from purchase where purchase.household = campaign.household and purchase.at > campaign.at) as step
    where bought <= campaign.at + {14 * DAY} and (
      select min(at) from redeemed where redeemed.household = campaign.household and redeemed.at > bought) <= bought + {14 * DAY})""")


def silent(days):
    return f"""at + {days * DAY} <= {NOW} and not exists (
        select 1 from redeemed where redeemed.household = campaign.household
        and redeemed.at > campaign.at and redeemed.at <= campaign.at + {days * DAY})"""


IGNORED = one("count(*)", "campaign", f"{YEAR} and {silent(42)}")
IGNORED_LATEST = f"""exists (select 1 from campaign where household = person.id
    and at = (select max(at) from campaign as c where c.household = person.id) and {silent(28)})"""
REDEEMS_AGAIN = f"""(select count(*) from redeemed where household = person.id and at <= {60 * DAY} +
    (select min(at) from redeemed as r where r.household = person.id)) >= 2"""
STREAK = f"""(select coalesce(max(length), 0) from (
    select count(*) as length from (
        select day_number - row_number() over (order by day_number) as island
        from (select distinct day_number from purchase where household = person.id and {YEAR}))
    group by island))"""
FAVOURITE = f"""(select category from purchase where household = person.id and category is not null and {YEAR}
    group by category order by count(*) desc, max(at) desc, category limit 1)"""


def average(column, where):
    """The mean of whole numbers, rounded once, half away from zero (none of them is negative)."""
    return one(f"(2 * sum({column}) + count({column})) / (2 * count({column}))", where=f"{column} is not null and {where}")


# tag -> (kind, SQL over `person`). Kinds: money, tenths, integer, number, time, text, yes/no.
BASE = {
    "spend_365d": ("money", total("cents", YEAR)),
    "spend_90d": ("money", total("cents", last(90))),
    "spend_before": ("money", total("cents", last(90, ending=90))),
    "spend_6_months": ("money", total("cents", f"at >= {local_midnight(2017, 7, 1)}")),
    "spend_last_month": ("money", total("cents", "day >= '2017-12-01' and day <= '2017-12-31'")),
    "thanksgiving_spend": ("money", total("cents", "day >= '2017-11-17' and day <= '2017-11-23'")),
    "average_line": ("money", average("cents", YEAR)),
    "dearest_line": ("money", one("max(cents)", where=YEAR)),
    "cheapest_line": ("money", one("min(cents)", where=f"cents > 0 and {YEAR}")),
    "lines_365d": ("integer", one("count(*)", where=YEAR)),
    "baskets_365d": ("integer", one("count(distinct basket)", where=YEAR)),
    "baskets_last_quarter": ("integer", one("count(distinct basket)", where="day >= '2017-10-01' and day <= '2017-12-31'")),
    "units_90d": ("tenths", total("tenths", f"category not in ('FUEL','COUPON/MISC ITEMS','COUPON') and {last(90)}")),
    "shopping_days": ("integer", one("count(distinct day)", where=YEAR)),
    "longest_streak": ("integer", STREAK),
    "quiet_days": ("integer", f"({NOW} - {one('max(at)')}) / {DAY}"),
    "first_purchase_at": ("time", one("min(at)")),
    "weekend_share": ("number", one("cast(sum(weekday >= 6) as real) / count(*)", where=YEAR)),
    "after_work_lines": ("integer", one("count(*)", where=f"hour between 17 and 20 and {last(90)}")),
    "categories_bought": ("integer", one("count(distinct category)", where=YEAR)),
    "favourite_category": ("text", FAVOURITE),
    "dairy_share": ("number", one(f"cast(sum(category in {DAIRY}) as real) / count(*)", where=f"category is not null and {YEAR}")),
    "frozen_lines": ("integer", one("count(*)", where=f"(category glob 'FRZN*' or category like '%frozen%') and {YEAR}")),
    "campaigns_365d": ("integer", one("count(*)", "campaign", YEAR)),
    "personal_campaigns": ("integer", one("count(*)", "campaign", "category = 'Type A' and day >= '2017-01-01' and day <= '2017-12-31'")),
    "coupons_365d": ("integer", one("count(*)", "redeemed", YEAR)),
    "campaigns_used": ("integer", one("count(distinct category)", "redeemed", f"at >= {local_midnight(2017, 1, 1)}")),
    "campaign_gap": ("number", one(f"cast(max(at) - min(at) as real) / ((count(*) - 1) * {DAY})", "campaign")),
    "responses": ("integer", RESPONSES),
    "full_path": ("integer", FULL_PATH),
    "ignored": ("integer", IGNORED),
    "ignored_latest": ("yes/no", IGNORED_LATEST),
    "redeems_again": ("yes/no", REDEEMS_AGAIN),
    "quiet_before": ("integer", f"({NOW - 90 * DAY} - {one('max(at)', where=f'at <= {NOW - 90 * DAY}')}) / {DAY}"),
    "buys_baby": ("yes/no", f"{one('count(*)', where=f'category in {BABY} and {YEAR}')} >= 2"),
    "buys_pets": ("yes/no", f"{one('count(*)', where=f'category in {PETS} and {YEAR}')} >= 1"),
    "buys_alcohol": ("yes/no", f"{one('count(*)', where=f'category in {ALCOHOL} and {YEAR}')} >= 1"),
    "buys_organic": ("yes/no", f"""{one('count(*)', where=f"category like '%organic%' and {YEAR}")} >= 1"""),
    "redeemed_ever": ("integer", one("count(*)", "redeemed")),
    "coupons_180d": ("integer", one("count(*)", "redeemed", last(180))),
    "lines_90d": ("integer", one("count(*)", where=last(90))),
    "lines_ever": ("integer", one("count(*)")),
    "campaigns_ever": ("integer", one("count(*)", "campaign")),
    "kids": ("text", "(select kids from household where id = person.id)"),
    "age": ("text", "(select age from household where id = person.id)"),
    "income": ("text", "(select income from household where id = person.id)"),
    "home": ("text", "(select home from household where id = person.id)"),
}
HELPERS = {"quiet_before", "buys_baby", "buys_pets", "buys_alcohol", "buys_organic", "redeemed_ever", "coupons_180d",
           "lines_90d", "lines_ever", "campaigns_ever", "kids", "age", "income", "home"}

# Tags that read other tags: SQL over the table `base` of the columns above.
RECENCY = """case when quiet_days is null then 'Never bought' when quiet_days >= 121 then 'Dormant'
    when quiet_days >= 46 then 'Cooling' when quiet_days >= 15 then 'Warm' else 'Fresh' end"""
TIER = """case when spend_365d >= 20000 and baskets_365d >= 20 then 'Gold' when spend_365d >= 7500 then 'Silver'
    when lines_365d >= 1 then 'Bronze' else 'No purchases' end"""
FREQUENCY = "case when baskets_365d >= 26 then 'High' when baskets_365d >= 12 then 'Medium' else 'Low' end"
DERIVED = {
    "value_tier": ("text", TIER),
    "average_basket": ("money", "case when baskets_365d > 0 then (2 * spend_365d + baskets_365d) / (2 * baskets_365d) end"),
    "coupon_response": ("text", """case when responses >= 1 then 'Answers campaigns' when coupons_365d >= 1 then 'Redeems on its own'
        when campaigns_365d >= 1 then 'Receives only' else 'Left alone' end"""),
    "age_group": ("text", """case when age in ('19-24','25-34') then 'Young' when age in ('35-44','45-54') then 'Middle-aged'
        when age in ('55-64','65+') then 'Older' else 'Not told' end"""),
    "affluence": ("text", """case when income in ('Under 15K','15-24K','25-34K') then 'Modest'
        when income in ('35-49K','50-74K','75-99K') then 'Middle' when income is not null then 'Affluent' end"""),
    "with_children": ("yes/no", "kids <> '0'"),
    "owns_home": ("yes/no", "home in ('Homeowner','Probable Homeowner')"),
    "recency": ("text", RECENCY),
    "frequency": ("text", FREQUENCY),
    "rfm_group": ("text", f"""case
        when {RECENCY} = 'Fresh' and {FREQUENCY} = 'High' and {TIER} = 'Gold' then 'Champions'
        when {RECENCY} in ('Cooling','Dormant') and {TIER} in ('Gold','Silver') then 'Must not lose'
        when {FREQUENCY} in ('High','Medium') and quiet_days < 46 then 'Loyal'
        when {RECENCY} = 'Dormant' then 'Asleep' else 'Needs attention' end"""),
    # Products of money are rounded to cents, half away from zero, before they are compared.
    "spend_trend": ("text", """case when spend_90d > (spend_before * 5 + 2) / 4 then 'Growing'
        when spend_90d < (spend_before * 3 + 2) / 4 then 'Shrinking' else 'Steady' end"""),
    "slipping": ("yes/no", "coalesce(quiet_days >= 46 and quiet_before < 15, 0)"),
    "dormant": ("yes/no", "quiet_days > 60"),
    "loyalty": ("integer", LOYALTY := """max(0, min(100, min(lines_90d, 40) + min(10 * (spend_365d / 10000), 30)
        + min(5 * coupons_180d, 20) + 10 * coalesce(home in ('Homeowner','Probable Homeowner'), 0) - 20 * coalesce(quiet_days > 45, 0)))"""),
    "loyalty_level": ("text", f"case when {LOYALTY} >= 50 then 'High' when {LOYALTY} >= 20 then 'Medium' else 'Low' end"),
    "offer_journey": ("text", """case when coupons_365d >= 5 then 'Regular redeemer' when redeemed_ever >= 1 then 'Redeemer'
        when campaigns_ever >= 1 then 'Invited' when lines_ever >= 1 then 'Shopper' end"""),
    "winback": ("yes/no", f"coalesce(quiet_days > 60, 0) and {TIER} in ('Gold','Silver')"),
    "family_coupons": ("yes/no", "(coalesce(kids <> '0', 0) or buys_baby) and coupons_365d >= 1 and coalesce(quiet_days <= 60, 0)"),
    "stop_mailing": ("yes/no", "ignored >= 4 and coupons_365d = 0 and redeemed_ever = 0"),
}
SAMPLE = ["1", "13", "58", "572", "256", "367", "718", "936", "1029", "1111", "1437", "1823", "2451", "2489"]


def undecided(db, sql):
    """Households whose figure would be another if a coupon came after a campaign of the same instant."""
    other = sql.replace("redeemed.at > campaign.at", "redeemed.at >= campaign.at")
    return sorted(row[0] for row in db.execute(f"select id from person where {sql} is not {other}"))


def shown(kind, value):
    if value is None:
        return None
    if kind == "money":
        return value / 100
    if kind == "tenths":
        return value / 10
    if kind == "time":
        return (EPOCH + datetime.timedelta(milliseconds=value)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    if kind == "yes/no":
        return bool(value)
    return value


def figure(kind, values):
    known = [value for value in values if value is not None]
    if kind in ("text", "yes/no"):
        names = ["unknown" if value is None else ("yes" if value else "no") if kind == "yes/no" else value for value in values]
        return {"counts": {name: names.count(name) for name in sorted(set(names))}}
    if kind == "time":
        return {"known": len(known), "least": shown(kind, min(known)), "greatest": shown(kind, max(known))}
    result = {"known": len(known), "sum": shown(kind, sum(known))}
    return {**result, "approximate": True} if kind == "number" else result


def sets(rows):
    names = {"buys_baby": "Baby", "buys_pets": "Pets", "buys_alcohol": "Alcohol", "buys_organic": "Organic"}
    return [[name for column, name in names.items() if row[column]] for row in rows]


def main(folder):
    db = load(folder)
    db.execute("create table base as select id, " + ", ".join(f"{sql} as {name}" for name, (_, sql) in BASE.items()) + " from person")
    db.row_factory = sqlite3.Row
    rows = db.execute("select *, " + ", ".join(f"{sql} as {name}" for name, (_, sql) in DERIVED.items()) + " from base order by id").fetchall()
    kinds = {name: kind for name, (kind, _) in {**BASE, **DERIVED}.items() if name not in HELPERS}
    buys = sets(rows)
    members = {name or "": sum(name in held for held in buys) for name in ("Baby", "Pets", "Alcohol", "Organic")}
    figures = {}
    for name, kind in kinds.items():
        left_out = undecided(db, BASE[name][1]) if name in ("responses", "full_path", "ignored", "ignored_latest") else []
        figures[name] = figure(kind, [row[name] for row in rows if row["id"] not in left_out])
        if left_out:
            figures[name]["except"] = left_out
    figures["buys"] = {"members": {**members, "": sum(not held for held in buys)}}
    households = {row["id"]: {**{name: shown(kind, row[name]) for name, kind in kinds.items()}, "buys": held}
                  for row, held in zip(rows, buys) if row["id"] in SAMPLE}
    json.dump({"asOf": "2018-01-01", "population": len(rows), "figures": figures, "households": households}, sys.stdout, indent=1)
    print()


if len(sys.argv) != 2:
    sys.exit("usage: grocery-figures.py DATA_FOLDER")
main(sys.argv[1])
