/** A browser whose pages use the generated client across origins: page server, relay, Django. */
import type { BrowserContext, Page } from "playwright-core";
import type { Client } from "ifmatch/runtime";
import { onTestFinished, vi } from "vitest";
import { type DjangoOptions, startDjango } from "../servers/django.js";
import { clientOf, newJob } from "../servers/fronts.js";
import { launchChromium } from "./chromium.js";
import { startPageServer } from "./page-server.js";
import { type ChangeHeaders, type Relay, startRelay } from "./relay.js";

/** Waits for the browser as long as it takes. */
export const eventually = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 60_000 });

export interface Field {
  readonly relay: Relay;
  /** What a page's client needs: `sample.createClient(access)`. */
  readonly access: { readonly baseUrl: string; readonly auth: { readonly jwtAuth: string } };
  /** A client of another machine. */
  readonly elsewhere: Client;
  /** A job of the test's own: the id. */
  newJob(): Promise<string>;
  /** A browser of its own, as far as caches and storage go. */
  newContext(): Promise<BrowserContext>;
  /** A tab with the page in it. */
  open(context?: BrowserContext): Promise<Page>;
  stop(): Promise<void>;
}

export async function startField(cors: DjangoOptions["cors"] = "full", change?: ChangeHeaders): Promise<Field> {
  const django = await startDjango({ cors });
  const relay = await startRelay(django.origin, change);
  const pages = await startPageServer();
  const browser = await launchChromium();
  const { client: elsewhere } = clientOf({ django, origin: django.origin, stop: async () => {} });
  const newContext = async (): Promise<BrowserContext> => {
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    return context;
  };
  return {
    relay,
    access: { baseUrl: relay.origin, auth: { jwtAuth: django.token } },
    elsewhere,
    newJob: async () => (await newJob(elsewhere)).data.id,
    newContext,
    async open(context) {
      const page = await (context ?? (await newContext())).newPage();
      await page.goto(pages.origin);
      return page;
    },
    async stop() {
      await browser.close();
      await pages.stop();
      await relay.stop();
      await django.stop();
    },
  };
}
