/** A page that uploads, and says what it was told. */
import { uploadFetch } from "ifmatch/runtime";
import { createClient, jobJobsFilesCreate } from "../../generated/index.js";

const job_id = location.hash.slice(1);
const client = createClient({ baseUrl: location.origin, auth: { jwtAuth: "token" } });

/** What a call told: the result or what was thrown, and the share of the body that had left. */
export interface Told {
  readonly outcome: string;
  readonly filename?: unknown;
  readonly progress: readonly number[];
}

async function upload(kilobytes: number, abortAt?: number): Promise<Told> {
  const progress: number[] = [];
  const controller = new AbortController();
  const send = uploadFetch(({ sent, total }) => {
    progress.push(sent / total);
    if (abortAt !== undefined && sent / total >= abortAt) controller.abort(new Error("left the page"));
    if (abortAt === undefined) throw new Error("a page's mistake");
  });
  const file = new File([new Uint8Array(kilobytes * 1000)], "drawing.pdf", { type: "application/pdf" });
  try {
    const result = await jobJobsFilesCreate(
      client,
      { path: { job_id }, body: { file } },
      { fetch: send, signal: controller.signal },
    );
    const outcome = `${result.kind} ${result.status}`;
    return { outcome, ...(result.kind === "ok" && { filename: result.data.filename }), progress };
  } catch (error) {
    const { name, message } = error as Error;
    return { outcome: `${name}: ${message}`, progress };
  }
}
Object.assign(globalThis, { upload });
