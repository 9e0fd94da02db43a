/** One exit code a cause, and a message that says what to do; never a stack trace that nobody asked for. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { run, STACK } from "./recording-terminal.js";
import { document, jobsApi, listing, operation, workspace } from "./workspace.js";

const fault = vi.hoisted(() => ({ error: undefined as unknown }));
vi.mock("../../generator/model/build.js", async (importOriginal) => {
  const original = await importOriginal<typeof import("../../generator/model/build.js")>();
  return {
    ...original,
    buildModel: (...parameters: Parameters<typeof original.buildModel>) => {
      if (fault.error !== undefined) throw fault.error;
      return original.buildModel(...parameters);
    },
  };
});
afterEach(() => void (fault.error = undefined));

describe("exit code 2: the command line or the config", () => {
  test.for([
    [["generate", "--chek"], "Did you mean --check?"],
    [["generate", "--dryrun"], "Did you mean --dry-run?"],
    [["init", "--yess"], "Did you mean --yes?"],
    [["generat"], "Did you mean generate?"],
  ] as const)("%j is answered with a suggestion", async ([argv, suggestion]) => {
    const { code, stdout, stderr } = await run(workspace({ "schema.yml": jobsApi() }), ...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(suggestion);
  });

  test("no command at all prints the help to standard error", async () => {
    const { code, stdout, stderr } = await run(workspace());
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage: ifmatch");
  });

  test("an option without its value, and an argument too many, are refused", async () => {
    expect(await run(workspace(), "generate", "-o")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("-o needs a value"),
    });
    expect(await run(workspace(), "generate", "a.yml", "b.yml")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("too many arguments"),
    });
  });

  test("a folder without any schema is told what to run", async () => {
    const { code, stderr } = await run(workspace(), "generate");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /No schema given.*schema\/schema\.yml.*Run `ifmatch generate path\/to\/schema\.yml`, or `ifmatch init`\./,
    );
  });

  test("a config file that does not exist is named", async () => {
    expect(await run(workspace({ "schema.yml": jobsApi() }), "generate", "-c", "nope.ts")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("nope.ts"),
    });
  });

  test.for([[["generate", "a.yml", "-o", "out"]], [["generate", "-o", "out"]]])(
    "%j fits one client only",
    async ([argv]) => {
      const folder = workspace({
        "ifmatch.config.json": { clients: { a: { input: "a.yml", output: "a" }, b: { input: "a.yml", output: "b" } } },
        "a.yml": jobsApi(),
      });
      expect(await run(folder, ...argv!)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("defines 2 clients"),
      });
      expect(listing(folder)).toEqual(["a.yml", "ifmatch.config.json"]);
    },
  );
});

describe("exit code 3: the document was refused", () => {
  const twice = document({ "/a": { get: operation("same") }, "/b": { put: operation("same") } });

  const strict = { input: "api/schema.yml", strict: true };

  test("with file, line and column, what is wrong and what to do, and nothing is written", async () => {
    const text = JSON.stringify(twice, undefined, 2);
    const line = text.split("\n").findIndex((one) => one.includes('"put"')) + 1;
    const folder = workspace({ "api/schema.yml": text, "ifmatch.config.json": strict });
    const { code, stdout, stderr } = await run(folder, "generate", "api/schema.yml");
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain(`api/schema.yml:${line}:`);
    expect(stderr).toMatch(/^\S+:\d+:\d+ {2}error {2}.*GET \/a.*PUT \/b.* \[duplicate-operation-id\]\n {4}-> \w/m);
    expect(stderr).toContain("1 error; nothing was written.");
    expect(stderr).not.toMatch(STACK);
    expect(listing(folder)).toEqual(["api", "api/schema.yml", "ifmatch.config.json"]);
  });

  test("what an earlier run wrote stays", async () => {
    const folder = workspace({ "ok.yml": jobsApi(), "bad.yml": { hello: "world" } });
    await run(folder, "generate", "ok.yml");
    const before = listing(folder);
    expect((await run(folder, "generate", "bad.yml")).code).toBe(3);
    expect(listing(folder)).toEqual(before);
  });

  test("even --debug shows no stack: there is nothing in it for the reader", async () => {
    const { code, stderr } = await run(workspace({ "schema.yml": { hello: "world" } }), "--debug", "generate");
    expect(code).toBe(3);
    expect(stderr).not.toMatch(STACK);
  });

  test("control characters of the document never reach the terminal", async () => {
    const id = "\u001b[2J\u001b]8;;http://evil\u0007\u202ebad";
    const { code, stderr } = await run(
      workspace({
        "ifmatch.config.json": { input: "schema.yml", strict: true },
        "schema.yml": document({ "/a": { get: operation(id) }, "/b": { get: operation(id) } }),
      }),
      "generate",
    );
    expect(code).toBe(3);
    // oxlint-disable-next-line no-control-regex -- none of them is what is tested
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(stderr).toContain("\\u001b[2J");
  });

  test("a schema that is not there is named, without a stack", async () => {
    const { code, stderr } = await run(workspace(), "generate", "nope.yml");
    expect([2, 3]).toContain(code);
    expect(stderr).toMatch(/no file .*nope\.yml/);
    expect(stderr).not.toMatch(STACK);
  });
});

describe("exit code 4: a bug of ours", () => {
  test("is admitted in one line, without a stack, and nothing is written", async () => {
    fault.error = new TypeError("Cannot read properties of undefined");
    const folder = workspace({ "schema.yml": jobsApi() });
    const { code, stdout, stderr } = await run(folder, "generate");
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toContain("ifmatch itself failed: Cannot read properties of undefined");
    expect(stderr).toContain("--debug");
    expect(stderr).not.toMatch(STACK);
    expect(listing(folder)).toEqual(["schema.yml"]);
  });

  test.for([[["--debug", "generate"]], [["generate", "--debug"]]])("shows its stack for %j", async ([argv]) => {
    fault.error = new TypeError("oops");
    const { code, stderr } = await run(workspace({ "schema.yml": jobsApi() }), ...argv!);
    expect(code).toBe(4);
    expect(stderr).toMatch(STACK);
  });

  test("is reported even where something else than an Error was thrown", async () => {
    fault.error = "a string";
    expect(await run(workspace({ "schema.yml": jobsApi() }), "generate", "--debug")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("a string"),
    });
  });
});
