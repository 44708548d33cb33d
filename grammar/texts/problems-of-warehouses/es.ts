/** What went wrong in a warehouse and what to do, in Spanish. */
export const spanish = {
  "duckdb-says": "DuckDB: {reason}",
  "duckdb-not-opened": "DuckDB no puede abrir «{path}»: {reason}",
  "no-driver": "el controlador de {engine} no está instalado; instálelo con `npm install {packages}`",
  "interrupted-warehouse": "interrumpido; el almacén de datos sigue como estaba",
  "bad-table-name":
    "«{name}» no puede ser el nombre de una tabla: admite letras inglesas, cifras y _, {limit} como máximo",
  "bad-column-name": "«{name}» no puede ser el nombre de una columna: supera los {limit} bytes",
  "postgres-address": "no se entiende la dirección de PostgreSQL; escríbala como postgres://user@host:5432/database",
  "postgres-encoding":
    "la base de datos está codificada en {encoding}; los textos de Tagma necesitan una codificada en UTF8",
  "postgres-zero":
    "la columna «{column}» de «{table}» tiene un texto con un carácter nulo (U+0000), que PostgreSQL no puede guardar",
  "postgres-no-files": "PostgreSQL no lee archivos Parquet ni CSV donde están; cárguelos en tablas",
  "postgres-silent": "PostgreSQL no responde en {place}; ¿está en marcha y es correcta la dirección?",
  "postgres-password": "PostgreSQL en {place} pide una contraseña; indíquela en PGPASSWORD, ~/.pgpass o la dirección",
  "postgres-refuses": "PostgreSQL en {place} lo rechaza: {reason}",
  "postgres-says": "PostgreSQL: {reason}",
  "postgres-broke": "se cortó la conexión con PostgreSQL en {place}; lo que se había empezado se ha deshecho",
  "run-under-way": "hay otra ejecución en curso en esta base de datos; inténtelo de nuevo cuando termine",
  "no-python": "no se puede iniciar Python como «{python}»; diga dónde está con PYSPARK_PYTHON",
  "spark-ended": "la sesión de Spark terminó por sí sola{words}",
  "spark-missing": "Spark no está instalado para este Python; instale pyspark o diga dónde está Spark con SPARK_HOME",
  "spark-gone": "Spark dejó de responder: {reason}",
  "spark-says": "Spark: {reason}",
  "spark-silent": "el maestro de Spark no responde en {master}; ¿está en marcha y es correcta la dirección?",
  "engine-counted-nothing": "el motor no contó nada donde se le pidió",
  "column-beyond":
    "la columna «{column}» tiene un número entero más allá de ±(2^53 − 1), que no se puede dar con exactitud",
  "column-type": "la columna «{column}» tiene el tipo {type}; conviértala en un booleano, un número o un texto",
  "spark-needs-java": "no se puede iniciar Spark; necesita Java 17 o posterior{words}",
  "spark-unreachable": "no se puede acceder a Spark: {reason}{words}",
} as const;
