/** A page that edits a job with VeeValidate. */
import { createApp, defineComponent, h, ref } from "vue";
import { openDraft } from "ifmatch/runtime/draft";
import { useDraftForm } from "ifmatch/runtime/vee-validate";
import { useDraft } from "ifmatch/runtime/vue";
import { createClient, jobFields, jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";

const client = createClient({ baseUrl: location.origin });
const ids = location.hash.slice(1).split(",");

const JobForm = defineComponent({
  props: { id: { type: String, required: true } },
  setup(props) {
    const job = useDraft(
      () => props.id,
      (job_id) => openDraft(client, jobJobsRetrieve, jobJobsPartialUpdate, { path: { job_id } }, jobFields),
      { autosave: location.search === "?autosave" && { delay: 100 }, warn: false },
    );
    const { form, submit } = useDraftForm(() => job.value.draft, {
      validationSchema: { name: (value: unknown) => (value ? true : "Say a name.") },
    });
    const [name] = form.defineField("name");
    const [notes] = form.defineField("notes");
    const outcome = ref("");
    const output = (id: string, text: unknown) => h("output", { id }, String(text ?? ""));
    return () => {
      const { draft, state } = job.value;
      if (!draft) return output("status", "opening");
      const onSubmit = async (event: Event): Promise<void> => void (outcome.value = String(await submit(event)));
      const input = (tag: string, id: string, model: typeof name | typeof notes) =>
        h(tag, {
          id,
          value: model.value ?? "",
          onInput: (event: Event) => void (model.value = (event.target as HTMLInputElement).value),
        });
      return h("form", { onSubmit }, [
        input("input", "name", name),
        input("textarea", "notes", notes),
        output("status", state.status),
        output("typed", state.value.name),
        output("dirty", [form.meta.value.dirty, form.isFieldDirty("name"), form.isFieldDirty("notes")].join()),
        output("nameError", form.errors.value.name),
        output("formError", form.errors.value[""]),
        output("success", outcome.value === "true"),
        output("outcome", outcome.value),
        h("button", { id: "save" }, "Save"),
        h("button", { id: "discard", type: "button", onClick: () => draft.discard() }, "Discard"),
        h("button", { id: "rebase", type: "button", onClick: () => void draft.rebase() }, "Rebase"),
      ]);
    };
  },
});

createApp({
  setup() {
    const index = ref(0);
    return () => [
      index.value < 2 ? h(JobForm, { id: ids[index.value]! }) : undefined,
      h("button", { id: "next", onClick: () => void index.value++ }, "Next"),
    ];
  },
}).mount("#app");
