/** A real browser, Debian's `chromium`, driven by playwright-core. */
import { type Browser, chromium } from "playwright-core";
import { pathOf } from "../prerequisites/prerequisites.js";

/** Starts one that asks nobody for anything; whoever launches it closes it. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: pathOf("chromium"),
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
