import type { AggregateTexts } from "./texts.ts";

/** What each aggregate is called in a list, and what it says in a sentence. */
export const aggregatesEs = {
  count: { name: "número de veces", says: "el número de eventos {event}{rest}" },
  sum: { name: "suma de", says: "la suma de {field} en {events}" },
  average: { name: "media de", says: "la media de {field} en {events}" },
  median: { name: "mediana de", says: "la mediana de {field} en {events}" },
  quantile: { name: "cuantil de", says: "el cuantil {percent} de {field} en {events}" },
  minimum: { name: "mínimo de", says: "el menor valor de {field} en {events}" },
  maximum: { name: "máximo de", says: "el mayor valor de {field} en {events}" },
  "distinct count": {
    name: "número de valores distintos de",
    says: "el número de valores distintos de {field} en {events}",
  },
  "most frequent": { name: "lo más frecuente en", says: "el valor más frecuente de {field} en {events}" },
  first: { name: "primer valor de", says: "el valor de {field} en el primer evento {event}{rest}" },
  latest: { name: "último valor de", says: "el valor de {field} en el último evento {event}{rest}" },
  "time of first": { name: "momento de la primera vez", says: "el momento del primer evento {event}{rest}" },
  "time of latest": { name: "momento de la última vez", says: "el momento del último evento {event}{rest}" },
  "distinct days": { name: "número de días con", says: "el número de días con eventos {event}{rest}" },
  "longest streak": {
    name: "racha más larga de días con",
    says: "la racha más larga de días seguidos con eventos {event}{rest}",
  },
  "average gap": { name: "media de días entre", says: "la media de días entre {events}" },
} as const satisfies AggregateTexts;

/** What the words that begin an aggregate mean. */
export const aggregateHelpEs = {
  count: "`count of EVENT`: cuántos hay; 0 si no hay ninguno.",
  sum: "`sum of EVENT.FIELD`: el total; 0 si no hay ninguno.",
  average:
    "`average of EVENT.FIELD`: la media de los eventos cuyo valor se conoce; desconocida si no hay ninguno. `average gap between EVENT`: en días.",
  median: "`median of EVENT.FIELD`: el valor central; desconocido si no hay ninguno.",
  quantile: "`90% quantile of EVENT.FIELD`: el valor que 90 de cada cien no superan; desconocido si no hay ninguno.",
  minimum: "`minimum of EVENT.FIELD`: el valor menor; desconocido si no hay ninguno.",
  maximum: "`maximum of EVENT.FIELD`: el valor mayor; desconocido si no hay ninguno.",
  distinct:
    "`distinct count of EVENT.FIELD`: cuántos valores distintos. `distinct days of EVENT`: en cuántos días locales.",
  most: "`most frequent EVENT.FIELD`: el valor que más se repite; si hay varios, el que apareció más tarde.",
  first: "`first EVENT.FIELD`: el valor del primer evento. `= first of {…}`: gana la primera rama que se cumple.",
  latest: "`latest EVENT.FIELD`: el valor del último evento, aunque se desconozca.",
  share:
    "`share of EVENT where C`: la parte de los eventos que cumplen la condición, de 0 a 1; desconocida si no hay ninguno.",
  did: "`did EVENT [at least N times]`: si ocurrió.",
  longest: "`longest streak of days with EVENT`: el mayor número de días locales seguidos.",
} as const;
