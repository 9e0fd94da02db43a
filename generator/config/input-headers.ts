import { ConfigError } from "../diagnostics.js";

/** `Authorization: Bearer ${API_TOKEN}`, as the command line has it. @throws {ConfigError} */
export function parseInputHeader(text: string): [name: string, value: string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new ConfigError(`--input-header ${text}: not a header; write it as "Authorization: Bearer \${API_TOKEN}".`);
  return [name, value];
}

/**
 * Headers with `${NAME}` filled in from the environment, so that no secret stands in a config or on a command line.
 *
 * @throws {ConfigError} naming a variable that is not set.
 */
export function fillHeaders(
  headers: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, template]) => {
      const value = template.replace(/\$\{(\w+)\}/g, (_, variable: string) => {
        const found = environment[variable];
        if (found === undefined || found === "")
          throw new ConfigError(
            `The header ${name} of the document's request needs the environment variable ${variable}, which is not set.`,
          );
        return found;
      });
      // What fetch refuses has the value in its message.
      if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
        throw new ConfigError(
          `The header ${name} of the document's request contains characters that are not allowed in a header.`,
        );
      return [name, value];
    }),
  );
}
