import pc from "picocolors";
import type { Printable, Sayable } from "./printable.js";

/** Paints text where standard output is a terminal; what it is given must be fit for one. */
export type Paint = <const Text>(text: Sayable<Text>) => Printable;

/** The escape sequences around the text are ours. */
const paint =
  (colour: (text: string) => string): Paint =>
  (text) =>
    colour(String(text)) as Printable;

export const bold = paint(pc.bold);
export const dim = paint(pc.dim);
export const underline = paint(pc.underline);
export const red = paint(pc.red);
export const yellow = paint(pc.yellow);
export const green = paint(pc.green);
export const blue = paint(pc.blue);
export const cyan = paint(pc.cyan);
export const magenta = paint(pc.magenta);
/** No colour, for what is no terminal. */
export const unpainted = paint(String);
