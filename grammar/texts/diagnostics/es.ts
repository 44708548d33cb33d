/** The diagnostics in Spanish. */
export const spanishTexts = {
  // ── reading the file ──
  "bad-encoding": {
    message: "Este archivo no es UTF-8 válido (primer byte erróneo en la posición {offset}).",
    help: "Guarde el archivo como UTF-8.",
  },
  "file-too-large": {
    message: "Este archivo tiene {size} caracteres; un archivo de reglas puede tener {limit}.",
    help: "Divídalo en varios archivos: todos los archivos `.tagma` de un espacio de trabajo comparten los nombres.",
  },
  "bad-character": {
    message: "`{character}` no puede estar aquí.",
    help: "Elimínelo. Los textos van entre comillas dobles y los nombres poco corrientes, entre acentos graves.",
  },
  "unterminated-text": {
    message: 'A este texto le faltan las comillas finales `"` en su línea.',
    help: 'Añada `"` al final. Para un salto de línea dentro de un texto, escriba `\\n`.',
  },
  "unterminated-name": {
    message: "A este nombre le falta el acento grave final.",
    help: "Añada un acento grave al final del nombre.",
  },
  "bad-escape": {
    message: "`{escape}` no significa nada en un texto.",
    help: 'Escriba `\\"`, `\\\\`, `\\n`, `\\t` o `\\u{1F600}`.',
  },
  "bad-number": {
    message: "`{number}` no es un número que Tagma pueda representar.",
    help: "Los enteros llegan hasta 9007199254740991, y también los decimales, contados en su última cifra: `decimal(9)` llega hasta 9007199.254740991. Todo número tiene como máximo 15 cifras y antes de la unidad va un espacio: `90 days`.",
  },
  "no-such-date": {
    message: "{date} no está en el calendario.",
    help: "Las fechas se escriben año-mes-día; por ejemplo, 2026-03-01.",
  },
  "full-width": { message: "`{sign}` es un signo de ancho completo.", help: "Escriba `{instead}`." },
  "wrong-quotes": {
    message: "Tagma no conoce las comillas {sign}.",
    help: "El texto va entre comillas dobles rectas: `{instead}`.",
  },
  "foreign-operator": { message: "`{operator}` no es un operador aquí.", help: "Escriba `{instead}`." },
  "too-many-instants": {
    message: "Las reglas miran atrás a más de {limit} instantes distintos.",
    help: "Anide menos `as of … ago`: cada nivel los multiplica.",
  },
  "too-many-branches": {
    message: "Aquí hay más de {limit} ramas.",
    help: "Ponga los valores en un archivo y pregunte con `is in`, o divida esto en varias etiquetas.",
  },
  "too-many-operands": {
    message: "Aquí hay más de {limit} operandos seguidos.",
    help: "Dé nombre a sus partes: haga de cada una una etiqueta. Las elecciones largas son una lista: `is one of (…)` o `is in`.",
  },
  "too-many-values": {
    message: "Hay más de {limit} valores entre estos paréntesis.",
    help: 'Póngalos en un archivo y declárelo: `list name from "file.csv"`.',
  },
  "too-many-declarations": {
    message: "Las reglas tienen más de {limit} declaraciones; a partir de aquí no se leen.",
    help: "Divida el espacio de trabajo o quite lo que nadie usa.",
  },
  "too-many-mistakes": {
    message: "Este archivo tiene más de {limit} errores; a partir de aquí no se comprueba.",
    help: "Corrija los primeros: la mayoría de los demás se deben a ellos, o esto no es un archivo de reglas.",
  },
  "plan-too-large": {
    message:
      "Las reglas piden más de {limit} etiquetas y agregados, contados una vez por cada instante al que se mira atrás.",
    help: "Mire atrás con `as of … ago` desde menos etiquetas.",
  },
  "too-deep": {
    message: "Aquí hay más de {limit} niveles anidados.",
    help: "Dé nombre a una parte interior: conviértala en una etiqueta propia.",
  },
  "format-changes": {
    message: "Dar formato cambiaría aquí algo más que la disposición, así que el archivo queda como está.",
    help: "Por favor, comuníquenos este texto: el error es del formateador, no suyo.",
  },
  syntax: { message: "Se esperaba {expected}, pero hay {found}.", help: "{advice}" },

  // ── names ──
  "unknown-name": { message: "No existe {kind} con el nombre `{name}`.", help: "{advice}" },
  "unknown-field": { message: "`{owner}` no tiene ningún campo llamado `{name}`.", help: "{advice}" },
  "unknown-value": { message: "`{value}` no es uno de los valores de {place}.", help: "Puede ser {values}." },
  "not-an-event": { message: "`{name}` es {actual}, no un evento.", help: "Aquí hace falta un evento. {advice}" },
  "wrong-name": { message: "`{name}` es {actual}; no puede usarse como {needed}.", help: "{advice}" },
  "duplicate-name": {
    message: "`{name}` está declarado más de una vez.",
    help: "La otra declaración está en {where}. Cambie uno de los nombres.",
  },
  "case-clash": {
    message: "`{name}` y `{other}` solo se distinguen por las mayúsculas.",
    help: "Cambie uno de los nombres: las personas y las bases de datos los confundirían.",
  },
  "no-profile": {
    message: "El espacio de trabajo no tiene `profile`.",
    help: "Declare quiénes son sus clientes: `profile customer { … }`.",
  },
  "unknown-annotation": { message: "`@{name}` no es una anotación que Tagma conozca.", help: "{advice}" },
  "bad-annotation": { message: "`@{name}` está incompleta: {reason}.", help: "Por ejemplo: `{example}`" },
  unused: {
    message: "{what} `{name}` no se usa nunca.",
    help: "Haga uso de este nombre en una etiqueta o elimine la declaración.",
  },

  // ── types ──
  "type-mismatch": { message: "{problem}.", help: "{advice}" },
  "condition-expected": {
    message: "Aquí hace falta una condición (sí o no), pero esto es {actual}.",
    help: "{advice}",
  },
  "value-expected": { message: "Aquí hace falta {needed}, pero esto es {actual}.", help: "{advice}" },
  "excess-digits": {
    message: "{number} tiene más decimales de los que admite {place} ({digits}).",
    help: "Número máximo de decimales: {digits}.",
  },
  "out-of-bounds": {
    message: "{value} está fuera de lo que permite `{name}` ({bounds}).",
    help: "Cambie el valor, o los límites donde se declara el campo.",
  },
  "bounds-reversed": { message: "El límite inferior {low} es mayor que el superior {high}.", help: "Intercámbielos." },
  "list-mixed": {
    message: "La lista `{name}` mezcla {some} y {others}.",
    help: "Todos los valores de una lista deben ser del mismo tipo.",
  },
  "list-unreadable": {
    message: "No se puede leer el archivo de lista «{path}»: {reason}.",
    help: "La ruta es relativa a la carpeta del espacio de trabajo; el archivo es un CSV en UTF-8.",
  },
  "tag-of-duration": {
    message: "Una etiqueta no puede ser una duración.",
    help: "Indique la unidad: `days since …`, `hours since …`.",
  },
  "whole-set": {
    message: "Un conjunto entero no puede ser aquí el valor: `{set}`.",
    help: 'Consulte el conjunto y use la respuesta: `{set} contains "…"`, `size of {set}`.',
  },

  // ── what may read what ──
  "kind-reads": { message: "{reader} no puede leer {what}.", help: "{advice}" },
  "tag-in-where": {
    message: "`{name}` es {actual}; un `where` solo puede mirar el evento y el perfil.",
    help: "Saque esta condición del recuento: `… and {name}`.",
  },
  "aggregate-in-where": {
    message: "Un `where` no puede contar otros eventos.",
    help: "Conviértalo en una etiqueta propia y combine las dos con `and`, o use una secuencia: `A then B within 2 days`.",
  },
  "computed-reads": {
    message: "`{name}` no puede estar en un campo calculado.",
    help: "Un campo calculado sale de los campos de su propio evento y de `time`. Lo que depende del cliente, de otros eventos o de hoy es una etiqueta.",
  },
  "computed-in-profile": {
    message: "Un perfil no tiene campos calculados, pero `{name}` lo es.",
    help: "Escribe una etiqueta: `attribute tag {name} = …`.",
  },
  "in-table": {
    message: "Una tabla no admite {what}, pero `{name}` lo es.",
    help: "Los campos de una tabla tienen un tipo simple; que se conozcan depende de la fila.",
  },
  "computed-row": {
    message: "Un campo calculado no nombra filas de una tabla, pero `{name}` debería.",
    help: "Que sea un `text`, o traiga la clave en los datos.",
  },
  "computed-required": {
    message: "Un campo calculado no admite `required` ni límites.",
    help: "Quítalos: se conoce cuando se conoce todo aquello de lo que sale.",
  },
  "computed-too-large": {
    message: "`{name}` equivale a más de {limit} valores y operaciones, contando los de los campos calculados que lee.",
    help: "Haga que lea menos campos calculados, o ponga en los datos lo que ya está calculado.",
  },
  "too-much-computed": {
    message: "Las reglas leen tanto de campos calculados que juntos equivalen a más de {limit} valores y operaciones.",
    help: "Lea un campo calculado grande en menos lugares: haga una etiqueta de lo que sale de él y lea esa etiqueta.",
  },
  "part-of-part": {
    message: "`{name}` no puede ser parte de `{parent}`, que ya es parte de otro evento.",
    help: "Una parte pertenece a un evento propio: escriba ese detrás de `part of`.",
  },
  "event-outside": {
    message: "`{name}` pertenece a un evento y solo se conoce dentro de un `where`.",
    help: "Por ejemplo: `count of order_paid where weekday of time is monday`.",
  },
  "as-of-needs-tag": {
    message: "`as of … ago` mira el pasado de una etiqueta, pero esto es {actual}.",
    help: "Dé nombre a la expresión como etiqueta y escriba `that_tag as of 30 days ago`.",
  },
  "label-expected": {
    message: "Sin un plazo por delante, `predict` aprende de una marca, que es un campo sí/no del perfil.",
    help: "Escriba hasta dónde mira, por ejemplo `in next 60 days`, o nombre un campo sí/no del perfil, como `{example}`.",
  },
  "label-feature": {
    message: "`{name}` lee `{label}`, la marca que el modelo debe averiguar.",
    help: "Quítelo: la marca se averiguaría por sí misma, y el modelo no serviría donde aún no se conoce.",
  },
  "model-untrained": {
    message: "El modelo `{name}` aún no está entrenado: sus etiquetas no tienen valor.",
    help: "Entrénelo con `tagma train {name}`.",
  },
  "model-stale": {
    message: "El modelo `{name}` se entrenó con otras reglas que las actuales: sus etiquetas no tienen valor.",
    help: "Vuelva a entrenarlo con `tagma train {name}`.",
  },
  "model-unreadable": {
    message: 'El archivo de modelo "{path}" no se puede usar: {reason}.',
    help: "Vuelva a entrenar el modelo o recupere el archivo como estaba.",
  },
  "not-in-sql": {
    message: "`{name}` no puede decirse con exactitud en {target}: {reason}.",
    help: "Déjelo fuera con `--leave-out` o evalúelo con `tagma run`.",
  },
  cycle: {
    message: "Dependen unas de otras en círculo: {path}.",
    help: "Rompa el círculo: una de ellas no debe leer a la otra.",
  },

  // ── windows and sequences ──
  "window-empty": { message: "Este periodo no contiene ningún tiempo: {reason}.", help: "{advice}" },
  "window-reversed": {
    message: "Este periodo termina el {end}, antes de empezar el {start}.",
    help: "Intercambie las dos fechas.",
  },
  "window-units": {
    message: "`in last … {word} ending … {otherWord} ago` mezcla dos unidades.",
    help: "Escriba las dos en {unit} o las dos en {otherUnit}.",
  },
  "last-units": {
    message: "Cuando un valor dice cuántas, `in last` cuenta unidades exactas, pero {unit} no duran siempre lo mismo.",
    help: "Escríbalo en días o semanas, por ejemplo `in last 30 days`.",
  },
  "window-reads": {
    message: "`{name}` no puede decir cuándo empieza un periodo ni cuánto dura.",
    help: "Detrás de `since` e `in last` van campos del perfil, etiquetas de atributo que salen de una sola fórmula, `now` y `today`. Lo que sigue a otro evento es una secuencia: `count of A then B within 7 days`.",
  },
  "within-units": {
    message: "`within` necesita una duración exacta, pero no todos los {unit} duran lo mismo.",
    help: "Escríbalo en días o semanas; por ejemplo, `within 30 days`.",
  },
  "not-last-step": {
    message: "`then not` debe ser el último paso de una secuencia.",
    help: "Termine aquí la secuencia o quite el `not`.",
  },
  "unit-of-date": { message: "Una fecha no tiene {unit}.", help: "Cuente en días, semanas, meses, trimestres o años." },
  "unit-until": { message: "`{word} until` no es posible.", help: "{advice}" },

  // ── branches ──
  "no-branches": { message: "No hay nada dentro de estas llaves.", help: "{advice}" },
  "branch-order": {
    message: "`{branch}` debe ir después de todas las ramas con condición.",
    help: "Orden: primero las condiciones, luego `when unknown` y al final `otherwise`.",
  },
  "duplicate-branch": {
    message: "El valor «{value}» aparece dos veces.",
    help: "Una las dos condiciones con `or` o cambie uno de los nombres.",
  },
  "equal-bounds": {
    message: "Dos franjas empiezan en {bound}.",
    help: "Cada franja necesita su propio límite inferior.",
  },
  "bad-test": { message: "{problem}.", help: "{advice}" },

  // ── proofs ──
  "branches-overlap": {
    message: "«{first}» y «{second}» pueden cumplirse a la vez para un mismo cliente.",
    help: "Haga que las condiciones se excluyan o escriba `first of` para que gane la primera. El cliente de abajo está en las dos.",
  },
  "not-proved-exclusive": {
    message: "No está demostrado que «{first}» y «{second}» no se cumplan nunca a la vez: {reason}.",
    help: "Se comprueba con cada cliente al ejecutar; escriba `first of` si debe ganar la primera.",
  },
  "proof-left": {
    message: "Quedaron abiertas {count} preguntas sobre esto: la comprobación agotó su cantidad de cálculo.",
    help: "Divídalo en etiquetas más pequeñas o dé nombre propio a sus partes. Las ejecuciones lo deciden igualmente para cada cliente.",
  },
  "branch-never": { message: "Nadie puede ser nunca «{value}».", help: "{advice}" },
  "no-branch-taken": {
    message: "Algunos clientes no están en ninguna de las ramas.",
    help: "Añada una rama para ellos, u `otherwise`. El cliente de abajo no está en ninguna.",
  },
  "law-broken": {
    message: "Esta ley puede incumplirse: {law}.",
    help: "Cambie las reglas para que se cumpla. El cliente de abajo la incumple.",
  },
  "law-not-proved": {
    message: "No está demostrado que esta ley se cumpla siempre: {reason}.",
    help: "Se comprueba con cada cliente al ejecutar.",
  },
  "always-empty": {
    message: "Ningún cliente puede estar nunca en `{name}`.",
    help: "Dos de sus condiciones se excluyen; revise los números y los periodos.",
  },
  "always-everyone": {
    message: "Todos los clientes están siempre en `{name}`.",
    help: "La condición se cumple para todo el mundo; revise los números y los periodos.",
  },
  "condition-implied": { message: "Esto ya se deduce de las condiciones que lo acompañan.", help: "Se puede omitir." },

  // ── hints ──
  "mixed-and-or": {
    message: "Aquí `and` une más que `or`.",
    help: "Añada paréntesis para decir lo que quiere: `(a and b) or c`.",
  },
  "otherwise-takes-unknown": {
    message: "«{value}» también recoge a los clientes para los que se desconoce alguna condición.",
    help: 'Para separarlos, añada antes una rama `"…" when unknown`.',
  },
  "not-leaves-unknown": {
    message: "Esto deja fuera a los clientes de los que se desconoce `{name}`.",
    help: "Si deben estar, añada `or {name} is unknown`.",
  },
  "where-runs-on": {
    message: "Este `where` abarca también `{name}`, que trata del cliente, no del evento.",
    help: "Ponga entre paréntesis la parte que quiere: `(did … where …) and {name}`.",
  },
  "number-threshold": {
    message: "`{name}` es un número de coma flotante; muy cerca del umbral, los motores pueden diferir.",
    help: "Declare el campo como `decimal(2)` o `money` para que sea exacto.",
  },
  "since-unknown": {
    message: "Donde `{name}` se desconoce no cuenta nada, como si no hubiera eventos.",
    help: "Si no es lo que quiere, diga qué vale en su lugar: `({name} if unknown …)`.",
  },
  "since-ahead": {
    message: "También cuentan los clientes cuyo `{name}` aún está por venir: para ellos `{code}` es negativo.",
    help: "Si no deben estar, escriba `{instead}`.",
  },
  "table-unfilled": {
    message: "Ningún origen llena la tabla `{name}`, así que todo lo que se lee de sus filas se desconoce.",
    help: 'Diga en tagma.json de dónde salen sus filas: `{ "name": …, "file": …, "table": "{name}" }`.',
  },
  "field-hides-time": {
    message: "En un `where` sobre `{event}`, `time` es este campo y no el momento en que ocurrió.",
    help: "Cambie el nombre del campo para poder usar los dos.",
  },
} as const;
