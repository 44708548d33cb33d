import { parentPort, workerData } from "node:worker_threads";
import { runTests } from "../engine/testing/run-tests.ts";
import { compileWorkspace, openWorkspace } from "../store/workspace/workspace.ts";

/** Runs a share of a workspace's tests in a thread of its own. */
const { folder, indexes }: { readonly folder: string; readonly indexes: readonly number[] } = workerData;
const workspace = openWorkspace(folder);
const { program, plan } = compileWorkspace(workspace, { tests: true });
const sources = new Map(workspace.files.map((file) => [file.path, file.text]));
parentPort?.postMessage(plan === undefined ? [] : runTests(program, plan, indexes, sources));
