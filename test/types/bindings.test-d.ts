/** Drafts in components: what is there before the draft is open, and what its type comes from. */
import { openDraft } from "ifmatch/runtime/draft";
import { injectDraft } from "ifmatch/runtime/angular";
import { useDraft as useReactDraft } from "ifmatch/runtime/react";
import { createDraft } from "ifmatch/runtime/solid";
import { draftStores } from "ifmatch/runtime/svelte";
import { useDraft as useVueDraft } from "ifmatch/runtime/vue";
import { expectTypeOf, test } from "vitest";
import type { Signal } from "@angular/core";
import type { Accessor } from "solid-js";
import type { Readable } from "svelte/store";
import { createClient, jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";

const client = createClient();
const openJob = (job_id: string) => openDraft(client, jobJobsRetrieve, jobJobsPartialUpdate, { path: { job_id } });
type JobDraft = Awaited<ReturnType<typeof openJob>>;

test("each gives the same: a draft with its state, or neither", () => {
  const react = useReactDraft(() => openJob("1"), ["1"]);
  const angular = injectDraft(() => "1", openJob);
  const solid = createDraft(() => "1", openJob);
  const svelte = draftStores(openJob)("1");
  const vue = useVueDraft(() => "1", openJob);
  type Shown = typeof react;
  expectTypeOf(angular).toEqualTypeOf<Signal<Shown>>();
  expectTypeOf(solid).toEqualTypeOf<Accessor<Shown>>();
  expectTypeOf(svelte).toExtend<Readable<Shown>>();
  expectTypeOf(vue.value).toEqualTypeOf<Shown>();
  expectTypeOf<NonNullable<Shown["draft"]>>().toEqualTypeOf<JobDraft>();
  // @ts-expect-error: the record may not have been read yet
  void react.state.value;
  if (react.draft) expectTypeOf(react.state.value.name).toEqualTypeOf<string>();
});

test("what is opened takes what the source gives, and options take the draft", () => {
  // @ts-expect-error: a number is not the id
  injectDraft(() => 1, openJob);
  // @ts-expect-error: a number is not the id
  createDraft(() => 1, openJob);
  // @ts-expect-error: a number is not the id
  draftStores(openJob)(1);
  // @ts-expect-error: a number is not the id
  useVueDraft(() => 1, openJob);
  createDraft(() => "1", openJob, {
    leftUnsaved: (draft) => expectTypeOf(draft).toEqualTypeOf<JobDraft>(),
    // @ts-expect-error: no such option
    onLeave: () => {},
  });
});
