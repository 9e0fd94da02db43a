/** Prints the Debian packages of what tests need and this machine lacks, for `apt-get install`; nothing where it has all. */
import { locate, prerequisites } from "../test/prerequisites/prerequisites.js";

console.log(
  prerequisites
    .filter(({ tag }) => locate(tag) === undefined)
    .flatMap(({ packages }) => packages)
    .toSorted()
    .join(" "),
);
