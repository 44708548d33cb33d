import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, start, type Running } from "./processes.ts";

/** A Spark cluster of the tests' own: a master and two workers, each with one core, so that rows really travel. */
export interface SparkCluster {
  readonly master: string;
  stop(): Promise<void>;
}

const WORKERS = 2;

/** Starts a standalone cluster on the loopback address. */
export async function startSpark(sparkHome: string): Promise<SparkCluster> {
  const folder = mkdtempSync(join(tmpdir(), "tagma-spark-cluster-"));
  const running: Running[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((process) => process.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const options = {
      cwd: folder,
      env: {
        ...process.env,
        SPARK_HOME: sparkHome,
        SPARK_LOCAL_IP: "127.0.0.1",
        SPARK_LOCAL_DIRS: folder,
        SPARK_DAEMON_MEMORY: "384m",
      },
    };
    const launch = (name: string, args: readonly string[]): Running => {
      const process = start(
        join(sparkHome, "bin", "spark-class"),
        [name, "--host", "127.0.0.1", "--webui-port", "0", ...args],
        options,
      );
      running.push(process);
      return process;
    };
    const port = await freePort();
    const address = `spark://127.0.0.1:${port}`;
    const master = launch("org.apache.spark.deploy.master.Master", ["--port", String(port)]);
    await master.until((printed) => printed.includes("I have been elected leader"), "Spark's master does not start");
    for (let worker = 0; worker < WORKERS; worker++)
      launch("org.apache.spark.deploy.worker.Worker", [
        "--cores",
        "1",
        "--memory",
        "1536M",
        "--work-dir",
        join(folder, `worker-${worker}`),
        address,
      ]);
    await master.until(
      (printed) => printed.split("Registering worker").length > WORKERS,
      "Spark's workers do not start",
    );
    return { master: address, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
