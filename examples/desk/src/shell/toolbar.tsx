import { useEffect, useState, useSyncExternalStore } from "react";
import { client, outbox } from "../api.js";
import { network } from "../network.js";
import { linkTo } from "../route.js";
import { session } from "../session.js";

export function Toolbar({ user, onSignOut }: { readonly user: string; readonly onSignOut: () => void }) {
  const waiting = useWaiting();
  const leave = (): void => {
    if (waiting.length === 0 || confirm("What is not saved yet will be lost. Sign out?")) onSignOut();
  };
  return (
    <div className="tools">
      <Waiting />
      <Trouble />
      <DevtoolsButton />
      <button onClick={leave}>Sign out {user}</button>
    </div>
  );
}

const useTrouble = () => useSyncExternalStore(network.subscribe, network.getSnapshot);

function useWaiting() {
  const { subscribe, getSnapshot } = outbox();
  return useSyncExternalStore(subscribe, getSnapshot);
}

/** What the server does not have yet, with a way to each. */
function Waiting() {
  const waiting = useWaiting();
  const { isOffline } = useTrouble();
  return (
    <span className="waiting" role="status">
      {isOffline && <b>Offline. </b>}
      {waiting.length > 0 && "Not saved yet: "}
      {waiting.map((item) => (
        <a key={item.id} href={linkTo("jobs", item.request.path.job_id)}>
          {item.draft.value.name}
        </a>
      ))}
    </span>
  );
}

/** What goes wrong in life, by a switch. */
function Trouble() {
  const { isOffline, losesNext } = useTrouble();
  return (
    <details className="menu">
      <summary>Trouble</summary>
      <div>
        <label>
          <input type="checkbox" checked={isOffline} onChange={(event) => network.switchOff(event.target.checked)} />
          Switch the network off
        </label>
        <button onClick={network.loseNext} disabled={losesNext}>
          Lose the answer to the next change
        </button>
        <button onClick={() => session.current && session.set({ ...session.current, access: "ended" })}>
          Let my session end
        </button>
      </div>
    </details>
  );
}

function DevtoolsButton() {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    let close: (() => void) | undefined;
    let isLeft = false;
    void import("ifmatch/runtime/devtools").then(({ openDevtools }) => {
      if (!isLeft) ({ close } = openDevtools(client, { onClose: () => setIsOpen(false) }));
    });
    return () => {
      isLeft = true;
      close?.();
    };
  }, [isOpen]);
  return (
    <button aria-pressed={isOpen} onClick={() => setIsOpen(!isOpen)}>
      Requests
    </button>
  );
}
