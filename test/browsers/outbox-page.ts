/** A page that edits and creates jobs, with and without a network. */
import { creations, drafts, indexedDbShelf, openOutbox, webShelf } from "ifmatch/runtime/outbox";
import {
  createClient,
  jobFields,
  jobJobsCreate,
  jobJobsPartialUpdate,
  jobJobsRetrieve,
} from "../../generated/index.js";

const [job_id = "", shelf] = location.hash.slice(1).split(",");
const client = createClient({ baseUrl: location.origin });
const errors: unknown[] = [];
const namespace = "ada";
const outbox = openOutbox(client, {
  kinds: {
    job: drafts(jobJobsRetrieve, jobJobsPartialUpdate, jobFields),
    newJob: creations(jobJobsCreate, { token: "Idempotency-Key" }),
  },
  shelf: shelf === "web" ? webShelf({ namespace, storage: localStorage }) : indexedDbShelf({ namespace }),
  autosave: { delay: 100, retry: 100, limit: 500 },
  onError: (error) => errors.push(error),
});

const app = document.querySelector("#app")!;
const add = <Tag extends keyof HTMLElementTagNameMap>(tag: Tag, id: string): HTMLElementTagNameMap[Tag] =>
  app.appendChild(Object.assign(document.createElement(tag), { id }));

const list = add("output", "waiting");
const showList = (): void =>
  void (list.textContent = outbox
    .getSnapshot()
    .map(({ kind, status }) => `${kind} ${status}`)
    .join(", "));
outbox.subscribe(showList);
showList();

Object.assign(add("button", "create"), { textContent: "Create" }).addEventListener("click", () => {
  const body = { name: "made offline", client_id: "7d3f5d3e-0000-4000-8000-000000000001" };
  outbox.create("newJob", { body }).catch((error: unknown) => errors.push(error));
});
const failures = add("output", "errors");
setInterval(() => void (failures.textContent = errors.map(String).join("\n")), 50);

async function showForm(): Promise<void> {
  const opened = await outbox.open("job", { path: { job_id } });
  const input = add("input", "name");
  const status = add("output", "status");
  const mine = Object.assign(add("button", "mine"), { textContent: "Mine" });
  const show = (): void => {
    const state = opened.getSnapshot();
    if (input.value !== state.value.name) input.value = state.value.name ?? "";
    status.textContent = state.status;
  };
  opened.subscribe(show);
  show();
  input.addEventListener("input", () => opened.change({ name: input.value }));
  mine.addEventListener("click", () => {
    for (const conflict of opened.getSnapshot().conflicts) opened.resolve(conflict, "mine");
  });
}
showForm().catch((error: unknown) => errors.push(error));
