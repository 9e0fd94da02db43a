/** A page that edits jobs, in Vue: a query, and a draft that follows it. */
import { type QueryCache, QueryClient, useQuery, VueQueryPlugin } from "@tanstack/vue-query";
import { createApp, defineComponent, h, type PropType, ref } from "vue";
import { useDraft } from "ifmatch/runtime/vue";
import * as job from "./job.js";

const JobForm = defineComponent({
  props: { target: { type: Object as PropType<job.Target>, required: true } },
  emits: { left: (_name: string) => true },
  setup(props, { emit }) {
    const query = useQuery(() => job.jobQuery(props.target.id));
    const form = useDraft(
      () => props.target.id,
      job.openJob,
      job.draftOptions((name) => emit("left", name)),
    );
    return () => {
      const { draft, state, error } = form.value;
      if (!draft) return h("output", { id: "status" }, job.withoutDraft(error));
      return h("form", { onSubmit: (event: Event) => job.save(event, draft) }, [
        h("input", {
          id: "name",
          value: state.value.name,
          onInput: (event: Event) => draft.change({ name: job.typed(event) }),
        }),
        ...job
          .outputsOf(props.target.id, state, query.data.value?.data.name)
          .map(([id, text]) => h("output", { id }, text)),
        h("button", { id: "mine", type: "button", onClick: () => job.keepMine(draft) }, "Keep mine"),
        h("button", { id: "save" }, "Save"),
      ]);
    };
  },
});

// Vue's own kind of client, on the cache that drafts follow: the same class, of another version.
const queryClient = new QueryClient({ queryCache: job.queryClient.getQueryCache() as unknown as QueryCache });

createApp({
  setup() {
    const index = ref(0);
    const left = ref("");
    return () => {
      const target = job.targetAt(index.value);
      return [
        target && h(JobForm, { target, onLeft: (name: string) => void (left.value = name) }),
        h("output", { id: "left" }, left.value),
        h("button", { id: "next", onClick: () => void (index.value += 1) }, "Next"),
        h("button", { id: "refetch", onClick: job.refetch }, "Refetch"),
      ];
    };
  },
})
  .use(VueQueryPlugin, { queryClient })
  .mount("#app");
