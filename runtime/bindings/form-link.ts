import { holds } from "../draft/echo.js";
import { copyOf } from "../draft/places.js";
import type { DraftStatus } from "../draft/snapshot.js";
import { errorsByName, fieldErrors } from "../fields/field-errors.js";
import type { JsonObject } from "../merge/json.js";
import { type Gap, gaps, shownOf, withValue } from "./form-places.js";

/** A form of a form library. Values and errors are by its own names; `""` is the whole form. */
export interface FormPort {
  /** Whether names have brackets: `lines[1].quantity`. */
  readonly brackets: boolean;
  readonly values: () => JsonObject;
  /** Calls `listener` after each change of a value, with the name of the field where it is known. */
  readonly subscribe: (listener: (name?: string) => void) => () => void;
  /** Whether a difference to what the form showed may be a person's; else the library has filled an empty field. */
  readonly isTyped: (gap: Gap, name: string | undefined) => boolean;
  /** What the form's values are compared with from now on. Values may change with it; `fill` follows. */
  readonly rebase: (base: JsonObject) => void;
  /** Shows what the draft has at these places, and finds anew what is dirty. */
  readonly fill: (changes: readonly Gap[]) => void;
  readonly showErrors: (errors: Readonly<Record<string, string>>) => void;
  /** Removes these errors where they are still shown. */
  readonly clearErrors: (errors: Readonly<Record<string, string>>) => void;
}

/** What a form looks at of a draft's snapshot. */
export interface FormDraftState<T> {
  readonly status: DraftStatus;
  readonly value: T;
  readonly base: { readonly data: T };
  readonly failure: unknown;
}

/** What a form needs of a draft: that of a record with these fields, or with more. */
export interface FormDraft<T> {
  readonly getSnapshot: () => FormDraftState<T>;
  readonly subscribe: (listener: () => void) => () => void;
  readonly change: (update: never) => void;
  readonly save: () => Promise<FormDraftState<T>>;
}

/** The values that a form starts with: the version that the draft's edits were made on. */
export const startOf = (draft: FormDraft<unknown>): JsonObject => shownOf(copyOf(draft.getSnapshot().base.data));

/** Whether everything was saved that was there when it was asked for; what was typed since waits for the next save. */
const isSaved = ({ status, failure }: FormDraftState<unknown>): boolean =>
  failure === undefined && (status === "clean" || status === "dirty");

/** A draft and a form that shows it: what is typed goes to the draft, and what the draft brings goes to the form. */
export class FormLink {
  readonly #draft: FormDraft<unknown>;
  readonly #form: FormPort;
  readonly #releases: (() => void)[] = [];
  /** What the form showed when both were last in step. */
  #shown: JsonObject = {};
  #base: unknown;
  #failure: unknown;
  /** The server's errors that the form was given. */
  #errors: Readonly<Record<string, string>> = {};
  /** The element in which the person types, and what they have typed there. */
  #typing: { readonly element: Element | null; readonly places: ReadonlySet<string> } | undefined;
  /** No longer waits for that element to lose the focus. */
  #releaseFocus: (() => void) | undefined;
  #isFilling = false;
  #isOver = false;

  constructor(draft: FormDraft<unknown>, form: FormPort) {
    this.#draft = draft;
    this.#form = form;
  }

  begin(): void {
    this.#shown = this.#now();
    this.#releases.push(
      this.#form.subscribe((name) => this.#push(name)),
      this.#draft.subscribe(() => this.#receive()),
    );
    this.#receive();
  }

  /**
   * Submits by the form library, which calls `save` once the form is valid. Whether everything was saved that was in the
   * form; else its errors tell why not.
   */
  async submit(run: (save: () => Promise<boolean>) => Promise<unknown>): Promise<boolean> {
    let isDone = false;
    // An error at a field that is not mounted would keep the library from ever submitting again.
    this.#clearErrors();
    await run(async () => (isDone = await this.#save()));
    return isDone;
  }

  async #save(): Promise<boolean> {
    this.#push();
    // Who saves has finished typing: the field may show what the server makes of it.
    this.#typing = undefined;
    this.#fill();
    const state = await this.#draft.save();
    if (!isSaved(state) && !this.#isOver) this.#report(state, true);
    return isSaved(state);
  }

  #clearErrors(): void {
    this.#form.clearErrors(this.#errors);
    this.#errors = {};
  }

  end(): void {
    this.#isOver = true;
    this.#releaseFocus?.();
    for (const release of this.#releases.splice(0)) release();
  }

  #now(): JsonObject {
    return copyOf(shownOf(this.#form.values()));
  }

  #push(name?: string): void {
    if (this.#isFilling || this.#isOver) return;
    const now = this.#now();
    const typed = gaps(this.#shown, now).filter((gap) => this.#form.isTyped(gap, name));
    this.#shown = now;
    if (typed.length === 0) return;
    this.#note(typed);
    const change = (value: unknown): unknown =>
      typed.reduce((record, { path, to }) => withValue(record, path, to), value);
    this.#draft.change(change as never);
  }

  #receive(): void {
    if (this.#isFilling || this.#isOver) return;
    // A library may tell of a change later than it makes it.
    this.#push();
    this.#fill();
    this.#report(this.#draft.getSnapshot(), false);
  }

  #fill(): void {
    const { value, base } = this.#draft.getSnapshot();
    this.#isFilling = true;
    try {
      const isNew = base !== this.#base;
      if (isNew) this.#form.rebase(shownOf(copyOf(base.data)));
      this.#base = base;
      const changes = gaps(shownOf(this.#form.values()), shownOf(value)).filter((gap) => !this.#isHeld(gap));
      if (isNew || changes.length > 0) this.#form.fill(changes.map((gap) => ({ ...gap, to: copyOf(gap.to) })));
    } finally {
      this.#isFilling = false;
    }
    this.#shown = this.#now();
  }

  #report(state: FormDraftState<unknown>, isAsked: boolean): void {
    const { failure, status, value } = state;
    if (!isAsked && (failure === this.#failure || (failure !== undefined && status === "saving"))) return;
    this.#failure = failure;
    this.#clearErrors();
    const found =
      failure === undefined ? (isAsked ? [{ path: [], message: waiting }] : []) : fieldErrors(failure, { sent: value });
    const byName = Object.entries(errorsByName(found, { brackets: this.#form.brackets }));
    this.#errors = Object.fromEntries(byName.map(([name, messages]) => [name, messages.join(" ")]));
    if (byName.length > 0) this.#form.showErrors(this.#errors);
  }

  /** Remembers where the person types, for as long as that element has the focus. */
  #note(typed: readonly Gap[]): void {
    const element = focused();
    const places = typed.map(({ path }) => JSON.stringify(path));
    const isSame = this.#typing && element === this.#typing.element;
    this.#typing = { element, places: new Set([...(isSame ? this.#typing!.places : []), ...places]) };
    if (isSame || !element) return;
    const leave = (): void => {
      this.#typing = undefined;
      this.#push();
      if (!this.#isOver) this.#fill();
    };
    element.addEventListener("blur", leave, { once: true });
    this.#releaseFocus?.();
    this.#releaseFocus = () => element.removeEventListener("blur", leave);
  }

  /**
   * Whether a field is left as it is until the person leaves it: they type in it, and the record has the same in the
   * server's spelling. A space at the end would vanish under the cursor. Anybody else's change is never held back.
   */
  #isHeld({ path, from, to }: Gap): boolean {
    const { element, places } = this.#typing ?? {};
    if (!element || element !== focused()) return false;
    return places?.has(JSON.stringify(path)) === true && holds(to, from);
  }
}

const waiting = "Somebody else changed this record. Decide what to keep, then save again.";

/** The element that has the focus; `null` where there is no page, or only its body has. */
function focused(): Element | null {
  const { document } = globalThis as { readonly document?: Document };
  const element = document?.activeElement ?? null;
  return element === document?.body ? null : element;
}
