/** A page with the devtools, and buttons that make requests. */
import { lanes, onEvent, resendOnce, unwrap } from "ifmatch/runtime";
import { type Devtools, openDevtools } from "ifmatch/runtime/devtools";
import { createClient, jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";

const [job_id = "", where] = location.hash.slice(1).split(",");
const client = createClient({
  baseUrl: location.origin,
  auth: { jwtAuth: "s3cret" },
  lanes: lanes(),
  recover: resendOnce({ delay: 1 }),
  events: onEvent(),
});

const app = document.querySelector("#app")!;
const button = (id: string, act: () => unknown): void => {
  const made = Object.assign(document.createElement("button"), { id, textContent: id });
  made.addEventListener("click", () => void act());
  app.append(made);
};
const closed = app.appendChild(Object.assign(document.createElement("output"), { id: "closed" }));
const parent = app.appendChild(Object.assign(document.createElement("div"), { id: "parent" }));
// Styles of a page that must not reach the panel.
document.head.append(Object.assign(document.createElement("style"), { textContent: "td, th { display: none }" }));

const read = () => jobJobsRetrieve(client, { path: { job_id } });
let devtools: Devtools;
button("open", () => {
  devtools = openDevtools(client, {
    ...(where === "parent" && { parent }),
    onClose: () => void (closed.textContent += "closed "),
  });
});
button("close", () => devtools.close());
button("read", read);
button("save", async () => {
  const ifMatch = unwrap(await read());
  await jobJobsPartialUpdate(client, { path: { job_id }, body: { notes: "s3cret" }, ifMatch });
});
