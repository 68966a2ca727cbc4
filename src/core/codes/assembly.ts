/** E4: bundles, zips, site builds. */
import { code } from './entry.ts';

export const assembly = {
  E4001: code<{ handler: string; file: string; nearest?: string | undefined }>({
    title: 'No file of that handler',
    text: ({ handler, file }) =>
      `the handler \`${handler}\` needs a file \`${file}\` with an extension of TypeScript or JavaScript, and there is none`,
    hint: ({ nearest }) =>
      nearest === undefined
        ? 'a handler is the file without its extension, a dot and the export: `src/list.main`'
        : `did you mean \`${nearest}\`?`,
  }),
  E4002: code<{ file: string; name: string; exports: readonly string[]; nearest?: string | undefined }>({
    title: 'The file has no such export',
    text: ({ file, name }) => `\`${file}\` does not export \`${name}\``,
    hint: ({ nearest, exports }) => {
      if (nearest !== undefined) return `did you mean \`${nearest}\`?`;
      return exports.length === 0 ? 'it exports nothing' : `it exports ${exports.map((one) => `\`${one}\``).join(', ')}`;
    },
  }),
  E4003: code<{ file: string }>({
    title: 'A file outside the project',
    text: ({ file }) => `\`${file}\` is a link to a place outside the project`,
    hint: () => 'copy the file into the project, or make it a package and import that',
  }),
  E4004: code<{ text: string; note?: string | undefined }>({
    title: 'A function does not bundle',
    text: ({ text }) => text,
    hint: ({ note }) => note,
  }),
  E4005: code<{ text: string; note?: string | undefined }>({
    title: 'A function bundles with a warning',
    severity: 'warning',
    text: ({ text }) => text,
    hint: ({ note }) => note,
  }),
  E4006: code<{ what: string; megabytes: number; files: number; biggest: readonly string[] }>({
    title: 'Too big for Lambda',
    text: ({ what, megabytes, files }) =>
      `the code of \`${what}\` is ${megabytes} MB in ${files} files; Lambda takes 250 MB, a zip 65,535 files`,
    hint: ({ biggest }) => `the biggest files are ${biggest.join(', ')}`,
  }),
  E4007: code<{ source: string }>({
    title: 'No code to deploy',
    text: ({ source }) => `\`${source}\` is neither a folder with files in it nor a zip file`,
    hint: () => 'if a build makes it, run the build first',
  }),
  E4008: code<{ from: string }>({
    title: 'No file to copy',
    text: ({ from }) => `\`copyFiles\` names \`${from}\`, which does not exist`,
  }),
  E4009: code<{ name: string }>({
    title: 'A package to install is unknown',
    text: ({ name }) => `\`install\` names the package \`${name}\`, which is in no package.json from the handler up to the project's root`,
    hint: ({ name }) => `run \`npm install ${name}\` in the project`,
  }),
  E4010: code<{ names: readonly string[]; output: string }>({
    title: 'Packages could not be installed',
    text: ({ names }) => `npm could not install ${names.map((name) => `\`${name}\``).join(', ')} for the function`,
    hint: ({ output }) => output,
  }),
  E4011: code<{ from: string; to: string }>({
    title: 'Two files at one place of the zip',
    text: ({ from, to }) => `\`copyFiles\` puts \`${from}\` at \`${to}\`, where there is another file already`,
  }),
  E4012: code<{ cause: string }>({
    title: 'esbuild does not run',
    text: ({ cause }) => `esbuild does not run: ${cause}`,
    hint: () => 'install the packages on this machine (`npm ci`): esbuild has a program for each platform',
  }),

  // Sites
  E4020: code<{ site: string; folder: string }>({
    title: 'No folder of that site',
    text: ({ site, folder }) => `the site \`${site}\` has no folder \`${folder}\``,
    hint: () => '`path` is the folder of the site, relative to the file it stands in',
  }),
  E4021: code<{ site: string; command: string; ended: string; lines: readonly string[] }>({
    title: 'A site does not build',
    text: ({ site, command, ended }) => `the build of \`${site}\` failed: \`${command}\` ${ended}`,
    hint: ({ lines }) => (lines.length === 0 ? 'it wrote nothing' : `its last lines:\n${lines.join('\n')}`),
  }),
  E4022: code<{ site: string; folder: string; command?: string | undefined }>({
    title: 'A site without files',
    text: ({ site, folder, command }) =>
      `the site \`${site}\` has no files: \`${folder}\` is empty${command === undefined ? '' : ` after \`${command}\``}`,
    hint: ({ command }) => (command === undefined ? undefined : '`build.output` is the folder that the build writes, below `path`'),
  }),
  E4023: code<{ site: string; file: string }>({
    title: 'A link out of the site',
    text: ({ site, file }) => `\`${file}\` of the site \`${site}\` is a link that leads out of what is published, or nowhere`,
    hint: () => 'copy the file into the folder',
  }),
} as const;
