/** What a site's build sees of the process that deploys. */
import { delimiter, dirname, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** The deployer's own credentials and settings, and what `npm run` says about the script that started it. */
const WITHHELD = /^(AWS_|PROJ_|npm_lifecycle_|npm_package_|npm_command$|npm_execpath$|INIT_CWD$)/i;

/** Names that bundlers write into pages: a build is made from them as from its files. */
const EMBEDDED = /^(VITE_|PUBLIC_|NEXT_PUBLIC_|NUXT_|REACT_APP_|VUE_APP_|GATSBY_|NG_APP_|EXPO_PUBLIC_|NODE_ENV$)/;

/** Commands of installed packages are found as in `npm run`; the step's own variables win. */
export function buildEnvironment(inherited: Environment, own: Readonly<Record<string, string>>, source: string): Record<string, string> {
  const seen = Object.entries(inherited).filter((entry): entry is [string, string] => entry[1] !== undefined && !WITHHELD.test(entry[0]));
  const environment = Object.fromEntries(seen);
  // Windows spells it `Path`.
  const path = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const searched = [...commandFolders(source), ...(environment[path] ? [environment[path]] : [])];
  return { ...environment, [path]: searched.join(delimiter), ...own };
}

/** Inherited variables that belong to the key. */
export function inheritedInputs(inherited: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inherited).filter((entry): entry is [string, string] => entry[1] !== undefined && EMBEDDED.test(entry[0])),
  );
}

function commandFolders(folder: string): readonly string[] {
  const here = join(folder, 'node_modules', '.bin');
  const parent = dirname(folder);
  return parent === folder ? [here] : [here, ...commandFolders(parent)];
}
