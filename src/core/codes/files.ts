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
} as const;
