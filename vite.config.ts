import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The studio's web application: `npm run build:studio` puts it beside the compiled package. */
export default defineConfig({
  root: fileURLToPath(new URL("editor/studio/web/", import.meta.url)),
  base: "/",
  plugins: [react()],
  worker: { format: "es" },
  build: {
    outDir: fileURLToPath(new URL("dist/studio/", import.meta.url)),
    emptyOutDir: true,
    target: "es2023",
    chunkSizeWarningLimit: 4000,
  },
  // `npm run dev:studio` beside a running `tagma studio --port 4680`.
  server: {
    proxy: {
      "/api": { target: "http://127.0.0.1:4680", headers: { origin: "http://127.0.0.1:4680" }, changeOrigin: true },
    },
  },
});
