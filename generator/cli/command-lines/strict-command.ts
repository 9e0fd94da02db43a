import { Command, type Option } from "commander";
import { ConfigError } from "../../diagnostics.js";

/**
 * Commander takes whatever follows an option as its value: `-o --dry-run` would write to a folder named `--dry-run`,
 * and `-o ""` (an unset variable) to the current one. Here both are errors, for every option that needs a value.
 */
export class StrictCommand extends Command {
  override createCommand(name?: string): StrictCommand {
    return new StrictCommand(name);
  }

  /** Adds options that belong together. */
  addOptions(options: readonly Option[]): this {
    for (const option of options) this.addOption(option);
    return this;
  }

  override parseOptions(argv: string[]): ReturnType<Command["parseOptions"]> {
    const end = argv.indexOf("--");
    const tokens = end === -1 ? argv : argv.slice(0, end);
    for (let index = 0; index < tokens.length; index++) {
      const given = this.#optionIn(tokens[index]!);
      if (!given) continue;
      checkValue(given, given.value ?? tokens[index + 1]);
      // A value is not looked at as an option again.
      if (given.value === undefined) index++;
    }
    return super.parseOptions(argv);
  }

  /** The option of `-o`, `-yo`, `--output` or `--output=value` that needs a value; its value if it is attached. */
  #optionIn(token: string): GivenOption | undefined {
    const [, long, value] = /^(--[^=]+)(?:=(.*))?$/s.exec(token) ?? [];
    if (long !== undefined) {
      const option = this.options.find((one) => one.long === long && one.required);
      return option && { option, flag: long, value };
    }
    if (!/^-[^-]/.test(token)) return undefined;
    // Of `-yofolder`, `y` needs no value and `o` takes the rest.
    for (let at = 1; at < token.length; at++) {
      const option = this.options.find((one) => one.short === `-${token[at]}`);
      if (!option) return undefined;
      if (option.required) return { option, flag: option.short!, value: token.slice(at + 1) || undefined };
    }
    return undefined;
  }
}

interface GivenOption {
  readonly option: Option;
  /** As it was typed. */
  readonly flag: string;
  readonly value: string | undefined;
}

function checkValue({ option, flag, value: attached }: GivenOption, value: string | undefined): void {
  const usage = `write it as: ${option.flags.replace(/^-\w, /, "")}`;
  if (value === undefined) throw new ConfigError(`${flag} needs a value; ${usage}`);
  if (value === "") throw new ConfigError(`${flag} needs a value, but it is empty; ${usage}`);
  // `-` is standard input, and -1 is a number.
  if (attached === undefined && /^-[^\d]/.test(value))
    throw new ConfigError(
      `${flag} needs a value, but is followed by ${value}; ${usage}. A value that begins with a dash is attached: ${option.long}=${value}`,
    );
}
