/** `npm run example`, `npm run example:vue`: the desk on port 5173, or `PORT`, before the back end that `DESK_API` names. */
import { createServer } from "vite";
import { type App, viteConfig } from "./server/vite.js";

const { DESK_API: backEnd = "browser", PORT } = process.env;
const [app = "desk"] = process.argv.slice(2) as App[];
const config = viteConfig(backEnd, app);
const port = PORT === undefined ? {} : { port: Number(PORT) };
const open = process.stdout.isTTY;
const server = await createServer({ ...config, server: { ...config.server, ...port, host: "127.0.0.1", open } });
await server.listen();
const names: Readonly<Record<string, string>> = { browser: "a mock in the page", server: "a mock in this process" };
console.log(`The job desk, before ${names[backEnd] ?? backEnd}: ${server.resolvedUrls!.local[0]}`);
console.log("Open it in two windows, as two people. Press Ctrl-C to stop.");
