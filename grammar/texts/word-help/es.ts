import { aggregateHelpEs } from "../aggregates/es.ts";

/** What the words of the language mean, in Spanish. */
export const spanishWords = {
  ...aggregateHelpEs,
  where:
    "`where C`: solo los eventos que cumplen la condición. Se extiende por `and` y `or` hasta un periodo o un paréntesis.",
  sequel: "`A then B within D`: cada A al que sigue un B en ese tiempo. `then not` va al final.",
  within: "Cuánto puede durar una secuencia, desde el inicio hasta el último paso; D está incluido.",
  per: "`+2 per EVENT`: tantas veces como ocurrió. `per 100 of EVENT.FIELD`: por cada centena completa de la suma.",
  unknown:
    "Desconocido. Comparar o calcular con algo desconocido da desconocido. `when unknown` recoge a aquellos para los que ninguna rama se cumple y alguna se desconoce.",
  otherwise:
    "Todos los que no recoge ninguna rama anterior, incluidos aquellos para los que se desconoce alguna condición.",
  bands: "`bands of E {…}`: el límite inferior más alto que se alcanza; el límite está incluido.",
  score: "`score {…}`: puntos que se suman; cada elemento tiene su tope y después lo tiene el total.",
  exclusive: "Una ley: para cualquier cliente se cumple como máximo una de estas condiciones. Se demuestra.",
  never: "Una ley: no se cumple para nadie. Se demuestra.",
  ago: "`TAG as of 30 days ago`: la etiqueta tal como era, con el ahora desplazado a ese momento.",
  anniversary: "`anniversary of DATE`: el próximo día del año que coincide con la fecha; hoy cuenta.",
  since: "`days since X`: días completos transcurridos. `since 2026-01-01`: desde ese día, incluido.",
} as const;
