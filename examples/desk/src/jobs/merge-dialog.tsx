import { diffText } from "ifmatch/runtime/text";
import { useEffect, useRef } from "react";
import type { JobDraft, JobState } from "../api.js";
import { labelOf, shown } from "../words.js";
import { both, isText, type JobConflict } from "./conflict.js";

interface Props {
  readonly draft: JobDraft;
  readonly state: JobState;
  readonly who: string;
  readonly onClose: () => void;
}

/** Each place that both changed, side by side; closes itself with the last decision. */
export function MergeDialog({ draft, state: { conflicts }, who, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (conflicts.length === 0) onClose();
  }, [conflicts.length, onClose]);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="deciding">
      <h2 id="deciding">You and {who} changed the same</h2>
      {conflicts.map((conflict) => (
        <section key={JSON.stringify(conflict.place)} aria-label={labelOf(conflict.path)}>
          <h3>{labelOf(conflict.path)}</h3>
          <Sides conflict={conflict} who={who} />
          <div className="choices">
            <button onClick={() => draft.resolve(conflict, "mine")}>Take mine</button>
            <button onClick={() => draft.resolve(conflict, "theirs")}>Take {who}'s</button>
            {isText(conflict) && (
              <button onClick={() => draft.resolve(conflict, { value: both(conflict) })}>Take both</button>
            )}
          </div>
        </section>
      ))}
      <form method="dialog">
        <button>Later</button>
      </form>
    </dialog>
  );
}

function Sides({ conflict, who }: { readonly conflict: JobConflict; readonly who: string }) {
  if (!isText(conflict))
    return (
      <dl>
        <dt>Mine</dt>
        <dd>{shown(conflict.mine)}</dd>
        <dt>{who}'s</dt>
        <dd>{shown(conflict.theirs)}</dd>
      </dl>
    );
  const sides = { same: "", added: "Mine", removed: `${who}'s` } as const;
  return (
    <div className="diff">
      {diffText(conflict.theirs, conflict.mine).map(({ kind, lines }, index) => (
        <p key={index} data-kind={kind}>
          {sides[kind] && <b>{sides[kind]}: </b>}
          {lines.join("\n")}
        </p>
      ))}
    </div>
  );
}
