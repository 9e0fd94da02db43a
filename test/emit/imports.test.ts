import { describe, expect, test } from "vitest";
import { Imports } from "../../generator/emit/imports.js";

/** The import statements, as `module: name, type name, name as alias`. */
const written = (imports: Imports): string[] =>
  imports.structures().map(({ moduleSpecifier, isTypeOnly, namedImports }) => {
    const texts = namedImports.map(
      ({ name, isTypeOnly: type, alias }) => `${type ? "type " : ""}${name}${alias ? ` as ${alias}` : ""}`,
    );
    return `${isTypeOnly ? "type " : ""}${moduleSpecifier}: ${texts.join(", ")}`;
  });

describe("the imports of a file", () => {
  test("are sorted: packages before the file's neighbours, names without regard to case", () => {
    const imports = new Imports();
    imports.type("./models.js", "Job");
    imports.value("./client.js", "create");
    imports.type("ifmatch/runtime", "Client");
    imports.value("ifmatch/runtime", "send");
    imports.value("ifmatch/runtime", "bearer");
    expect(written(imports)).toEqual([
      "ifmatch/runtime: bearer, type Client, send",
      "./client.js: create",
      "type ./models.js: Job",
    ]);
  });

  test("name what is asked for twice once, as a value if it is one anywhere", () => {
    const imports = new Imports();
    expect([imports.type("zod", "z"), imports.value("zod", "z"), imports.type("zod", "z")]).toEqual(["z", "z", "z"]);
    expect(written(imports)).toEqual(["zod: z"]);
  });

  test.for(["ifmatch/runtime", "./runtime/index.js", "../runtime/index.js"])(
    "call what %s exports the runtime's, where the file has the name itself",
    (runtime) => {
      const imports = new Imports(["Client", "create"]);
      expect(imports.type(runtime, "Client")).toBe("RuntimeClient");
      expect(imports.value(runtime, "create")).toBe("runtimeCreate");
      expect(written(imports)).toEqual([`${runtime}: type Client as RuntimeClient, create as runtimeCreate`]);
    },
  );

  test("call a type of a neighbour a model, where the file has the name itself", () => {
    const imports = new Imports(["Job"]);
    expect(imports.type("../models.js", "Job")).toBe("JobModel");
    expect(written(imports)).toEqual(["type ../models.js: Job as JobModel"]);
  });

  test("count on where an alias is taken as well, and where two modules export one name", () => {
    const imports = new Imports(["Client", "RuntimeClient", "Job", "JobModel"]);
    expect(imports.type("ifmatch/runtime", "Client")).toBe("RuntimeClient2");
    expect(imports.type("./models.js", "Job")).toBe("JobModel2");
    expect(imports.type("./a.js", "Note")).toBe("Note");
    expect(imports.type("./b.js", "Note")).toBe("NoteModel");
  });
});
