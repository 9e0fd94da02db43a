/** `npm run example`: the desk on http://localhost:5173. `DESK_API=http://127.0.0.1:8000` names another back end. */
import { createServer } from "vite";
import { viteConfig } from "./server/vite.js";

const { DESK_API: api } = process.env;
const server = await createServer({
  ...viteConfig(api),
  server: { ...viteConfig(api).server, open: process.stdout.isTTY },
});
await server.listen();
console.log(`The job desk, before ${api ?? "a mock of schema/schema.yml"}. Open it in two windows, as two people.`);
server.printUrls();
server.bindCLIShortcuts({ print: true });
