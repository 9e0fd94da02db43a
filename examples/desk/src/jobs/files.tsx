import { unwrap, uploadFetch } from "ifmatch/runtime";
import { invalidate } from "ifmatch/runtime/query";
import { type ChangeEvent, useState } from "react";
import { jobJobsFilesCreate, type JobFile } from "../../../../generated/index.js";
import { client } from "../api.js";
import { caches } from "../caches.js";

interface Upload {
  readonly name: string;
  /** From 0 to 1. */
  readonly done: number;
  readonly failure?: string;
}

export function Files({ job_id, files }: { readonly job_id: string; readonly files: readonly JobFile[] }) {
  const [upload, setUpload] = useState<Upload>();
  const path = { job_id };
  const send = async (file: File): Promise<void> => {
    const { name } = file;
    setUpload({ name, done: 0 });
    const progress = uploadFetch(({ sent, total }) => setUpload({ name, done: sent / total }));
    try {
      unwrap(await jobJobsFilesCreate(client, { path, body: { file } }, { fetch: progress }));
      setUpload(undefined);
      await invalidate(caches, jobJobsFilesCreate, { path });
    } catch (error) {
      setUpload({ name, done: 0, failure: error instanceof Error ? error.message : String(error) });
    }
  };
  const choose = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const [file] = target.files ?? [];
    if (file) void send(file);
    target.value = "";
  };
  return (
    <section className="card" aria-labelledby="files">
      <h3 id="files">Files</h3>
      <ul>
        {files.map(({ id, filename, size }) => (
          <li key={id}>
            {filename} <span className="quiet">{size === null ? "" : `${Math.ceil(size / 1000)} kB`}</span>
          </li>
        ))}
      </ul>
      <label>
        Attach a file
        <input type="file" onChange={choose} />
      </label>
      {upload && !upload.failure && (
        <label>
          {upload.name}
          <progress value={upload.done} />
        </label>
      )}
      <p role="alert">{upload?.failure}</p>
    </section>
  );
}
