/** What the command line says about the app: which one, for which stage, where. */
export interface AppOptions {
  /** `--config` */
  readonly file?: string;
  readonly stage?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly params: Readonly<Record<string, string>>;
  /** The embedded endpoint on this machine. */
  readonly local: boolean;
  /** Stack ids; empty = all. */
  readonly stacks: readonly string[];
  /** A later round of `proj dev`: what hooks write would be the change that starts the next. */
  readonly withoutHooks?: boolean;
  /** `--no-code`: nothing of the user's is run; constructs of the app's own types are not judged. */
  readonly noCode?: boolean;
  /** `--online`: the app will be held against AWS, so its stage and region are not guessed. */
  readonly online?: boolean;
}
