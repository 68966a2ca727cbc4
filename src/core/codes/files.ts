/** E1: an app in several files: what it includes, extends and requires. */
import { code } from './entry.ts';

export const files = {
  E1021: code<{ pattern: string }>({
    title: 'Nothing to include',
    text: ({ pattern }) => `\`${pattern}\` matches no file`,
    hint: () => 'patterns are relative to the app file; folders that begin with a dot and `node_modules` are not searched',
  }),
  E1022: code<{ key: string }>({
    title: 'Variable where none can be',
    text: ({ key }) => `\`${key}\` can hold no variable: it is read before variables have values`,
    hint: () => 'write it out; what differs between stages goes under `stages`, or behind a `when`',
  }),
  E1023: code<{ file: string }>({
    title: 'File that includes itself',
    text: ({ file }) => `\`${file}\` can't include itself`,
    hint: () => 'name other files, which hold `stacks` only',
  }),
  E1024: code<{ id: string }>({
    title: 'Stack declared twice',
    text: ({ id }) => `the stack \`${id}\` is declared in two files`,
    hint: () => 'a stack stands in one file: move its constructs together, or give one of the two another id',
  }),
  E1025: code<{ file: string; read: string }>({
    title: 'App file that is not read',
    severity: 'warning',
    text: ({ file, read }) => `\`${file}\` is an app file too, but \`${read}\` beside it is the one that is read`,
    hint: ({ file, read }) => `remove \`${file}\`, or name the one you mean: \`--config ${read}\``,
  }),
  E1026: code<{ cycle: readonly string[] }>({
    title: 'House rules in a circle',
    text: ({ cycle }) => `these files extend one another: ${cycle.join(' → ')}`,
    hint: () => 'drop `extends` in one of them',
  }),
  E1027: code<{ name: string }>({
    title: 'No such package',
    text: ({ name }) => `there is no package \`${name}\` in \`node_modules\`, here or in a folder above`,
    hint: ({ name }) => `\`npm install --save-dev ${name}\`; a file is written with its ending: \`house.yml\``,
  }),
  E1028: code<{ range: string }>({
    title: 'Not a range of versions',
    text: ({ range }) => `\`${range}\` is not a range of versions`,
    hint: () => 'for example `requires: ^1.2`, `requires: ">=1.2 <3"`',
  }),
  E1029: code<{ range: string; version: string }>({
    title: 'Another version of `proj`',
    text: ({ range, version }) => `this app requires \`proj\` ${range}; this is ${version}`,
    hint: () => 'install a version in that range, or change `requires`',
  }),
  E1030: code<{ pattern: string }>({
    title: 'Pattern with many wildcards',
    text: ({ pattern }) => `\`${pattern}\` has more wildcards than a pattern of files can have`,
    hint: () => 'at most three in the name of a file or folder, and three `**`; several patterns can stand in the list',
  }),
} as const;
