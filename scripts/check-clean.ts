/** Fails when the committed output is not what the generator makes of the committed schema. */
import { main } from "../generator/cli/main.js";
import { processTerminal } from "../generator/cli/terminal.js";

const code = await main(["generate", "--check"], processTerminal());
if (code === 1)
  console.error("\nThe committed output has drifted. Repair it with:\n\n  npm run generate && git add generated\n");
process.exitCode = code;
