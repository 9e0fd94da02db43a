/** Chromium and Firefox of Debian, both through puppeteer-core: Firefox by WebDriver BiDi, which playwright-core cannot. */
import puppeteer, { type Browser } from "puppeteer-core";
import { pathOf } from "../prerequisites/prerequisites.js";

/** The browsers, and the tag of tests that need one. */
export const browsers = { Chromium: "chromium", Firefox: "firefox" } as const;

export type BrowserName = keyof typeof browsers;
export type BrowserTag = (typeof browsers)[BrowserName];

/** Starts one that takes self-signed certificates; whoever launches it closes it. */
export const launch = (name: BrowserName): Promise<Browser> =>
  puppeteer.launch({
    browser: name === "Firefox" ? "firefox" : "chrome",
    executablePath: pathOf(browsers[name]),
    acceptInsecureCerts: true,
    headless: true,
    args:
      name === "Firefox"
        ? []
        : ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
