import { format } from "../../grammar/format/format.ts";
import { parseFile } from "../../grammar/parser/parse-file.ts";
import type { Inferred, InferredField } from "./infer.ts";
import { nameText } from "./names.ts";

/** A rule file for what was inferred: readable, laid out, with what was seen beside each field. */
export function writeRules({ profile, events, tables }: Inferred): string {
  const parts = [
    "// Read off the files. Correct what is wrong, then: tagma check, tagma import, tagma run",
    `/// Who our customers are.\nprofile ${nameText(profile.name)} {\n${profile.fields.map(fieldLine).join("\n")}\n}`,
    ...tables.map(
      ({ name, key, fields }) =>
        `table ${nameText(name)} by ${nameText(key)} {\n${fields.map(fieldLine).join("\n")}\n}`,
    ),
    ...events.map((event) => {
      const partOf = "partOf" in event ? ` part of ${nameText(event.partOf)}` : "";
      return `event ${nameText(event.name)}${partOf} {\n${event.fields.map(fieldLine).join("\n")}\n}`;
    }),
    ...events.flatMap((event) => [
      `statistical tag ${tagName(event.name, "90d")} = count of ${nameText(event.name)} in last 90 days`,
      ...("partOf" in event
        ? []
        : [`statistical tag ${tagName(event.name, "quiet_days")} = days since latest ${nameText(event.name)}`]),
    ]),
  ];
  const text = `${parts.join("\n\n")}\n`;
  const formatted = format(parseFile({ path: "rules.tagma", text }));
  return "text" in formatted ? formatted.text : text;
}

function fieldLine({ name, type, required, personal, seen }: InferredField): string {
  return `  ${nameText(name)}: ${type}${required ? " required" : ""}${personal ? " personal" : ""} // ${seen}`;
}

function tagName(event: string, what: string): string {
  return nameText(`${event}_${what}`);
}
