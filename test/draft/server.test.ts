/** On a server, where nobody edits anything, no binding opens a draft. */
import { createElement } from "react";
import { renderToString as renderReact } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { createSSRApp } from "vue";
import { renderToString as renderVue } from "vue/server-renderer";
import type { AttachableDraft, AttachedDraft } from "ifmatch/runtime/draft";
import { useDraft as useReactDraft } from "ifmatch/runtime/react";
import { useDraft as useVueDraft } from "ifmatch/runtime/vue";

type Open = () => Promise<AttachableDraft>;
const text = ({ draft, state, error }: AttachedDraft<AttachableDraft>): string =>
  draft || state || error ? "a draft" : "opening";

const renderings: Readonly<Record<string, (open: Open) => string | Promise<string>>> = {
  React: (open) => renderReact(createElement(() => text(useReactDraft(open, [])))),
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
