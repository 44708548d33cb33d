import { existsSync, readFileSync } from "node:fs";
import * as nodeModule from "node:module";
import { fileURLToPath } from "node:url";

/**
 * The runtime of built modules as the source of one expression that gives what the entry exports: the project's own
 * files, one function for each, in the order in which they need each other. They import nothing else.
 */
export function bundledRuntime(): string {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const bundle = new Bundle();
  const entry = bundle.add(new URL(`../engine/run/one-customer/standalone.${extension}`, import.meta.url));
  return `(() => {\n${bundle.code.join("\n")}\nreturn ${entry};\n})()`;
}

class Bundle {
  readonly code: string[] = [];
  private readonly names = new Map<string, string>();

  /** Adds a file and all that it imports; gives the name of its exports. */
  add(file: URL): string {
    const known = this.names.get(file.href);
    if (known !== undefined) return known;
    const name = `m${this.names.size}`;
    this.names.set(file.href, name);
    const text = readSource(file);
    const imports: string[] = [];
    const body = text
      .replaceAll(/^import\s+\{([^}]*)\}\s+from\s+"([^"]+)";/gm, (_, what: string, path: string) => {
        imports.push(`const {${what.replaceAll(/(\w+)\s+as\s+(\w+)/g, "$1: $2")}} = ${this.add(resolve(path, file))};`);
        return "";
      })
      .replaceAll(/^import\s+\*\s+as\s+(\w+)\s+from\s+"([^"]+)";/gm, (_, what: string, path: string) => {
        imports.push(`const ${what} = ${this.add(resolve(path, file))};`);
        return "";
      });
    const exports: string[] = [];
    const plain = body
      .replaceAll(/^export\s+(?=(?:function|const|class)\s+(\w+))/gm, (_, exported: string) => {
        exports.push(exported);
        return "";
      })
      .replaceAll(/^export\s+\{([^}]*)\};/gm, (_, what: string) => {
        exports.push(
          ...what
            .split(",")
            .map((one) => one.trim())
            .filter((one) => one !== ""),
        );
        return "";
      });
    if (/^(?:import|export)\b/m.test(plain))
      throw new Error(`${file.href} imports or exports in a way that a bundle does not know`);
    this.code.push(
      `const ${name} = (() => {\n${[...imports, compact(plain)].join("\n")}\nreturn { ${exports.join(", ")} };\n})();`,
    );
    return name;
  }
}

function resolve(path: string, from: URL): URL {
  if (!path.startsWith(".")) throw new Error(`the runtime of modules cannot import "${path}"`);
  return new URL(path, from);
}

/** A file as JavaScript: in a checkout its types are stripped. */
function readSource(file: URL): string {
  const path = fileURLToPath(file);
  if (!existsSync(path)) throw new Error(`${path} is missing; install tagma again`);
  const text = readFileSync(path, "utf8");
  return path.endsWith(".ts") ? nodeModule.stripTypeScriptTypes(text) : text;
}

/** Without comments that stand on lines of their own, and without indentation. */
function compact(text: string): string {
  return text
    .replaceAll(/^\s*\/\*\*[\s\S]*?\*\/$/gm, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("//"))
    .join("\n");
}
