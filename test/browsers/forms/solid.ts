/** A page that edits jobs, in Solid without its compiler: a draft that follows a query. */
import { type Accessor, createEffect, createSignal, onCleanup, Show } from "solid-js";
import h from "solid-js/h";
import { render } from "solid-js/web";
import { createDraft } from "ifmatch/runtime/solid";
import * as job from "./job.js";

function JobForm(props: { readonly target: job.Target; readonly onLeft: (name: string) => void }) {
  const [name, setName] = createSignal<string>();
  createEffect(() => onCleanup(job.watchName(props.target.id, setName)));
  const form = createDraft(
    () => props.target.id,
    job.openJob,
    job.draftOptions((left) => props.onLeft(left)),
  );
  // What is inside an element has an owner of its own: without one, `h` would end this component with its first rendering.
  return h("section", [
    h(Show, {
      when: () => form().state,
      get fallback() {
        return h("output", { id: "status" }, () => job.withoutDraft(form().error));
      },
      children: (state: Accessor<job.JobState>) =>
        h("form", { onSubmit: (event: Event) => job.save(event, form().draft) }, [
          h("input", {
            id: "name",
            value: () => state().value.name,
            onInput: (event: Event) => form().draft?.change({ name: job.typed(event) }),
          }),
          () => job.outputsOf(props.target.id, state(), name()).map(([id, text]) => h("output", { id }, text)),
          h("button", { id: "mine", type: "button", onClick: () => job.keepMine(form().draft) }, "Keep mine"),
          h("button", { id: "save" }, "Save"),
        ]),
    }),
  ]);
}

function Page() {
  const [index, setIndex] = createSignal(0);
  const [left, setLeft] = createSignal("");
  return h("main", [
    h(Show, {
      when: () => job.targetAt(index()),
      children: (target: Accessor<job.Target>) => h(JobForm, { target, onLeft: (name: string) => setLeft(name) }),
    }),
    h("output", { id: "left" }, left),
    h("button", { id: "next", onClick: () => setIndex(index() + 1) }, "Next"),
    h("button", { id: "refetch", onClick: job.refetch }, "Refetch"),
  ]);
}

render(h(Page), document.querySelector("#app")!);
