import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The version that the tests hold for; others from 3.5 on should do. */
const PYSPARK = "4.3.0";
const JAVA = 17;

const cache =
  process.env["TAGMA_ENGINES_CACHE"] ??
  fileURLToPath(new URL("../../node_modules/.cache/tagma/engines/", import.meta.url));

/** Where the programs of the engines are. */
export interface Installed {
  /** The folder with `initdb` and `postgres`. */
  readonly postgresBin: string;
  /** A Python that has pyspark. */
  readonly python: string;
  readonly sparkHome: string;
}

/** Finds the programs, and installs what is missing: Debian's packages (as root), pyspark in a virtual environment. */
export function installEngines(): Installed {
  const postgresBin = findPostgres() ?? (aptInstall("postgresql"), findPostgres());
  if (postgresBin === undefined)
    throw new Error("PostgreSQL is not installed: there is no initdb in /usr/lib/postgresql/*/bin or on the PATH");
  if (!hasJava()) aptInstall("openjdk-17-jre-headless");
  if (!hasJava()) throw new Error(`Java ${JAVA} or newer is not installed`);
  return { postgresBin, ...installSpark() };
}

function findPostgres(): string | undefined {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((left, right) => Number(right) - Number(left)) : [];
  const debian = versions.map((version) => join(root, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
  if (debian !== undefined) return debian;
  const found = run("sh", ["-c", "command -v initdb"]);
  return found.status === 0 ? dirname(found.stdout.trim()) : undefined;
}

function hasJava(): boolean {
  const { status, stderr } = run("java", ["-version"]);
  return status === 0 && Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0) >= JAVA;
}

function installSpark(): Pick<Installed, "python" | "sparkHome"> {
  const environment = join(cache, `pyspark-${PYSPARK}`);
  const python = join(environment, "bin", "python");
  const sparkHome = (): string | undefined => {
    const found = run(python, [
      "-c",
      "import os, pyspark; print(pyspark.__version__); print(os.path.dirname(pyspark.__file__))",
    ]);
    const [version, home] = found.status === 0 ? found.stdout.trim().split("\n") : [];
    return version === PYSPARK ? home : undefined;
  };
  let home = sparkHome();
  if (home === undefined) {
    say(`Installing pyspark ${PYSPARK} in ${environment}`);
    rmSync(environment, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    if (run("python3", ["-c", "import ensurepip"]).status !== 0) aptInstall("python3", "python3-venv");
    must(run("python3", ["-m", "venv", environment]), "python3 -m venv");
    must(
      run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `pyspark==${PYSPARK}`]),
      "pip install pyspark",
    );
    home = sparkHome();
  }
  if (home === undefined) throw new Error("pyspark was installed and can't be loaded");
  return { python, sparkHome: home };
}

/** Installs packages without starting a server of the system's own. */
function aptInstall(...packages: readonly string[]): void {
  if (process.getuid?.() !== 0)
    throw new Error(`${packages.join(", ")} is missing; install it, or run this as root on Debian`);
  say(`Installing ${packages.join(", ")}`);
  must(run("apt-get", ["update", "-qq"]), "apt-get update");
  // No cluster is made by the package: the tests make theirs in a temporary folder.
  const config = ["-o", "Dpkg::Options::=--force-confdef"];
  const settings = "/etc/postgresql-common/createcluster.d/tagma-tests.conf";
  const made =
    packages.includes("postgresql") &&
    run("sh", ["-c", `mkdir -p ${dirname(settings)} && echo 'create_main_cluster = false' > ${settings}`]).status === 0;
  try {
    must(
      run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...config, ...packages]),
      "apt-get install",
    );
  } finally {
    if (made) rmSync(settings, { force: true });
  }
}

function run(program: string, args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    maxBuffer: 64 * 1024 * 1024,
  });
}

function must({ status, stdout, stderr, error }: SpawnSyncReturns<string>, what: string): void {
  if (status !== 0)
    throw new Error(
      `${what} failed: ${error?.message ?? `${stdout}${stderr}`.trim().split("\n").slice(-5).join("\n")}`,
    );
}

function say(text: string): void {
  console.log(`── ${text}`);
}
