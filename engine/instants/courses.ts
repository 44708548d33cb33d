import { isExactUnit } from "../calendar/instant.ts";
import type { Instant } from "../calendar/zone.ts";
import { required } from "../invariant/required.ts";
import type { PlanExpression } from "../plan/expression.ts";
import { expressionsOf } from "../plan/forms.ts";
import type { OutputNode } from "../plan/plan.ts";
import { compareValues } from "../run/aggregate.ts";
import { compareScaled } from "../run/arithmetic.ts";
import type { CustomerEvent } from "../run/customer.ts";
import { aggregateCourse } from "./aggregate-course.ts";
import { firstChange, scaled, still, sumOf, together, turned, type Course, type Still } from "./course.ts";
import { nextDateChange } from "./date-change.ts";
import type { Subject } from "./subject.ts";
import { OVERFLOW, Values, type State } from "./values.ts";

type Of<Op extends PlanExpression["op"]> = Extract<PlanExpression, { op: Op }>;

/**
 * How everything in a plan goes on from a now for one customer. What has been found out stays for later nows until it
 * ends, so that walking along time asks again only for what changes.
 */
export class Courses {
  private readonly subject: Subject;
  private now: Instant = -Infinity;
  /** Of outputs, by id: until when each stays what it is, and how those that are a value go on. */
  private readonly stills = new Map<string, Still>();
  private readonly valueCourses = new Map<string, Course>();
  private readonly aggregates = new Map<string, Still>();
  private readonly values: Values;

  constructor(subject: Subject) {
    this.subject = subject;
    this.values = new Values(
      subject,
      (id) => this.aggregate(id).until,
      (id) => this.outputCourse(id).until,
    );
  }

  /** Goes on to a later now. */
  advance(now: Instant): void {
    this.now = now;
  }

  /** Until when an output stays what it is. */
  output({ id, form }: OutputNode): Still {
    const known = this.stills.get(id);
    if (known !== undefined && known.until > this.now) return known;
    const found =
      form.form === "value"
        ? this.settled(form.value, this.valueCourse(id, form.value), undefined)
        : this.decided(form);
    this.stills.set(id, found);
    return found;
  }

  private outputCourse(id: string): Course {
    const output = required(this.subject.outputs.get(id), `the output ${id}`);
    const { form } = output;
    return form.form === "value" ? this.valueCourse(id, form.value) : this.output(output);
  }

  private valueCourse(id: string, value: PlanExpression): Course {
    const known = this.valueCourses.get(id);
    if (known !== undefined && known.until > this.now) return known;
    const course = this.course(value, undefined);
    this.valueCourses.set(id, course);
    return course;
  }

  private decided(form: Exclude<OutputNode["form"], { form: "value" }>): Still {
    switch (form.form) {
      case "bands": {
        const course = this.course(form.of, undefined);
        if (course.kind === "still") return course;
        // Bounds go from high to low.
        const band = (value: State): State =>
          typeof value === "number" ? form.bands.findIndex(({ from }) => value >= Number(from)) : value;
        return this.until(course, (now) => band(this.state(form.of, now, undefined)));
      }
      case "condition":
      case "one of":
      case "first of":
      case "all of":
      case "stages":
      case "score":
      case "exclusive":
        return together(expressionsOf(form).map(([, expression]) => this.still(expression, undefined)));
    }
  }

  /** Until when an expression stays what it is. */
  still(node: PlanExpression, event: CustomerEvent | undefined): Still {
    return this.settled(node, this.course(node, event), event);
  }

  /** Until when a value that may move is what it is now: it takes its next step, or changes with every millisecond. */
  private settled(node: PlanExpression, course: Course, event: CustomerEvent | undefined): Still {
    if (course.kind === "still") return course;
    if (course.smooth) return still(Math.min(course.until, nextDateChange(this.subject.zone, this.now)), true);
    return this.until(course, (now) => this.state(node, now, event));
  }

  /** Until when what is made of a moving value stays what it is. */
  private until({ until, sampled }: Course, state: (now: Instant) => State): Still {
    return still(firstChange(this.now, until, state), sampled);
  }

  /** Every operation says here how its value goes on, by how its operands do. */
  private course(node: PlanExpression, event: CustomerEvent | undefined): Course {
    const of = (operand: PlanExpression): Course => this.course(operand, event);
    const stillOf = (operand: PlanExpression): Still => this.still(operand, event);
    switch (node.op) {
      case "literal":
      case "event-field":
      case "event-time":
      case "id":
      case "model":
        return still();
      case "now": {
        const clock = this.subject.clock(node.at);
        return clock.moves
          ? { kind: "moving", until: Infinity, direction: 1, slope: 1, smooth: true, sampled: false }
          : still(clock.nextDate(this.now));
      }
      case "today":
        return still(this.subject.clock(node.at).nextDate(this.now));
      case "field":
        return still(this.nextVersion(node.at));
      case "aggregate":
        return this.aggregate(node.id);
      case "output":
        return this.outputCourse(node.id);
      case "and":
      case "or":
      case "fitted":
        return together(node.args.map(stillOf));
      case "not":
      case "known":
      case "size":
      case "fold":
      case "pick":
      case "add-days":
      case "add-months":
        return stillOf(node.arg);
      case "has":
        return stillOf(node.set);
      case "text-test":
        return together([stillOf(node.left), stillOf(node.right)]);
      case "anniversary":
        return together([stillOf(node.arg), stillOf(node.today)]);
      case "if-unknown": {
        const [arg, fallback] = [of(node.arg), of(node.fallback)];
        // Whether it is known does not change while it goes on as it does.
        const taken = this.state(node.arg, this.now, event) === null ? fallback : arg;
        return {
          ...taken,
          until: Math.min(arg.until, fallback.until),
          sampled: arg.sampled || fallback.sampled,
        };
      }
      case "compare":
        return this.compare(node, this.course(node.left, event), event);
      case "compare-scaled":
        return this.compare(node, scaled(this.course(node.left, event), 1), event);
      case "one-of": {
        const course = of(node.arg);
        if (course.kind === "still") return course;
        const place = (value: State): State => {
          if (typeof value !== "number") return value;
          const numbers = node.values.map(Number);
          return numbers.filter((one) => one < value).length + numbers.filter((one) => one <= value).length;
        };
        return this.until(course, (now) => place(this.state(node.arg, now, event)));
      }
      case "add":
      case "add-number":
        return (
          sumOf(of(node.left), of(node.right), node.op === "add") ?? together([stillOf(node.left), stillOf(node.right)])
        );
      case "subtract":
      case "subtract-number":
        return (
          sumOf(of(node.left), turned(of(node.right)), node.op === "subtract") ??
          together([stillOf(node.left), stillOf(node.right)])
        );
      case "negate":
        return turned(of(node.arg));
      case "multiply":
      case "multiply-number":
        return this.product(node, node.left, node.right, event);
      case "divide":
        return this.quotient(node, node.left, node.right, event);
      case "multiply-round":
        return this.product(node, node.arg, node.by, event);
      case "divide-round":
        return this.quotient(node, node.arg, node.by, event);
      case "rescale":
        return this.exact(node, scaled(of(node.arg), node.factor), [node.arg], event);
      case "to-number":
        return scaled(of(node.arg), node.factor);
      case "whole":
        return stepped(scaled(of(node.arg), node.size));
      case "elapsed":
        return this.elapsed(node, event);
      case "calendar-part":
        return node.part === "hour" ? this.sameHour(node, event) : stillOf(node.arg);
      case "date-of":
        return this.sameDate(node.arg, of(node.arg), event);
    }
  }

  private compare(node: Of<"compare" | "compare-scaled">, left: Course, event: CustomerEvent | undefined): Still {
    const difference = sumOf(left, turned(this.course(node.right, event)), true);
    if (difference === undefined) return together([this.still(node.left, event), this.still(node.right, event)]);
    if (difference.kind === "still") return difference;
    const { operator } = node;
    const sign = (now: Instant): State => {
      const [left, right] = [this.state(node.left, now, event), this.state(node.right, now, event)];
      return left === null || right === null
        ? null
        : left === OVERFLOW || right === OVERFLOW
          ? OVERFLOW
          : node.op === "compare-scaled"
            ? compareScaled(Number(left), Number(right), node.factor)
            : Math.sign(compareValues(left, right));
    };
    // An equality comes and goes; being less or more does not come back.
    const state = operator === "=" || operator === "!=" ? sign : (now: Instant) => this.state(node, now, event);
    return this.until(difference, state);
  }

  private product(
    node: PlanExpression,
    left: PlanExpression,
    right: PlanExpression,
    event: CustomerEvent | undefined,
  ): Course {
    const [first, second] = [this.course(left, event), this.course(right, event)];
    if (first.kind === "moving" && second.kind === "moving")
      return together([this.settled(left, first, event), this.settled(right, second, event)]);
    const [moving, factor, by] = first.kind === "moving" ? [first, second, right] : [second, first, left];
    return this.exact(node, this.times(moving, factor, by, event), [left, right], event);
  }

  private quotient(
    node: PlanExpression,
    left: PlanExpression,
    right: PlanExpression,
    event: CustomerEvent | undefined,
  ): Course {
    const [over, under] = [this.course(left, event), this.course(right, event)];
    if (under.kind === "moving") return together([this.settled(left, over, event), this.settled(right, under, event)]);
    return this.exact(node, this.times(over, under, right, event), [left, right], event);
  }

  /** A value that may move, times or over one that stays. */
  private times(moving: Course, factor: Course, by: PlanExpression, event: CustomerEvent | undefined): Course {
    const value = this.state(by, this.now, event);
    const course = scaled(moving, typeof value === "number" ? Math.sign(value) : 0);
    return {
      ...course,
      until: Math.min(course.until, factor.until),
      sampled: course.sampled || factor.sampled,
    };
  }

  /** A moving value that may grow too large ends there; where it is too large, it goes by the steps of its operands. */
  private exact(
    node: PlanExpression,
    course: Course,
    operands: readonly PlanExpression[],
    event: CustomerEvent | undefined,
  ): Course {
    if (course.kind === "still") return course;
    const tooLarge = (now: Instant): boolean => this.state(node, now, event) === OVERFLOW;
    return tooLarge(this.now)
      ? together(operands.map((operand) => this.still(operand, event)))
      : { ...course, until: firstChange(this.now, course.until, tooLarge) };
  }

  private elapsed(node: Of<"elapsed">, event: CustomerEvent | undefined): Course {
    const [from, to] = [this.course(node.from, event), this.course(node.to, event)];
    if (isExactUnit(node.unit) || node.of === "date") {
      const course = sumOf(to, turned(from), true);
      return course === undefined
        ? together([this.settled(node.from, from, event), this.settled(node.to, to, event)])
        : stepped(course);
    }
    // Months and years of times go by the local dates.
    return together([this.sameDate(node.from, from, event), this.sameDate(node.to, to, event)]);
  }

  /** Until when a time lies on the local date on which it is. */
  private sameDate(node: PlanExpression, course: Course, event: CustomerEvent | undefined): Still {
    if (course.kind === "still" || course.slope !== 1) return this.settled(node, course, event);
    const time = this.state(node, this.now, event);
    if (typeof time !== "number") return still(course.until, course.sampled);
    const end = this.now + nextDateChange(this.subject.zone, time) - time;
    return still(Math.min(course.until, end), course.sampled);
  }

  /** Until when a time lies in the local hour in which it is: the hours of one date do not come back. */
  private sameHour(node: Of<"calendar-part">, event: CustomerEvent | undefined): Still {
    const course = this.course(node.arg, event);
    if (course.kind === "still") return course;
    const { until } = this.sameDate(node.arg, course, event);
    return this.until({ ...course, until: Math.min(course.until, until) }, (now) => this.state(node, now, event));
  }

  /** When the profile of an instant may be another version. */
  private nextVersion(at: string): Instant {
    const { versions } = this.subject.customer;
    const clock = this.subject.clock(at);
    const dated = versions.flatMap(({ validFrom }) => (validFrom === null ? [] : [validFrom]));
    if (!clock.moves) return dated.length === 0 ? Infinity : clock.nextDate(this.now);
    const here = clock.at(this.now);
    const next = dated.find((validFrom) => validFrom > here);
    return next === undefined ? Infinity : clock.when(next);
  }

  private aggregate(id: string): Still {
    const known = this.aggregates.get(id);
    if (known !== undefined && known.until > this.now) return known;
    const found = aggregateCourse(this.subject.aggregate(id), this.subject, this.now, (where, event) =>
      this.still(where, event),
    );
    this.aggregates.set(id, found);
    return found;
  }

  /** What an expression is at a now before its course ends. */
  private state(node: PlanExpression, now: Instant, event: CustomerEvent | undefined): State {
    return this.values.state(node, this.now, now, event);
  }
}

/** A value that is rounded down to whole steps. */
function stepped(course: Course): Course {
  return course.kind === "still" ? course : { ...course, slope: undefined, smooth: false };
}
