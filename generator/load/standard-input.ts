import { diskFiles, type DocumentFiles } from "./files.js";
import { isStandardInput } from "./input.js";

type Stream = AsyncIterable<Uint8Array | string>;

/** A stream ends once, and a command may read its document twice. */
const contents = new WeakMap<Stream, Promise<Uint8Array>>();

/** The disk, with the document that comes from standard input. */
export const withStandardInput = (stream: Stream): DocumentFiles => ({
  ...diskFiles,
  realpath: (path) => (isStandardInput(path) ? Promise.resolve(path) : diskFiles.realpath(path)),
  async read(real, admit) {
    if (!isStandardInput(real)) return diskFiles.read(real, admit);
    const content = contents.get(stream) ?? readAll(stream, admit);
    contents.set(stream, content);
    return content;
  },
});

async function readAll(stream: Stream, admit: (bytes: number) => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) {
    const bytes = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
    admit(bytes.byteLength);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
