#!/usr/bin/env node
import { main } from "./main.js";
import { processTerminal } from "./terminal.js";

const interrupt = new AbortController();
process.once("SIGINT", () => interrupt.abort());
process.once("SIGTERM", () => interrupt.abort());
process.exitCode = await main(process.argv.slice(2), processTerminal(), interrupt.signal);
