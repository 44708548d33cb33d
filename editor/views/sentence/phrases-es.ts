import { aggregatesEs } from "../../../grammar/texts/aggregates/es.ts";
import { fill, row, say, type Parts } from "./parts.ts";
import type { Measure, Occurrences, Phrases, Steps } from "./phrases.ts";
import type { TimePartName } from "../../../grammar/tree/expression.ts";

const where = (condition: Parts | undefined): Parts => (condition === undefined ? [] : say` en que ${condition}`);
const when = (window: Parts | undefined): Parts => (window === undefined ? [] : say` ${window}`);
const whenWhere = ({ where: condition, window }: Pick<Occurrences, "where" | "window">): Parts =>
  say`${when(window)}${where(condition)}`;
const events = ({ event, where: condition, window }: Occurrences): Parts =>
  say`los eventos ${event}${whenWhere({ where: condition, window })}`;

const measure = (said: Measure): Parts =>
  fill(aggregatesEs[said.function].says, {
    ...said,
    events: events(said),
    rest: whenWhere(said),
  });

/** "le siguió A y después B, cada uno en un plazo de 2 días" */
function followed({ steps, each, within }: Steps): Parts {
  const [, ...rest] = steps;
  const parts = rest.map((step, index) => {
    const what = say`${step.event}${where(step.where)}`;
    return index === 0
      ? say`${step.negated ? "no le siguió " : "le siguió "}${what}`
      : step.negated
        ? say`, pero después no ${what}`
        : say` y después ${what}`;
  });
  return say`${parts.flat()}${each && rest.length > 1 ? ", cada paso" : ""} en un plazo de ${within}`;
}

function start({ keep, steps, window }: Steps): Parts {
  const [first] = steps;
  const keeps = { all: "a un evento ", first: "al primer evento ", latest: "al último evento " }[keep];
  return say`${keeps}${first?.event ?? []}${whenWhere({ where: first?.where, window })}`;
}

const comparisons = {
  "<": ["es menor que", "no es menor que"],
  "<=": ["es como máximo", "no es como máximo"],
  ">": ["es mayor que", "no es mayor que"],
  ">=": ["es al menos", "no es al menos"],
} as const;
const moments = {
  "<": ["es anterior a", "no es anterior a"],
  "<=": ["no es posterior a", "es posterior a"],
  ">": ["es posterior a", "no es posterior a"],
  ">=": ["no es anterior a", "es anterior a"],
} as const;
const tests = {
  contains: ["contiene", "no contiene"],
  includes: ["incluye", "no incluye"],
  "starts with": ["empieza por", "no empieza por"],
  "ends with": ["termina en", "no termina en"],
} as const;
const types = {
  "yes/no": "sí o no",
  text: "un texto",
  integer: "un número entero",
  number: "un número",
  money: "un importe",
  date: "una fecha",
  time: "una fecha con hora",
} as const;
const units = {
  second: ["segundo", "segundos"],
  minute: ["minuto", "minutos"],
  hour: ["hora", "horas"],
  day: ["día", "días"],
  week: ["semana", "semanas"],
  month: ["mes", "meses"],
  quarter: ["trimestre", "trimestres"],
  year: ["año", "años"],
} as const;
const complete = {
  second: "completos",
  minute: "completos",
  hour: "completas",
  day: "completos",
  week: "completas",
  month: "completos",
  quarter: "completos",
  year: "completos",
} as const;
const lasts = { completos: ["el último", "los últimos"], completas: ["la última", "las últimas"] } as const;
const calendar = {
  this: {
    second: "este segundo",
    minute: "este minuto",
    hour: "esta hora",
    day: "hoy",
    week: "esta semana",
    month: "este mes",
    quarter: "este trimestre",
    year: "este año",
  },
  last: {
    second: "el segundo pasado",
    minute: "el minuto pasado",
    hour: "la hora pasada",
    day: "ayer",
    week: "la semana pasada",
    month: "el mes pasado",
    quarter: "el trimestre pasado",
    year: "el año pasado",
  },
} as const;

const timeParts: Readonly<Record<TimePartName, string>> = {
  year: "el año",
  month: "el mes",
  day: "el día del mes",
  weekday: "el día de la semana",
  hour: "la hora del día",
  date: "la fecha",
};

export const spanish: Phrases = {
  quotes: ["«", "»"],
  end: (parts, opens) => say`${parts}${opens ? ":" : "."}`,
  brackets: (parts) => say`(${parts})`,
  list: (items, word) => row(items, ", ", word === "and" ? " y " : " o "),

  length: (amount, unit) => `${amount} ${units[unit][amount === "1" ? 0 : 1]}`,
  lastLength: (amount, unit) => (amount === "1" ? units[unit][0] : `${amount} ${units[unit][1]}`),
  yes: "sí",
  no: "no",
  now: "ahora",
  today: "hoy",
  customerId: "identificador del cliente",
  time: "el momento del evento",
  timePart: (part) => timeParts[part],
  timePartOf: (part, of) => say`${timeParts[part]} de ${of}`,
  weekdays: {
    monday: "lunes",
    tuesday: "martes",
    wednesday: "miércoles",
    thursday: "jueves",
    friday: "viernes",
    saturday: "sábado",
    sunday: "domingo",
  },
  asOf: (value, ago) => say`${value} tal como era hace ${ago}`,
  ifUnknown: (value, fallback) => say`${value} (${fallback} si no se conoce)`,
  elapsed: (unit, direction, of) =>
    direction === "since"
      ? say`el número de ${units[unit][1]} ${complete[unit]} desde ${of}`
      : say`el número de ${units[unit][1]} ${complete[unit]} hasta ${of}`,
  anniversary: (of) => say`el próximo aniversario de ${of}`,
  moment: (which, { event, where: condition, window }) =>
    say`el ${which === "first" ? "primer" : "último"} evento ${event}${whenWhere({ where: condition, window })}`,
  measure,
  share: ({ event, where: condition, window }, among) =>
    among === undefined
      ? say`la proporción, entre todos los eventos ${event}${when(window)}, de aquellos${where(condition)}`
      : say`la proporción, entre los eventos ${event}${when(window)} en que ${among}, de aquellos${where(condition)}`,
  sequenceCount: (steps) => say`el número de veces que ${start(steps)} ${followed(steps)}`,

  inLastOf: (value, unit) => say`en ${lasts[complete[unit]][1]} ${value} ${units[unit][1]}`,
  inLast: (length, amount, unit) => say`en ${lasts[complete[unit]][amount === "1" ? 0 : 1]} ${length}`,
  endingAgo: (length, ending) => say`en el plazo de ${length} que terminó hace ${ending}`,
  calendarWindow: (which, unit) => calendar[which][unit],
  during: (from, to) => say`del ${from} al ${to}`,
  since: (from) => say`desde ${from}`,

  and: (items) => row(items, ", ", " y "),
  or: (items) => row(items, ", ", " o "),
  not: (condition) => say`no se cumple que ${condition}`,
  andKnown: " (y se sabe)",
  these: (word, negated) =>
    word === "and"
      ? negated
        ? "no se cumple todo lo siguiente"
        : "se cumple todo lo siguiente"
      : negated
        ? "no se cumple nada de lo siguiente"
        : "se cumple al menos una de estas condiciones",
  compare: (left, comparator, right, operator, moment, negated) =>
    say`${left} ${operator((moment ? moments : comparisons)[comparator][negated ? 1 : 0])} ${right}`,
  between: (value, from, to, negated) =>
    say`${value} ${negated ? "no está" : "está"} entre ${from} y ${to} (ambos incluidos)`,
  equals: (left, right, operator, negated) => say`${left} ${operator(negated ? "no es" : "es")} ${right}`,
  oneOf: (left, values, negated) =>
    negated ? say`${left} no es ninguno de estos valores: ${values}` : say`${left} es ${values}`,
  inList: (left, list, negated) => say`${left} ${negated ? "no está" : "está"} en la lista ${list}`,
  rank: (left, direction, stage, negated) =>
    say`${left} ${direction === "at-least" ? (negated ? "no ha llegado a" : "ha llegado a") : negated ? "ha pasado de" : "no ha pasado de"} ${stage}`,
  known: (value, known) => say`${known ? "se conoce" : "no se conoce"} ${value}`,
  textTest: (left, test, right, negated) => say`${left} ${tests[test][negated ? 1 : 0]} ${right}`,
  setTest: (left, quantifier, values, negated) =>
    say`${left} ${negated ? "no incluye" : "incluye"} ${quantifier === "any" ? "alguno de" : "todos estos:"} ${values}`,
  setSize: (of) => say`el número de valores de ${of}`,
  ignoringCase: (condition) => say`${condition} (sin distinguir mayúsculas)`,
  isYes: (value, negated) => say`${value} es ${negated ? "«no»" : "«sí»"}`,
  tagHolds: (tag, negated) => say`${negated ? "no se cumple" : "se cumple"} ${tag}`,
  inSegment: (segment, negated) => say`${negated ? "no se cumple" : "se cumple"} el segmento ${segment}`,
  did: ({ event, where: condition, window }, atLeast, negated, future) =>
    say`${negated && atLeast === undefined ? "no " : ""}${future ? "haya" : "hubo"} ${atLeast === undefined ? (negated ? "ningún evento" : "algún evento") : say`${negated ? "menos de" : "al menos"} ${atLeast} eventos`} ${event}${whenWhere({ where: condition, window })}`,
  sequence: (steps, negated) => say`${negated ? "nunca " : ""}${start(steps)} ${followed(steps)}`,

  tagWhen: (name, condition) => say`${name} se aplica a los clientes para los que ${condition}`,
  tagIs: (name, value) => say`${name} es ${value}`,
  branches: (name, form) =>
    say`${name} es ${{ "one of": "uno de estos valores, que se excluyen entre sí", "first of": "el primero de estos valores que corresponda, en este orden", "all of": "cada uno de estos valores que corresponda" }[form]}`,
  branch: (value, condition) => say`${value} cuando ${condition}`,
  whenUnknown: (value) => say`${value} cuando ninguno es seguro porque falta algún dato`,
  otherwise: (value, withUnknown) =>
    say`${value} para todos los demás${withUnknown ? ", también si falta algún dato" : ""}`,
  bands: (name, of) => say`${name} depende de ${of}; cuenta el límite más alto que se alcanza`,
  band: (value, from) => say`${value} a partir de ${from}`,
  bandUnknown: (value) => say`${value} cuando no se conoce`,
  bandOtherwise: (value, withUnknown) =>
    say`${value} por debajo de todos${withUnknown ? ", o cuando no se conoce" : ""}`,
  score: (name, bounds) =>
    say`${name} suma puntos${bounds === undefined ? "" : say`, de ${bounds.low} a ${bounds.high}`}`,
  scoreWhen: (points, condition) => say`${points} cuando ${condition}`,
  scorePer: (points, occurrences, hundreds) =>
    hundreds === undefined
      ? say`${points} por cada evento ${occurrences.event}${whenWhere(occurrences)}`
      : say`${points} por cada ${hundreds.size} completos en la suma de ${hundreds.field} en ${events(occurrences)}`,
  atMost: (item, most) => say`${item}, como máximo ${most} puntos`,
  lifecycle: (name) => say`${name} es la última de estas etapas que corresponda`,
  segment: (name, condition) => say`${name} reúne a los clientes para los que ${condition}`,
  exclusive: () => "Para ningún cliente pueden cumplirse a la vez dos de estas condiciones",
  never: (reason, condition) => say`No puede haber ningún cliente (${reason}) para el que ${condition}`,
  listOf: (name, values) => say`${name} es la lista de ${values}`,
  listFrom: (name, path, column) =>
    column === undefined
      ? say`${name} es la lista del archivo ${path}`
      : say`${name} es la lista de la columna ${column} del archivo ${path}`,
  test: (title, asOf) => say`Prueba ${title}, con fecha ${asOf}`,
  testProfile: (name, from) => (from === undefined ? name : say`${name} desde ${from}`),
  testEvents: (event, repeat, last) =>
    repeat === undefined
      ? say`${event} ${last}`
      : say`${event} ${repeat.times} veces, cada ${repeat.every}, la última ${last}`,
  testAt: (at) => say`el ${at}`,
  testAgo: (ago) => say`hace ${ago}`,
  testNow: () => "en ese momento",
  given: (head, values) =>
    values.length === 0
      ? head
      : say`${head}: ${row(
          values.map(({ name, value }) => say`${name} ${value}`),
          ", ",
        )}`,
  expect: (condition) => say`Se comprueba que ${condition}`,
  record: (name, kind, empty) =>
    kind === "profile"
      ? say`${name} es lo que se sabe de cada cliente`
      : empty
        ? say`${name} es algo que hacen los clientes; no se anota nada más`
        : say`${name} es algo que hacen los clientes; se anota`,
  partOf: (name, parent, empty) =>
    empty ? say`${name} es parte de ${parent}; no se anota nada más` : say`${name} es parte de ${parent}; se anota`,
  fieldOfParent: (field, parent) => say`${field} de su ${parent}`,
  table: (name, key) => say`${name} es una tabla; cada fila tiene su ${key} y`,
  rowOf: (table) => say`un texto que nombra una fila de ${table}`,
  fieldOfRow: (field, key) => say`${field} de ${key}`,
  testRow: (table) => say`una fila de ${table}`,
  field: (name, type, required, personal) =>
    say`${name}, ${type}${required ? ", siempre presente" : ""}${personal ? ", con máscara al mostrarse" : ""}`,
  computed: (field, value) => say`${field}: ${value}`,
  fieldType: (type) => types[type],
  decimal: (digits) => say`un número (decimales: ${digits})`,
  choices: (values) => say`uno de los valores ${row(values, ", ", " y ")}`,
  setOf: (values) =>
    values === undefined
      ? say`un conjunto de textos`
      : say`cualquier número de los valores ${row(values, ", ", " y ")}`,
  setValue: (values) => (values.length === 0 ? say`ningún valor` : row(values, ", ", " y ")),
  bounds: (type, low, high) =>
    low !== undefined && high !== undefined
      ? say`${type} de ${low} a ${high}`
      : low !== undefined
        ? say`${type}, como mínimo ${low}`
        : high !== undefined
          ? say`${type}, como máximo ${high}`
          : type,
  tagKind: (kind) =>
    ({
      attribute: "etiqueta de atributo",
      statistical: "etiqueta estadística",
      rule: "etiqueta de regla",
      mined: "etiqueta minada",
    })[kind],

  predict: (name, target, horizon) => say`${name} predice la probabilidad de que, en un plazo de ${horizon}, ${target}`,
  predictLabel: (name, label) =>
    say`${name} predice, por lo demás que se sabe el mismo día, con qué probabilidad ${label}`,
  predictAmount: (name, field, event, horizon, quantile) =>
    quantile === undefined
      ? say`${name} predice la suma de ${field} en los eventos ${event} en un plazo de ${horizon}`
      : say`${name} predice la suma de ${field} en los eventos ${event} en un plazo de ${horizon} que no se supera con una probabilidad del ${quantile}`,
  among: (condition) => say`Mira a los clientes para los que ${condition}`,
  whether: (clause) => say`el dato de si ${clause}`,
  learnsFrom: (features, method) => say`Aprende de ${features}${method === undefined ? "" : `, por ${method}`}`,
  readsFrom: (features) => say`Lee ${features}`,
  methods: { "logistic regression": "regresión logística", "boosted trees": "árboles potenciados" },
  cluster: (name, groups) =>
    groups === undefined
      ? say`${name} reúne a los clientes parecidos en el número de grupos que mejor encaje`
      : say`${name} reúne a los clientes parecidos en ${groups} grupos`,
  lifetime: (name, field, event, over) =>
    say`${name} estima cuánto valdrá cada cliente en un plazo de ${over}, según ${field} de ${event}`,
  quantiles: (name, of, groups) => say`${name} divide a los clientes según ${of} en ${groups} grupos del mismo tamaño`,
  recommend: (name, field, event, top) =>
    say`${name} recomienda a cada cliente los ${top} valores de ${field} de ${event} que mejor le van`,
  elasticity: (name, of, to) => say`${name} mide cómo responde ${of} a ${to}`,
  comparesWithin: (of) => say`Compara cada valor de ${of} solo con sus propios datos`,
  measuresEach: (groups) => say`Lo mide para cada grupo de clientes según ${groups}`,
  fieldOfEvent: (field, event) => say`${field} de ${event}`,
  onnx: (name, path) => say`${name} es el modelo entrenado del archivo ${path}`,
};
