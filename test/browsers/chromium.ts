/** A real browser, Debian's `chromium`, driven by playwright-core. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = "/usr/bin/chromium";

export const hasChromium = existsSync(executablePath);
if (!hasChromium)
  console.warn(
    `SKIPPED LOUDLY: there is no ${executablePath} (apt-get install chromium), so NOTHING IS TESTED IN A BROWSER.`,
  );

/** Starts one that asks nobody for anything; whoever launches it closes it. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
