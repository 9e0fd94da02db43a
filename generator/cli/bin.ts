#!/usr/bin/env node
import { main } from "./main.js";
import { processTerminal } from "./terminal.js";

const interrupt = new AbortController();
process.once("SIGINT", () => interrupt.abort());
process.once("SIGTERM", () => interrupt.abort());
// A reader that has seen enough, such as `| head`, ends the program quietly, as it does others.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
process.exitCode = await main(process.argv.slice(2), processTerminal(), interrupt.signal);
