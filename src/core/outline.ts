/** What an app declares, as far as its file can be read: for editors, whose files are half written. */
export interface Outline {
  /** The project's root, absolute. */
  readonly root: string;
  /** Text of the app file, whose first line names the schema that an editor reads. */
  readonly text: string;
  /** Type by construct id, by stack id; those that only a stage adds are there too. */
  readonly stacks: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Schemas of the app's own types, with the keys that every construct has. */
  readonly constructTypes: Readonly<Record<string, { readonly [keyword: string]: unknown }>>;
}
