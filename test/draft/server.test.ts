/** On a server, where nobody edits anything, no binding opens a draft. */
import { Injector, PLATFORM_ID, runInInjectionContext } from "@angular/core";
import { createElement } from "react";
import { renderToString as renderReact } from "react-dom/server";
import { renderToString as renderSolid } from "solid-js/web";
import { expect, test, vi } from "vitest";
import { createSSRApp } from "vue";
import { renderToString as renderVue } from "vue/server-renderer";
import type { AttachableDraft, AttachedDraft } from "ifmatch/runtime/draft";
import { injectDraft } from "ifmatch/runtime/angular";
import { useDraft as useReactDraft } from "ifmatch/runtime/react";
import { createDraft } from "ifmatch/runtime/solid";
import { draftStores } from "ifmatch/runtime/svelte";
import { useDraft as useVueDraft } from "ifmatch/runtime/vue";

type Open = () => Promise<AttachableDraft>;
const text = ({ draft, state, error }: AttachedDraft<AttachableDraft>): string =>
  draft || state || error ? "a draft" : "opening";

const renderings: Readonly<Record<string, (open: Open) => string | Promise<string>>> = {
  Angular: (open) => {
    const injector = Injector.create({ providers: [{ provide: PLATFORM_ID, useValue: "server" }] });
    return text(runInInjectionContext(injector, () => injectDraft(() => 1, open))());
  },
  React: (open) => renderReact(createElement(() => text(useReactDraft(open, [])))),
  Solid: (open) => renderSolid(() => text(createDraft(() => 1, open)())),
  Svelte: (open) => {
    const shown: string[] = [];
    draftStores(open)(1).subscribe((now) => shown.push(text(now)))();
    return shown.join();
  },
  Vue: (open) =>
    renderVue(
      createSSRApp({
        setup() {
          const form = useVueDraft(() => 1, open);
          return () => text(form.value);
        },
      }),
    ),
};

test.for(Object.keys(renderings))("%s renders what is shown while a draft is opened, and opens none", async (name) => {
  const open = vi.fn<Open>(() => Promise.reject(new Error("opened")));
  expect(await renderings[name]!(open)).toContain("opening");
  expect(open).not.toHaveBeenCalled();
});
