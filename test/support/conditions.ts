import { Dice } from "../../engine/prove/dice.ts";

/** A schema and pairs of conditions over it, for comparing provers. */
export const conditionSchema = `profile customer {
  age : integer from 0 to 120   points : integer   income : money at least 0   rating : decimal(1) from 0 to 5
  gender : one of (female, male, other)   sms : yes/no required   vip : yes/no   city : text
}
event order { amount : money at least 0 required   stars : integer from 1 to 5   channel : one of (app, web) }
event visit {}
rule tag engagement = score from 0 to 50 { +2 per visit in last 30 days at most 40  +20 when sms  -10 when age > 60  +1 per 100 of order.amount at most 10 }
`;

const numbers = ["age", "points", "rating"] as const;
const wholes: readonly (readonly [string, readonly string[]])[] = [
  ["age", ["18", "30", "31", "60", "120"]],
  ["points", ["-5", "0", "10", "11"]],
  ["rating", ["0", "2.5", "4.4", "4.5", "5"]],
  ["income", ["0", "99.99", "100", "5000"]],
  ["count of order in last 30 days", ["0", "1", "2", "3"]],
  ["count of order in last 90 days", ["0", "1", "2", "3"]],
  ["count of order", ["1", "2", "4"]],
  ["sum of order.amount in last 30 days", ["0", "100", "5000"]],
  ["sum of order.amount in last 90 days", ["0", "100", "5000"]],
  ["average of order.stars in last 90 days", ["1", "2.5", "5"]],
  ["minimum of order.stars in last 90 days", ["1", "2", "5"]],
  ["maximum of order.stars in last 90 days", ["1", "2", "5"]],
  ["days since latest order", ["0", "29", "30", "90"]],
  ["engagement", ["0", "20", "40", "50"]],
  ["age + points", ["30", "60"]],
  ["points - age", ["0", "10"]],
  ["(age if unknown 0)", ["0", "18", "30"]],
  ["(points if unknown age)", ["10", "18"]],
  ["income * 2", ["100", "199.98"]],
  ["income / 3", ["33.33", "100"]],
  ["age * 3 - points", ["90", "100"]],
];

/** A random condition in the shape of the rules that people write. */
export function randomCondition(dice: Dice, depth = 3): string {
  if (depth > 0 && dice.chance(0.65)) {
    const shape = dice.next();
    if (shape < 0.2) return `not (${randomCondition(dice, depth - 1)})`;
    const parts = Array.from({ length: 2 + dice.below(2) }, () => `(${randomCondition(dice, depth - 1)})`);
    return parts.join(shape < 0.65 ? " and " : " or ");
  }
  return atom(dice);
}

function atom(dice: Dice): string {
  const [left, constants] = dice.pick(wholes, ["age", ["30"]] as const);
  const constant = dice.pick(constants, "30");
  const shape = dice.next();
  if (shape < 0.55) return `${left} ${dice.pick(["<", "<=", ">", ">=", "is", "is not"], "<")} ${constant}`;
  if (shape < 0.63) return "age from 18 to 30";
  if (shape < 0.69) return `age is one of (18, 30, ${dice.below(130)})`;
  if (shape < 0.75)
    return `${dice.pick([...numbers, "gender", "vip", "city", "days since latest order"], "age")} is ${dice.pick(["unknown", "known"], "known")}`;
  if (shape < 0.83) return `gender is ${dice.pick(["", "not "], "")}${dice.pick(["female", "male", "other"], "male")}`;
  if (shape < 0.88) return dice.pick(["sms", "vip", "sms is no", "vip is yes"], "sms");
  if (shape < 0.94)
    return `did order ${dice.pick(["", "at least 2 times ", "at least 3 times "], "")}in last ${dice.pick(["30", "90"], "30")} days`;
  return `age ${dice.pick(["<", ">="], "<")} points`;
}
