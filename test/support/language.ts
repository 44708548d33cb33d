import { planSettings } from "../../engine/compile/settings.ts";
import { RuleFiles, type Analysis } from "../../editor/language/analysis.ts";

/** Rules that most tests of the language service stand on. */
export const shop = `profile customer {
  gender "Gender" : one of (female, male, other)
  birth_date : date
  city : text
  sms_opt_in : yes/no required
}
event order_paid "Paid order" {
  amount : money at least 0 required
  channel : one of (app, web, store)
}
event page_view { path : text required }
attribute tag age = years since birth_date
statistical tag orders_90d = count of order_paid in last 90 days
@label(zh: "价值等级", es: "Nivel de valor")
rule tag value_tier "Value tier" = one of {
  "VIP" when orders_90d >= 5
  "Regular" when orders_90d < 5
}
list big_cities = ("Taipei", "Tainan")
segment winback when value_tier is "VIP"
`;

export interface Opened {
  readonly analysis: Analysis;
  readonly path: string;
  readonly offset: number;
}

/** Opens `rules.tagma` with the shop's rules and more behind them; `<|>` in it is the cursor. */
export function opened(more: string, base = shop): Opened {
  const settings = planSettings({ timeZone: "UTC" });
  const files = new RuleFiles(settings);
  const marked = base + more;
  const offset = marked.indexOf("<|>");
  files.set("rules.tagma", marked.replace("<|>", ""));
  return { analysis: files.analysis(), path: "rules.tagma", offset };
}
