import type { Severity } from "../../diagnostics/catalogue.ts";
import type { ByLanguage } from "../languages.ts";

/** What `tagma check` says around its diagnostics. */
export interface CheckTexts {
  readonly severities: Readonly<Record<Severity, string>>;
  /** "2 errors, 1 warning, 3 hints". */
  readonly counted: (counts: readonly (readonly [Severity, number])[]) => string;
  readonly workspace: (files: number, tags: number, segments: number, tests: number) => string;
  readonly asked: (questions: number, open: number) => string;
  readonly mendFirst: (counted: string) => string;
}

export const checkTexts: ByLanguage<CheckTexts> = {
  en: {
    severities: { error: "error", warning: "warning", hint: "hint" },
    counted: (counts) => counts.map(([severity, count]) => `${count} ${severity}${count === 1 ? "" : "s"}`).join(", "),
    workspace: (files, tags, segments, tests) => `${files} files, ${tags} tags, ${segments} segments, ${tests} tests: `,
    asked: (questions, open) =>
      `Asked the prover ${questions} questions; ${open === 0 ? "all are decided" : `${open} are left open`}.`,
    mendFirst: (counted) => `${counted}. Mend the rules first; \`tagma check\` shows all there is.`,
  },
  zh: {
    severities: { error: "错误", warning: "警告", hint: "提示" },
    counted: (counts) =>
      counts
        .map(([severity, count]) => `${count} 个${{ error: "错误", warning: "警告", hint: "提示" }[severity]}`)
        .join("，"),
    workspace: (files, tags, segments, tests) =>
      `${files} 个文件、${tags} 个标签、${segments} 个人群、${tests} 个测试：`,
    asked: (questions, open) =>
      `证明器回答了 ${questions} 个问题，${open === 0 ? "全部有结论" : `${open} 个没有结论`}。`,
    mendFirst: (counted) => `${counted}。请先修正规则；\`tagma check\` 会列出全部问题。`,
  },
  ja: {
    severities: { error: "エラー", warning: "警告", hint: "ヒント" },
    counted: (counts) =>
      counts
        .map(([severity, count]) => `${{ error: "エラー", warning: "警告", hint: "ヒント" }[severity]} ${count} 件`)
        .join("、"),
    workspace: (files, tags, segments, tests) =>
      `ファイル ${files} 件、タグ ${tags} 件、セグメント ${segments} 件、テスト ${tests} 件：`,
    asked: (questions, open) =>
      `証明器に ${questions} 件を問い合わせ、${open === 0 ? "すべて結論が出ました" : `${open} 件は結論が出ていません`}。`,
    mendFirst: (counted) => `${counted}。先にルールを直してください。\`tagma check\` ですべて確認できます。`,
  },
  es: {
    severities: { error: "error", warning: "aviso", hint: "sugerencia" },
    counted: (counts) =>
      counts
        .map(([severity, count]) => {
          const [one, several] = {
            error: ["error", "errores"],
            warning: ["aviso", "avisos"],
            hint: ["sugerencia", "sugerencias"],
          }[severity];
          return `${count} ${count === 1 ? one : several}`;
        })
        .join(", "),
    workspace: (files, tags, segments, tests) =>
      `archivos: ${files}, etiquetas: ${tags}, segmentos: ${segments}, pruebas: ${tests}; `,
    asked: (questions, open) =>
      `Preguntas hechas al demostrador: ${questions}; ${open === 0 ? "todas resueltas" : `quedan abiertas ${open}`}.`,
    mendFirst: (counted) => `${counted}. Corrija primero las reglas; \`tagma check\` lo muestra todo.`,
  },
};
