import { branchHabits } from "./branch-habits.ts";
import { comparisonHabits } from "./comparison-habits.ts";
import { countingHabits } from "./counting-habits.ts";
import type { Habit } from "./habit.ts";
import { headHabits, nameHabits } from "./head-habits.ts";
import { valueHabits } from "./value-habits.ts";
import { windowHabits } from "./window-habits.ts";

/** In the order in which they are tried: what is said in more words before what is said in fewer. */
export const habits: readonly Habit[] = [
  ...nameHabits,
  ...branchHabits,
  ...valueHabits,
  ...windowHabits,
  ...countingHabits,
  ...comparisonHabits,
  ...headHabits,
];
