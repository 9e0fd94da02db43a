import { ConfigError } from "../../diagnostics.js";
import type { Place } from "../report.js";

/** The address of a line at the repository's host; nothing for files outside the working directory. */
export type SourceUrl = (place: Place) => string | undefined;

/**
 * From a template such as `https://example.com/blob/main/{file}#L{line}`.
 *
 * @throws {ConfigError} for a template that is no web address, or names no file.
 */
export function sourceUrl(template: string | undefined): SourceUrl {
  if (template === undefined) return () => undefined;
  const sample = template.replaceAll("{file}", "file").replaceAll("{line}", "1");
  if (!URL.canParse(sample) || !/^https?:$/.test(new URL(sample).protocol) || !template.includes("{file}"))
    throw new ConfigError(
      `--source-url ${template}: write a web address with {file} and {line} in it, such as https://git.example.com/team/api/blob/main/{file}#L{line}.`,
    );
  return ({ file, line }) =>
    /^([a-z]+:|\/|\.\.\/)/i.test(file)
      ? undefined
      : template
          .replaceAll("{file}", () => file.split("/").map(encodeURIComponent).join("/"))
          .replaceAll("{line}", String(line));
}
