/** What a look at the store finds, and what to do about it, in Spanish. */
export const spanish = {
  "doctor-whole": "íntegra",
  "doctor-damaged": "dañada: {problems}",
  "doctor-put-backup": "ponga en su lugar una copia de seguridad, o muévala y vuelva a importar",
  "doctor-put-made-backup":
    "ponga en su lugar una copia de seguridad (las hace `tagma backup`), o muévala y vuelva a importar",
  "doctor-no-data": "aún no hay datos",
  "doctor-import-it": "impórtelos con `tagma import`",
  "doctor-no-tables": "aún no hay tablas",
  "doctor-import": "importe con `tagma import`",
  "doctor-other-layout": "la base de datos tiene la estructura {found}, este programa conoce la {known}",
  "doctor-update": "actualice tagma",
  "doctor-import-fresh": "vuelva a importar con `tagma import --fresh`",
  "doctor-layout": "estructura {version}",
  "doctor-lead-somewhere": "todas llevan a algo",
  "doctor-broken-references": "{rows} filas remiten a filas que no existen",
  "doctor-backup-or-fresh": "ponga una copia de seguridad, o vuelva a importar con `tagma import --fresh`",
  "doctor-no-tags": "aún no hay etiquetas",
  "doctor-none": "ninguno",
  "doctor-orphans": "{customers} clientes tienen etiquetas y no tienen datos",
  "doctor-run-again": "ejecute `tagma run`, que rehace todas las etiquetas",
  "doctor-not-compared": "las reglas tienen errores, así que no se han comparado con las tablas",
  "doctor-check": "`tagma check` muestra los errores",
  "doctor-fit": "las tablas se ajustan a las reglas",
  "doctor-other-tables": "las reglas piden otras tablas",
  "doctor-migrate": "`tagma migrate` muestra qué hace falta",
  "doctor-current-only": "solo el valor actual: {fields}",
  "doctor-give-times":
    "dé a sus fuentes una columna de horas si importa su pasado; estos campos no son seguros para entrenar",
  "doctor-erasure-pending": "un borrado se interrumpió antes de reescribir el archivo",
  "doctor-writing-completes": "lo completa cualquier orden que escriba, como `tagma run`",
  "doctor-complete": "completo",
  "doctor-leftovers_one": "{names} ha quedado de algo interrumpido",
  "doctor-leftovers_other": "{names} han quedado de algo interrumpido",
  "doctor-remove-them": "quítelos o déjelos: la próxima orden de esa clase los sustituye",
  "doctor-free": "hay {megabytes} MB libres",
  "doctor-little-free": "solo hay {megabytes} MB libres, menos de lo que exige reescribir la base de datos",
  "doctor-make-room": "libere espacio",
  "doctor-sources": 'vea "sources" en tagma.json; lo importado se conserva en {path}',
  "erased-still-read":
    "Otro proceso lee todavía el estado anterior; el archivo lo reescribe la próxima orden que escriba, o esta misma otra vez.",
  "erased-no-room":
    "El cliente está eliminado y ninguna orden lo encuentra ya. Pero no hay sitio en el disco para reescribir el archivo, cuyas páginas libres pueden contener aún bytes suyos: libere {megabytes} MB y lo hará la próxima orden que escriba, o esta misma otra vez.",
  "erased-in-file_one": "{file} tiene aún {count} fila de este cliente; quítela de allí.",
  "erased-in-file_other": "{file} tiene aún {count} filas de este cliente; quítelas de allí.",
  "erased-in-rules":
    "{file} nombra a este cliente; quítelo de allí y, si está bajo control de versiones, también de su historial.",
  "erased-before-training":
    "{path} puede haber aprendido también de este cliente; apréndalo de nuevo: tagma train {name}",
  "erased-value-in-model":
    "{path} contiene un texto que solo tenía este cliente; apréndalo de nuevo: tagma train {name}",
  "erased-value-shown_one":
    "{count} cliente más tiene en {tag} un texto que solo tenía este; aprenda el modelo de nuevo y después: tagma run",
  "erased-value-shown_other":
    "{count} clientes más tienen en {tag} un texto que solo tenía este; aprenda el modelo de nuevo y después: tagma run",
  "erased-remembered":
    "Desde ahora las importaciones pasan por alto a este cliente (solo se guarda un resumen con sal de su identificador).",
  "erased-look-through": "Las copias de seguridad y los archivos escritos antes los tiene que revisar usted.",
  "erased-forgotten":
    "La base de datos sustituida no se podía leer, así que ya no se sabe quién se había borrado de ella: bórrelo otra vez.",
  "doctor-uploads": "traído al estudio y no importado: {names}",
  "doctor-import-or-leave": "impórtelo allí, o déjelo: desaparece un día después de llegar",
} as const;
