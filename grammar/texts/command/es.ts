/** What the command says around diagnostics, in Spanish. */
export const spanish = {
  "severity.error": "error",
  "severity.warning": "aviso",
  "severity.hint": "sugerencia",
  "counted.error_one": "{count} error",
  "counted.error_other": "{count} errores",
  "counted.warning_one": "{count} aviso",
  "counted.warning_other": "{count} avisos",
  "counted.hint_one": "{count} sugerencia",
  "counted.hint_other": "{count} sugerencias",
  workspace: "archivos: {files}, etiquetas: {tags}, segmentos: {segments}, pruebas: {tests}; ",
  askedAll: "Preguntas hechas al demostrador: {questions}; todas resueltas.",
  askedOpen: "Preguntas hechas al demostrador: {questions}; quedan abiertas {open}.",
  askedLeft:
    "Preguntas hechas al demostrador: {questions}; quedan abiertas {open}, de ellas {left} porque la comprobación agotó su cantidad de cálculo.",
  mendFirst: "{counted}. Corrija primero las reglas; `tagma check` lo muestra todo.",
} as const;
