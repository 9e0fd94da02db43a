import { normalized } from "../../model/paths.js";
import { failed, notApplicable, passed } from "../verdict.js";
import type { ChangeProbe } from "./change.js";
import { publishedBy } from "./probe.js";

export const childMovesTag: ChangeProbe = {
  id: "child-moves-tag",
  promise: "A state change of a part, such as adding an event, moves the tag of the whole.",
  section: "8.8.1",
  needsAcceptance: true,
  async run(context) {
    const { before, after } = context.baseline;
    if (normalized(context.operation.path) === normalized(context.resource.key))
      return notApplicable("It changes the resource itself.");
    if (after.status !== 200) return notApplicable("The resource is gone.");
    const { tag } = publishedBy(context, after);
    return tag === before.tag ? failed(`The tag of the ${context.resource.name} is still ${before.tag}.`) : passed();
  },
};
