import type { Model } from "../../../grammar/tree/declaration.ts";
import type { Expression, Name, Reference } from "../../../grammar/tree/expression.ts";
import { Conditions } from "./conditions.ts";
import type { Expressions } from "./expressions.ts";
import type { Parts, SentenceLine } from "./parts.ts";

const asReference = (name: Name): Reference => ({
  kind: "reference",
  name,
  member: undefined,
  start: name.start,
  end: name.end,
});

/** Says what a model predicts, of whom, and from what. */
export function modelLines(model: Model, values: Expressions): SentenceLine[] {
  const { phrases, conditions } = values;
  const { body } = model;
  const name: Parts = [values.part(values.labels.of(model, model.name.text), model.name, "name")];
  const line = (parts: Parts): SentenceLine => ({ indent: 0, parts: phrases.end(parts, false) });
  const listed = (read: readonly Expression[]): Parts =>
    phrases.list(
      read.map((feature) =>
        feature.kind === "text-test"
          ? phrases.whether(conditions.inline(feature, undefined))
          : values.value(feature, undefined),
      ),
      "and",
    );
  const features = (read: readonly Expression[], method?: string): SentenceLine =>
    line(phrases.learnsFrom(listed(read), method));
  switch (body.kind) {
    case "missing":
      return [line(values.quoted(model))];
    case "predict": {
      const { target, horizon } = body;
      const first =
        target.kind === "condition"
          ? new Conditions(values, true).lines(
              0,
              (clause) =>
                horizon === undefined
                  ? phrases.predictLabel(name, clause)
                  : phrases.predict(name, clause, values.duration(horizon)),
              target.condition,
            )
          : horizon === undefined
            ? [line(values.quoted(model))]
            : [
                line(
                  phrases.predictAmount(
                    name,
                    values.field(target.event.text, target.field),
                    values.event(target.event),
                    values.duration(horizon),
                    target.kind === "quantile" ? values.number(target.share) : undefined,
                  ),
                ),
              ];
      const among = body.among === undefined ? [] : conditions.lines(0, (clause) => phrases.among(clause), body.among);
      return [...first, ...among, features(body.features, phrases.methods[body.method])];
    }
    case "cluster":
      return [
        line(phrases.cluster(name, body.groups === "best" ? undefined : values.number(body.groups))),
        features(body.features),
      ];
    case "lifetime":
      return [
        line(
          phrases.lifetime(
            name,
            values.field(body.event.text, body.field),
            values.event(body.event),
            values.duration(body.over),
          ),
        ),
      ];
    case "quantiles":
      return [
        line(phrases.quantiles(name, values.reference(asReference(body.of), undefined), values.number(body.groups))),
      ];
    case "recommend":
      return [
        line(
          phrases.recommend(
            name,
            values.field(body.event.text, body.field),
            values.event(body.event),
            values.number(body.top),
          ),
        ),
      ];
    case "elasticity":
      return [
        line(
          phrases.elasticity(
            name,
            phrases.fieldOfEvent(values.field(body.event.text, body.field), values.event(body.event)),
            phrases.fieldOfEvent(values.field(body.toEvent.text, body.toField), values.event(body.toEvent)),
          ),
        ),
        ...(body.per === undefined
          ? []
          : [
              line(
                phrases.comparesWithin(
                  phrases.fieldOfEvent(values.field(body.per.event.text, body.per.field), values.event(body.per.event)),
                ),
              ),
            ]),
        ...(body.groups === undefined ? [] : [line(phrases.measuresEach(listed([asReference(body.groups)])))]),
      ];
    case "onnx":
      return [line(phrases.onnx(name, values.plainText(body.path))), line(phrases.readsFrom(listed(body.features)))];
  }
}
