/** A page that edits a job, in Vue: a query, and a draft that follows it. */
import { QueryClient, useQuery, VueQueryPlugin } from "@tanstack/vue-query";
import { createApp, defineComponent, h, ref } from "vue";
import { openDraft } from "ifmatch/runtime/draft";
import { followQuery, queryOptions } from "ifmatch/runtime/query";
import { useDraft } from "ifmatch/runtime/vue";
import { createClient, jobFields, jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";

const client = createClient({ baseUrl: location.origin });
const queryClient = new QueryClient();
const caches = { client, queryClient };
const ids = location.hash.slice(1).split(",");

const JobForm = defineComponent({
  props: { id: { type: String, required: true } },
  setup(props) {
    const request = () => ({ path: { job_id: props.id } });
    const job = useQuery(() => queryOptions(caches, jobJobsRetrieve, request()));
    const form = useDraft(
      () => props.id,
      (job_id) => openDraft(client, jobJobsRetrieve, jobJobsPartialUpdate, { path: { job_id } }, jobFields),
      {
        autosave: location.search === "?autosave" && { delay: 100 },
        whileOpen: (opened) => followQuery(caches, opened, jobJobsRetrieve, request()),
      },
    );
    const output = (id: string, text: unknown) => h("output", { id }, String(text));
    return () => {
      const { draft, state, error } = form.value;
      if (!draft) return output("status", error instanceof Error ? error.message : "opening");
      const onSubmit = (event: Event): void => {
        event.preventDefault();
        void draft.save();
      };
      return h("form", { onSubmit }, [
        h("input", {
          id: "name",
          value: state.value.name,
          onInput: (event: Event) => draft.change({ name: (event.target as HTMLInputElement).value }),
        }),
        output("shown", job.data.value?.data.name),
        output("notes", state.value.notes),
        output("status", state.status),
        output("outdated", state.isOutdated),
        h("button", { id: "save" }, "Save"),
      ]);
    };
  },
});

createApp({
  setup() {
    const index = ref(0);
    return () => [
      h(JobForm, { id: ids[index.value]! }),
      h("button", { id: "next", onClick: () => void (index.value = 1) }, "Next"),
      h("button", { id: "refetch", onClick: () => void queryClient.refetchQueries() }, "Refetch"),
    ];
  },
})
  .use(VueQueryPlugin, { queryClient })
  .mount("#app");
