/** The build of recheck that has no other backend than JavaScript. */
declare module "recheck/lib/browser.js" {
  export * from "recheck";
}
