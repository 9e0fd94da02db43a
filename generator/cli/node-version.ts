/*
 * Every Node that knows ES modules reads this file and bin.ts, however old it is: no syntax newer than ES2015, and no
 * import.
 */

/** What is wrong with this version of Node; `undefined` if it is supported. Agrees with `engines` in package.json. */
export function nodeVersionError(version: string): string | undefined {
  const [major, minor] = version.split(".").map(Number) as [number, number];
  const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  if (supported) return undefined;
  return `ifmatch needs Node.js 20.19 or later, 22.12 or later, or 24 or later; this is Node.js ${version}.
Install a newer version from https://nodejs.org, or switch to one, for example with: nvm install 24`;
}
