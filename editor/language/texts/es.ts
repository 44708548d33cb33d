import type { EditorTexts } from "./editor-texts.ts";

export const spanish: EditorTexts = {
  kinds: {
    "attribute tag": "etiqueta de atributo", "statistical tag": "etiqueta estadística", "rule tag": "etiqueta de regla", "mined tag": "etiqueta minada", profile: "perfil", event: "evento", lifecycle: "ciclo de vida",
    list: "lista", segment: "segmento", model: "modelo",
  },
  alwaysKnown: "siempre presente", mayBeUnknown: "puede faltar", personal: "dato personal",
  bounds: (low, high) => `de ${low} a ${high}`,
  valueOf: (field) => `un valor de ${field}`,
  owner: (name) => `Responsable: ${name}`, group: (name) => `Grupo: ${name}`,
  reads: (names) => `Lee ${names}`, usedBy: (names) => `En uso en ${names}`,
  comma: ", ", more: (count) => ` y ${count} más`,

  leaveOut: "Quitar esta parte", changeTo: (text) => `Cambiar por ${text}`, firstWins: "Que gane la primera rama que se cumpla (first of)", addOtherwise: "Añadir una rama para todos los demás", other: "Otros",
  orUnknown: (name) => `Incluir a aquellos de los que se desconoce ${name}`, asTest: "Añadir el cliente como prueba",
  noNameHere: "Aquí no hay ningún nombre.", notDeclared: "Este nombre no está declarado, así que no se puede cambiar.", notAName: (text) => `«${text}» no puede ser un nombre.`, nameTaken: (name) => `El nombre \`${name}\` ya está en uso.`,

  snippets: {
    when: "una etiqueta de sí o no", "one-of": "valores que se excluyen entre sí", "first-of": "valores por orden de prioridad", statistical: "lo que hizo el cliente", attribute: "a partir de campos del perfil",
    segment: "una audiencia", event: "lo que hacen los clientes", test: "un cliente y lo que debe cumplirse",
  },
  annotations: {
    label: "cómo se llama en otros idiomas", group: "su lugar en el catálogo", owner: "quién responde", status: "draft (borrador), active (en uso) o retired (retirado)", refresh: "cada cuánto se calcula",
    sensitivity: "con qué cuidado se trata", channel: "el código de canal al que pertenece", rename: "el nombre que tenía antes",
  },

  runTest: "▶ ejecutar la prueba", rulesHaveErrors: "Las reglas tienen errores; corríjalos primero.", got: (expectation, value) => `${expectation}: resultado ${value}`,
  customers: (some, every, share) => `${some} de ${every} clientes (${share})`, knownOf: (some, every) => `con valor en ${some} de ${every}`, moreValues: (count) => `${count} más`, inError: (count) => `con error: ${count}`,
};
