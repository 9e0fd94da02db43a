/** The options of every command about where a document may be read from. */
export interface SourceOptions {
  readonly allowRemote?: readonly string[] | undefined;
  readonly inputHeader?: readonly string[] | undefined;
  readonly root?: string | undefined;
}

/** Nothing but these. */
export const sourceOptions = ({ allowRemote, inputHeader, root }: SourceOptions): SourceOptions => ({
  allowRemote,
  inputHeader,
  root,
});
