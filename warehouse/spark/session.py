"""A Spark session that does one request a line.

Requests come as JSON lines on standard input, the first of which says how to open the session; answers go as JSON lines
to standard output. Whatever else is printed, by Spark or Python, goes to standard error. The session ends when standard
input does, or when the connection to Spark's JVM breaks.

Tables live in a folder (a local path or any URL that Hadoop reads), each as Parquet in a folder of its name. A folder
that begins with an underscore is not complete yet, or was replaced.
"""

import datetime
import decimal
import json
import math
import os
import re
import sys
import threading

if "SPARK_HOME" in os.environ:
    import glob

    home = os.path.join(os.environ["SPARK_HOME"], "python")
    sys.path[:0] = [home, *glob.glob(os.path.join(home, "lib", "py4j-*.zip"))]

EXACT = 2**53 - 1
TABLE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}")
ASIDE = "_next-"
ROWS_PER_LINE = 1000
TICK_SECONDS = 0.2
TYPES = {"boolean": "BOOLEAN", "integer": "BIGINT", "number": "DOUBLE", "text": "STRING"}
CSV_OPTIONS = """OPTIONS (header 'true', multiLine 'true', escape '"', inferSchema 'true')"""

# Standard output is for answers alone: what others print goes to standard error.
answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
os.dup2(2, 1)
answers_lock = threading.Lock()


def answer(message):
    """Writes one line, whole."""
    with answers_lock:
        answers.write(json.dumps(message, ensure_ascii=True, allow_nan=False, separators=(",", ":")) + "\n")
        answers.flush()


class Inexact(Exception):
    """A value that can't be given exactly, or has no value of Tagma's."""


class Cancelled(Exception):
    """The work was stopped by its user."""


def cell(value, column):
    """A value as JSON: whole numbers only where every reader holds them exactly."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, decimal.Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, int):
        if abs(value) > EXACT:
            raise Inexact(f'column "{column}" has a whole number beyond ±(2^53 − 1), which can\'t be given exactly')
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"number": str(value)}
    kind = "a date or a time" if isinstance(value, (datetime.date, datetime.timedelta)) else f"the type {type(value).__name__}"
    raise Inexact(f'column "{column}" has {kind}; cast it to a boolean, a number or a text')


def quoted(name):
    return "`" + name.replace("`", "``") + "`"


def literal(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


class Session:
    """A connected Spark session and the tables of its folder."""

    def __init__(self, opening):
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.appName("tagma")
        if opening.get("master"):
            builder = builder.master(opening["master"])
        for key, value in opening["conf"].items():
            builder = builder.config(key, value)
        self.spark = builder.getOrCreate()
        self.context = self.spark.sparkContext
        self.folder = opening["folder"].rstrip("/")
        self.schema = opening["schema"]
        self.cancelled = threading.Event()
        self.jvm = self.context._jvm
        self.hadoop = self.context._jsc.hadoopConfiguration()
        root = self.path("")
        self.files = root.getFileSystem(self.hadoop)
        self.files.mkdirs(root)
        if not self.spark.catalog.databaseExists(self.schema):
            self.spark.sql(f"CREATE DATABASE {quoted(self.schema)} LOCATION {literal(self.folder)}")
        self.kept = set()
        for status in self.files.listStatus(root):
            name = status.getPath().getName()
            if status.isDirectory() and TABLE_NAME.fullmatch(name):
                self.register(name)

    def path(self, *names):
        return self.jvm.org.apache.hadoop.fs.Path("/".join([self.folder, *names]) if names != ("",) else self.folder)

    # ── folders ──

    def remove_folder(self, folder):
        self.files.delete(self.path(folder), True)

    def move_into_place(self, source, folder):
        """Puts a folder in the place of another: what was there stands until the new one is complete."""
        old = f"_old-{folder}"
        self.remove_folder(old)
        if self.files.exists(self.path(folder)):
            self.must(self.files.rename(self.path(folder), self.path(old)), folder)
        if not self.files.rename(self.path(source), self.path(folder)):
            if self.files.exists(self.path(old)):
                self.files.rename(self.path(old), self.path(folder))
            self.must(False, folder)
        self.remove_folder(old)

    def must(self, done, folder):
        if not done:
            raise OSError(f'"{self.folder}/{folder}" can\'t be renamed')

    # ── tables ──

    def full(self, table):
        return f"{quoted(self.schema)}.{quoted(table)}"

    def forget(self, table):
        self.spark.sql(f"DROP TABLE IF EXISTS {self.full(table)}")
        self.kept.discard(table)

    def register(self, table):
        """Makes the catalogue know a table whose files are there."""
        self.register_files(table, f"{self.folder}/{table}", "parquet")

    def register_files(self, table, path, source, columns="", options=""):
        self.forget(table)
        self.spark.sql(f"CREATE TABLE {self.full(table)} {columns} USING {source} {options} LOCATION {literal(path)}")
        self.kept.add(table)

    def place(self, table):
        """Makes a table of the complete folder that stands aside."""
        self.forget(table)
        self.move_into_place(ASIDE + table, table)
        self.register(table)

    # ── requests ──

    def execute(self, request, progress):
        for index, statement in enumerate(request["statements"]):
            self.check()
            progress.begin(index, len(request["statements"]))
            self.spark.sql(statement)

    def rows(self, request, progress):
        frame = self.spark.sql(request["query"])
        columns = frame.columns
        lines = []
        for row in frame.collect():
            lines.append([cell(value, name) for value, name in zip(row, columns)])
            if len(lines) == ROWS_PER_LINE:
                answer({"rows": lines})
                lines = []
        answer({"rows": lines})
        return {"columns": columns}

    def load(self, request, progress):
        tables = request["tables"]
        try:
            for index, table in enumerate(tables):
                self.check()
                progress.begin(index, len(tables))
                aside = ASIDE + table["table"]
                self.remove_folder(aside)
                self.files.copyFromLocalFile(True, True, self.jvm.org.apache.hadoop.fs.Path("file://" + table["from"]), self.path(aside))
            self.check()
        except BaseException:
            self.clear(ASIDE + table["table"] for table in tables)
            raise
        for table in tables:
            self.place(table["table"])

    def create(self, request, progress):
        aside = ASIDE + request["table"]
        try:
            self.spark.sql(request["query"]).write.mode("overwrite").parquet(f"{self.folder}/{aside}")
            self.check()
        except BaseException:
            self.clear([aside])
            raise
        self.place(request["table"])

    def rename(self, request, progress):
        for step in request["renames"]:
            if not self.files.exists(self.path(step["from"])):
                raise OSError(f'there is no table "{step["from"]}"')
        for step in request["renames"]:
            self.forget(step["from"])
            self.forget(step["to"])
            self.move_into_place(step["from"], step["to"])
            self.register(step["to"])

    def drop(self, request, progress):
        for table in request["tables"]:
            self.forget(table)
            self.remove_folder(table)

    def files_table(self, request, progress):
        columns = ", ".join(f"{quoted(column['name'])} {TYPES[column['type']]}" for column in request["columns"] or [])
        if request["format"] == "csv":
            self.register_files(request["table"], request["path"], "csv", f"({columns})" if columns else "", CSV_OPTIONS)
        else:
            self.register_files(request["table"], request["path"], "parquet")

    def tables(self, request, progress):
        return {"tables": sorted(self.kept)}

    def clear(self, folders):
        for folder in folders:
            try:
                self.remove_folder(folder)
            except Exception:  # The first problem is the one to tell.
                pass

    def check(self):
        if self.cancelled.is_set():
            raise Cancelled()


class Progress(threading.Thread):
    """Tells how far the work is, and stops Spark's jobs when it is cancelled: also those that begin a moment later."""

    def __init__(self, session):
        super().__init__(daemon=True)
        self.session = session
        self.done = 0
        self.total = 1
        self.finished = threading.Event()

    def begin(self, done, total):
        self.done, self.total = done, total

    def run(self):
        while not self.finished.wait(TICK_SECONDS):
            try:
                if self.session.cancelled.is_set():
                    self.session.context.cancelJobGroup("tagma")
                else:
                    answer({"progress": [self.done + self.share(), self.total]})
            except Exception:  # The work itself tells when Spark is gone.
                return

    def share(self):
        tracker = self.session.context.statusTracker()
        stages = [stage for stage in map(tracker.getStageInfo, tracker.getActiveStageIds()) if stage is not None]
        tasks = sum(stage.numTasks for stage in stages)
        return min(0.99, sum(stage.numCompletedTasks for stage in stages) / tasks) if tasks > 0 else 0


def problem(error):
    """What went wrong, as (kind, message)."""
    from py4j.protocol import Py4JJavaError, Py4JNetworkError

    if isinstance(error, Cancelled):
        return "cancelled", "cancelled"
    if isinstance(error, Inexact):
        return "inexact", str(error)
    if isinstance(error, (Py4JNetworkError, ConnectionError, EOFError)):
        return "gone", str(error)
    message = str(error.java_exception.getMessage()) if isinstance(error, Py4JJavaError) else str(error)
    stopped = "SparkContext was shut down" in message or "stopped SparkContext" in message
    return "gone" if stopped else "failed", message.split("\n\nJVM stacktrace")[0]


def requests():
    """The lines of standard input. While one is worked on, a thread takes the next: it may be a wish to stop."""
    for line in sys.stdin:
        yield json.loads(line)


def serve(session):
    actions = {"execute": session.execute, "rows": session.rows, "load": session.load, "create": session.create, "rename": session.rename, "drop": session.drop, "files": session.files_table, "tables": session.tables}
    # Stopping a job interrupts the threads of its tasks.
    session.context.setJobGroup("tagma", "tagma", interruptOnCancel=True)
    waiting = []
    arrived = threading.Condition()

    def listen():
        for request in requests():
            if request["do"] == "cancel":
                session.cancelled.set()
                continue
            with arrived:
                waiting.append(request)
                arrived.notify()
        with arrived:
            waiting.append(None)
            arrived.notify()
            # Nobody is there to hear the answer of what still runs.
            session.cancelled.set()

    threading.Thread(target=listen, daemon=True).start()
    while True:
        with arrived:
            arrived.wait_for(lambda: waiting)
            request = waiting.pop(0)
        if request is None:
            return
        session.cancelled.clear()
        progress = Progress(session)
        progress.start()
        try:
            found = actions[request["do"]](request, progress) or {}
            done = {"done": True, **found}
        except BaseException as error:
            kind, message = problem(error)
            done = {"error": "cancelled" if session.cancelled.is_set() and kind != "gone" else kind, "message": message}
        finally:
            progress.finished.set()
            progress.join()
        answer(done)


def main():
    opening = json.loads(sys.stdin.readline())
    try:
        session = Session(opening)
    except ImportError:
        answer({"error": "missing", "message": "pyspark"})
        return
    except Exception as error:
        answer({"error": "unreachable", "message": str(error)})
        return
    answer({"ready": session.spark.version})
    serve(session)
    session.spark.stop()


main()
