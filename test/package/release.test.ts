import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nextVersion, releaseChangelog, withVersion } from "../../scripts/release.js";
import { Project, root } from "./packed.js";

describe("the next version", () => {
  test.for([
    ["0.1.0", "patch", "0.1.1"],
    ["0.1.9", "minor", "0.2.0"],
    ["0.9.1", "major", "1.0.0"],
    ["0.9.1", "0.10.0", "0.10.0"],
    ["0.1.0", "0.1.0", "0.1.0"],
  ] as const)("of %s, %s, is %s", ([current, step, expected]) => {
    expect(nextVersion(current, step)).toBe(expected);
  });

  test.for(["0.0.9", "0.1", "latest", "1.0.0-beta.1", "v1.0.0", ""])("is not %s after 0.1.0", (step) => {
    expect(() => nextVersion("0.1.0", step)).toThrow(/is lower than|is not a release/);
  });
});

describe("the changelog", () => {
  test.for(["## 0.1.0 (unreleased)", "## Unreleased"])("gives its section a version and a day: %s", (heading) => {
    const text = `# Changelog\n\n${heading}\n\n- New.\n\n## 0.0.1 (2026-01-01)\n\n- Old.\n`;
    expect(releaseChangelog(text, "0.2.0", "2026-12-01")).toBe(text.replace(heading, "## 0.2.0 (2026-12-01)"));
  });

  test.for([
    ["# Changelog\n\n## 0.0.1 (2026-01-01)\n\n- Old.\n", /no section/],
    ["# Changelog\n\n## Unreleased\n\n## 0.0.1 (2026-01-01)\n\n- Old.\n", /is empty/],
  ] as const)("stops a release without anything new: %s", ([text, message]) => {
    expect(() => releaseChangelog(text, "0.2.0", "2026-12-01")).toThrow(message);
  });
});

test("a lock file gets the version wherever it names a package of this repository", () => {
  const text = (version: string): string =>
    `${JSON.stringify(
      {
        name: "ifmatch",
        version,
        packages: {
          "": { name: "ifmatch", version, dependencies: { jiti: "^2.7.0" } },
          "node_modules/jiti": { version: "2.7.0" },
          runtime: { name: "@ifmatch/runtime", version },
        },
      },
      undefined,
      2,
    )}\n`;
  expect(withVersion(text("0.1.0"), "0.2.0")).toBe(text("0.2.0"));
});

test("this repository's packages have one version, and the runtime has no dependency", () => {
  const project = new Project(root);
  const [ifmatch, runtime] = ["package.json", "runtime/package.json"].map(
    (path) => JSON.parse(project.read(path)) as { version: string; dependencies?: Record<string, string> },
  );
  expect(runtime!.version).toBe(ifmatch!.version);
  expect(runtime!.dependencies).toBeUndefined();
});

test("a dry run in a repository with changes says what it would do and what would stop it, and changes nothing", () => {
  const project = new Project(mkdtempSync(join(tmpdir(), "ifmatch-release-")));
  try {
    for (const path of ["package.json", "runtime/package.json", "package-lock.json", "CHANGELOG.md"])
      cpSync(join(root, path), join(project.folder, path));
    project.run("git", "init", "--quiet");
    project.run("git", "add", ".");
    project.run("git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message", "first");
    project.write({ "new.txt": "new" });
    const { stdout, status } = spawnSync(
      process.execPath,
      [join(root, "node_modules/tsx/dist/cli.mjs"), join(root, "scripts/release.ts"), "minor", "--dry-run"],
      { cwd: project.folder, encoding: "utf8" },
    );
    expect(status).toBe(0);
    const { version: current } = JSON.parse(project.read("package.json")) as { version: string };
    const next = nextVersion(current, "minor");
    expect(stdout).toContain(`release ${next} (package.json has ${current})`);
    expect(stdout).toContain("would stop: the working tree has changes");
    expect(stdout).toContain("would stop: @ifmatch/runtime: dist is not built");
    const steps = [...stdout.matchAll(/^would (?:run|write):? (.*)$/gm)].map((match) => match[1]);
    expect(steps).toEqual([
      "package.json",
      "runtime/package.json",
      "package-lock.json",
      "CHANGELOG.md",
      ...["lint", "typecheck", "test", "build", "check-package"].map((check) => `npm run -s ${check}`),
      `git commit --all --message Release ${next}`,
      `git tag --annotate v${next} --message Release ${next}`,
      "npm publish ./runtime --provenance --access public --ignore-scripts",
      "npm publish ./. --provenance --access public --ignore-scripts",
    ]);
    expect(execFileSync("git", ["status", "--porcelain"], { cwd: project.folder, encoding: "utf8" })).toBe(
      "?? new.txt\n",
    );
  } finally {
    rmSync(project.folder, { recursive: true });
  }
});
