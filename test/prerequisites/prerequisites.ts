/**
 * What tests need besides Node and npm. A test names it by tag, and is skipped where it is missing:
 *
 *     describe("processes that share a Redis", { tags: ["redis"] }, () => { ... });
 *
 * `// @module-tag redis` at the top of a file tags the whole file. What starts the program asks `pathOf("redis")` for it.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { findPrograms } from "./find-programs.js";

/** Where to look: a PATH, and the folder of evidence that lies beside the repository. */
export interface Machine {
  readonly path: string;
  readonly shared: string;
}

export const thisMachine: Machine = {
  path: process.env["PATH"] ?? "",
  shared: resolve(import.meta.dirname, "../../../shared"),
};

export interface Prerequisite {
  readonly tag: string;
  /** As people call it. */
  readonly name: string;
  /** Debian's packages; none for what no package holds. */
  readonly packages: readonly string[];
  /** How to get what no package holds. */
  readonly instruction?: (machine: Machine) => string;
  /** The program or the folder; undefined where it is missing. */
  readonly locate: (machine: Machine) => string | undefined;
}

const program = <Tag extends string>(tag: Tag, name: string, command: string, debianPackage: string) => ({
  tag,
  name,
  packages: [debianPackage],
  locate: ({ path }: Machine): string | undefined => findPrograms(command, path)[0],
});

const sharedFolder = <Tag extends string>(tag: Tag, folder: string, content: string) => ({
  tag,
  name: `../shared/${folder}`,
  packages: [],
  instruction: ({ shared }: Machine): string => `copy the folder of ${content} to ${join(shared, folder)}`,
  locate: ({ shared }: Machine): string | undefined => [join(shared, folder)].find((path) => existsSync(path)),
});

const djangoModules = [
  "django",
  "rest_framework",
  "rest_framework_simplejwt",
  "django_filters",
  "drf_spectacular",
  "corsheaders",
  "gunicorn",
];

/** Exits with 0 if Python finds every module named on its command line. Importing them all would take a second. */
const findModules = "import importlib.util, sys; sys.exit(not all(map(importlib.util.find_spec, sys.argv[1:])))";

const django = {
  tag: "django",
  name: "Django",
  packages: [
    "gunicorn",
    "python3-django",
    "python3-djangorestframework",
    "python3-djangorestframework-simplejwt",
    "python3-djangorestframework-spectacular",
    "python3-django-cors-headers",
    "python3-django-filters",
  ],
  // The first Python on PATH is often not Debian's, and does not see Debian's packages.
  locate: ({ path }: Machine): string | undefined =>
    findPrograms("python3", path).find(
      (python) => spawnSync(python, ["-c", findModules, ...djangoModules], { stdio: "ignore" }).status === 0,
    ),
} as const;

export const prerequisites = [
  program("chromium", "Chromium", "chromium", "chromium"),
  program("firefox", "Firefox", "firefox-esr", "firefox-esr"),
  program("openssl", "OpenSSL", "openssl", "openssl"),
  django,
  program("git", "git", "git", "git"),
  program("bash", "Bash", "bash", "bash"),
  program("nginx", "nginx", "nginx", "nginx"),
  program("redis", "Redis", "redis-server", "redis-server"),
  // Windows has programs of that name that do not do what a POSIX shell does with pipes.
  {
    ...program("sh", "a POSIX shell", "sh", "dash"),
    locate: ({ path }: Machine) => (process.platform === "win32" ? undefined : findPrograms("sh", path)[0]),
  },
  sharedFolder("corpus", "corpus", "real OpenAPI documents"),
  sharedFolder("hostile", "hostile", "hostile OpenAPI documents"),
] as const satisfies readonly Prerequisite[];

export type PrerequisiteTag = (typeof prerequisites)[number]["tag"];

const located = new Map<PrerequisiteTag, string | undefined>();

/** The path of the program or folder on this machine; for Django, of a Python that has it. Undefined where it is missing. */
export function locate(tag: PrerequisiteTag): string | undefined {
  if (!located.has(tag)) located.set(tag, find(tag).locate(thisMachine));
  return located.get(tag);
}

/** @throws {Error} that says what to install, where it is missing: the test lacks the tag. */
export function pathOf(tag: PrerequisiteTag): string {
  const path = locate(tag);
  if (path === undefined) throw new Error(whatToInstall(tag));
  return path;
}

/** A sentence such as `Redis is missing: apt-get install redis-server`. */
export const whatToInstall = (tag: PrerequisiteTag): string =>
  `${find(tag).name} is missing: ${instructions([find(tag)]).join("; ")}`;

/** Commands and instructions, one a line, that bring all of them; one command for all of Debian's packages. */
export function instructions(missing: readonly Prerequisite[], machine: Machine = thisMachine): string[] {
  const packages = missing.flatMap((one) => one.packages).toSorted();
  const others = missing.flatMap(({ instruction }) => (instruction ? [instruction(machine)] : []));
  return packages.length > 0 ? [`apt-get install ${packages.join(" ")}`, ...others] : others;
}

const find = (tag: PrerequisiteTag): Prerequisite => prerequisites.find((one) => one.tag === tag)!;
