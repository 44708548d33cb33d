import { LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TrendAnswer } from "../../api/audience.ts";
import type { DeclarationView } from "../language/catalogue.ts";
import { useDictionary } from "../state/catalogue.tsx";
import { useFormats } from "../state/format.ts";
import { useSettings } from "../state/settings.ts";

use([LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

type Points = Extract<TrendAnswer, { ok: true }>["points"];

/** Lines over time, one for each value; a table of the same for those who do not see them. */
export function TrendChart({ tag, points }: { readonly tag: DeclarationView; readonly points: Points }): ReactNode {
  const { t } = useTranslation();
  const words = useDictionary();
  const formats = useFormats();
  const theme = useSettings((state) => state.theme);
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const values = tag.type?.kind === "boolean" ? ["yes"] : (points[0]?.values.map(({ value }) => value) ?? []);
  const label = (value: string): string =>
    tag.type?.kind === "boolean" ? words.nameOf(tag.name) : words.valueOf(tag.name, value);
  const count = (point: Points[number], value: string): number =>
    point.values.find((own) => own.value === value)?.customers ?? 0;
  useEffect(() => {
    const { current } = host;
    if (current === null) return undefined;
    const made = init(current, null, { renderer: "svg" });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(current);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    chart.current?.setOption(
      {
        animation: false,
        aria: { enabled: true },
        color: values.map((_, index) => colour(`--series-${(index % 8) + 1}`)),
        textStyle: { fontFamily: style.fontFamily, color: colour("--ink") },
        grid: { left: 4, right: 28, top: 12, bottom: values.length > 1 ? 44 : 4, containLabel: true },
        tooltip: {
          trigger: "axis",
          renderMode: "richText",
          backgroundColor: colour("--surface"),
          borderColor: colour("--line-strong"),
          textStyle: { color: colour("--ink") },
        },
        ...(values.length > 1
          ? { legend: { bottom: 0, type: "scroll", textStyle: { color: colour("--ink-2") } } }
          : {}),
        xAxis: {
          type: "category",
          boundaryGap: false,
          data: points.map(({ asOf }) => asOf.slice(0, 10)),
          axisLine: { lineStyle: { color: colour("--line-strong") } },
          axisLabel: { color: colour("--ink-2"), hideOverlap: true },
        },
        yAxis: {
          type: "value",
          min: 0,
          minInterval: 1,
          splitLine: { lineStyle: { color: colour("--line") } },
          axisLabel: { color: colour("--ink-2") },
        },
        series: values.map((value) => ({
          name: label(value),
          type: "line",
          showSymbol: points.length < 20,
          symbolSize: 5,
          data: points.map((point) => count(point, value)),
        })),
      },
      { notMerge: true },
    );
  });
  void theme;
  return (
    <>
      <div className="chart" ref={host} aria-hidden />
      <table className="visually-hidden">
        <caption>{t("trend.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("trend.date")}</th>
            {values.map((value) => (
              <th key={value} scope="col">
                {label(value)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.asOf}>
              <th scope="row">{point.asOf.slice(0, 10)}</th>
              {values.map((value) => (
                <td key={value}>{formats.count(count(point, value))}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
