import { dirname, extname, join } from "node:path";
import { readPackage } from "../config/nearest-package.js";
import type { Formatter } from "../config/resolved.js";
import type { OutputFiles } from "../emit/emit.js";
import { fileExists, noteObstacle, readText, settingsOf } from "../observed.js";
import { installedPackage } from "./installed.js";

const packages = { prettier: "prettier", biome: "@biomejs/biome", oxfmt: "oxfmt" } as const;

/**
 * Looks at everything that decides how a formatter leaves the files of `folder`: its version, and the settings in the
 * folders of the files and above. Settings that are code, or that name other files, cannot be looked at.
 */
export function observeFormatter(formatter: Formatter, folder: string, files: OutputFiles): void {
  if (typeof formatter !== "string") return noteObstacle("format is a command, which may do anything");
  readPackage(join(installedPackage(packages[formatter], folder), "package.json"));
  const folders = new Set([...files.keys()].map((path) => dirname(join(folder, path))));
  for (const at of folders) {
    for (const name of settingsOf(at)) observeSetting(join(at, name), name);
    // Git's own list of what it leaves out.
    if (fileExists(join(at, ".git/info/exclude"))) readText(join(at, ".git/info/exclude"));
    // Up to the top.
    folders.add(dirname(at));
  }
}

function observeSetting(file: string, name: string): void {
  if (/ignore$|^\.editorconfig$/i.test(name)) return;
  if (name === "package.json") {
    const own = readPackage(file)?.["prettier"];
    if (own !== undefined && (typeof own === "string" || namesOthers(JSON.stringify(own))))
      noteObstacle(`${file} names other files for Prettier`);
    return;
  }
  if (/^\.[cm]?[jt]s$/.test(extname(name))) noteObstacle(`${file} is code`);
  else if (namesOthers(text(file))) noteObstacle(`${file} names other files`);
}

const namesOthers = (settings: string): boolean => /plugins|extends/i.test(settings);

function text(file: string): string {
  try {
    return readText(file);
  } catch {
    return "";
  }
}
