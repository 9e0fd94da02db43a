/** A page that edits jobs, in Angular without zones, compiled in the browser: a draft that follows a query. */
// oxlint-disable-next-line import/no-unassigned-import -- what compiles templates registers itself
import "@angular/compiler";
import { Component, computed, effect, provideZonelessChangeDetection, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { injectDraft } from "ifmatch/runtime/angular";
import * as job from "./job.js";

// Inputs that are signals need Angular's own compiler: here a setter writes one.
@Component({
  selector: "job-form",
  inputs: ["target", "onLeft"],
  template: `
    @let page = form();
    @if (page.draft) {
      <form (submit)="job.save($event, page.draft)">
        <input id="name" [value]="page.state.value.name" (input)="page.draft.change({ name: job.typed($event) })" />
        @for (output of outputs(); track output[0]) {
          <output [id]="output[0]">{{ output[1] }}</output>
        }
        <button id="mine" type="button" (click)="job.keepMine(page.draft)">Keep mine</button>
        <button id="save">Save</button>
      </form>
    } @else {
      <output id="status">{{ job.withoutDraft(page.error) }}</output>
    }
  `,
})
class JobForm {
  readonly job = job;
  readonly current = signal<job.Target>({ id: "" });
  set target(value: job.Target) {
    this.current.set(value);
  }
  onLeft: (name: string) => void = () => {};
  readonly name = signal<string | undefined>(undefined);
  readonly form = injectDraft(
    () => this.current().id,
    job.openJob,
    job.draftOptions((left) => this.onLeft(left)),
  );
  readonly following = effect((onCleanup) =>
    onCleanup(job.watchName(this.current().id, (name) => this.name.set(name))),
  );
  readonly outputs = () => {
    const { state } = this.form();
    return state ? job.outputsOf(this.current().id, state, this.name()) : [];
  };
}

@Component({
  selector: "#app",
  imports: [JobForm],
  template: `
    @if (target(); as next) {
      <job-form [target]="next" [onLeft]="leave" />
    }
    <output id="left">{{ left() }}</output>
    <button id="next" (click)="index.set(index() + 1)">Next</button>
    <button id="refetch" (click)="refetch()">Refetch</button>
  `,
})
class Page {
  readonly index = signal(0);
  readonly left = signal("");
  readonly target = computed(() => job.targetAt(this.index()));
  readonly leave = (name: string): void => this.left.set(name);
  readonly refetch = job.refetch;
}

await bootstrapApplication(Page, { providers: [provideZonelessChangeDetection()] });
