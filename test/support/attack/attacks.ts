import type { Attack } from "./attack.ts";
import { configurations, longQuestions } from "./beside-others.ts";
import { looks, models, paths, plans, uploads } from "./on-files.ts";
import { randomRequests, searches, wrongTokens } from "./on-routes.ts";
import { large, tornRules } from "./on-rules.ts";
import { commits, formulas, returns, snapshots } from "./on-store.ts";

/** All that is tried from outside, by what it is. */
export const attacks: readonly Attack[] = [
  looks,
  paths,
  wrongTokens,
  searches,
  large,
  longQuestions,
  configurations,
  plans,
  models,
  uploads,
  tornRules,
  snapshots,
  returns,
  formulas,
  commits,
  randomRequests,
];
