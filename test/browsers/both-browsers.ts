/** Chromium and Firefox of Debian, both through puppeteer-core: Firefox by WebDriver BiDi, which playwright-core cannot. */
import { existsSync } from "node:fs";
import puppeteer, { type Browser } from "puppeteer-core";

export const browsers = { Chromium: "/usr/bin/chromium", Firefox: "/usr/bin/firefox-esr" } as const;

export type BrowserName = keyof typeof browsers;

export function isInstalled(name: BrowserName): boolean {
  const found = existsSync(browsers[name]);
  if (!found)
    console.warn(`SKIPPED LOUDLY: there is no ${browsers[name]} (apt-get install), so NOTHING IS TESTED IN IT.`);
  return found;
}

/** Starts one that takes self-signed certificates; whoever launches it closes it. */
export const launch = (name: BrowserName): Promise<Browser> =>
  puppeteer.launch({
    browser: name === "Firefox" ? "firefox" : "chrome",
    executablePath: browsers[name],
    acceptInsecureCerts: true,
    headless: true,
    args:
      name === "Firefox"
        ? []
        : ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
