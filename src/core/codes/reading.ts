/** E1: finding and reading files, YAML, variables, the choice of stage and region. */
import { code } from './entry.ts';

export const reading = {
  E1001: code<{ from: string }>({
    title: 'No app file',
    text: ({ from }) => `no app.yml found from ${from} up to the project's root`,
    hint: () => 'run `proj init` to make one, or name it with `--config FILE`',
  }),
  E1002: code<{ file: string; reason: string }>({
    title: 'File not readable',
    text: ({ file, reason }) => `\`${file}\` can't be read: ${reason}`,
  }),
  E1003: code<{ file: string }>({
    title: 'Not UTF-8',
    text: ({ file }) => `\`${file}\` is not UTF-8 text`,
    hint: () => 'save it as UTF-8',
  }),
  E1004: code<{ file: string; limit: string }>({
    title: 'File too big',
    text: ({ file, limit }) => `\`${file}\` is bigger than ${limit}`,
  }),
  E1005: code<{ reason: string; hint: string | undefined }>({
    title: 'Not valid YAML',
    text: ({ reason }) => `not valid YAML: ${reason}`,
    hint: ({ hint }) => hint,
  }),
  E1006: code<{ tag: string; corrected: string }>({
    title: 'Unquoted `!`',
    text: ({ tag }) => `\`${tag}\` without quotes is a YAML tag, not a value`,
    hint: ({ corrected }) => `write \`${corrected}\``,
  }),
  E1007: code<{ text: string; corrected: string }>({
    title: 'Unquoted variable in flow style',
    text: ({ text }) => `inside \`{ }\` or \`[ ]\` the braces of \`${text}\` need quotes`,
    hint: ({ corrected }) => `write \`${corrected}\``,
  }),
  E1008: code<{ corrected: string }>({
    title: 'Unquoted `*`',
    text: () => '`*` without quotes is a YAML alias',
    hint: ({ corrected }) => `write \`${corrected}\``,
  }),
  E1009: code<{ corrected: string }>({
    title: 'Tab in the indentation',
    text: () => 'YAML does not allow tabs in the indentation',
    hint: ({ corrected }) => `use spaces before \`${corrected}\``,
  }),
  E1010: code<{ text: string; key: string | undefined }>({
    title: 'Lost leading zero',
    text: ({ text }) => `\`${text}\` without quotes is a number and loses its leading zero`,
    hint: ({ text, key }) => `write \`${key === undefined ? '-' : `${key}:`} '${text}'\``,
  }),
  E1011: code<{ key: string }>({
    title: 'Key written twice',
    text: ({ key }) => `the key \`${key}\` stands here twice`,
    hint: () => 'keep one of them',
  }),
  E1012: code<{ limit: number }>({
    title: 'Too many values',
    text: ({ limit }) => `the file holds more than ${limit} values, aliases counted as often as they are used`,
  }),
  E1013: code<Record<string, never>>({
    title: 'Nested too deep',
    text: () => 'more than 100 levels inside one another',
  }),
  E1014: code<{ what: string }>({
    title: 'Key is not text',
    text: ({ what }) => `a key must be text, not ${what}`,
  }),
  E1015: code<Record<string, never>>({
    title: 'More than one document',
    text: () => 'the file holds more than one YAML document',
    hint: () => 'remove the line `---` and what follows it',
  }),
  E1016: code<{ key: string }>({
    title: 'Forbidden key',
    text: ({ key }) => `\`${key}\` can't be a key`,
  }),
  E1017: code<{ name: string; recursive: boolean }>({
    title: 'Bad alias',
    text: ({ name, recursive }) =>
      recursive ? `the alias \`*${name}\` stands inside what it repeats` : `there is no anchor \`&${name}\` before this alias`,
  }),
  E1018: code<Record<string, never>>({
    title: 'Bad merge key',
    text: () => '`<<` takes a map or a list of maps',
  }),
  E1019: code<{ path: string }>({
    title: 'Path leaves the project',
    text: ({ path }) => `\`${path}\` is outside the project's folder`,
    hint: () =>
      'paths are relative to the file they stand in, and nothing leaves the folder of the app file: move or copy what you need into it',
  }),
  E1020: code<{ what: string; found: string; hint: string }>({
    title: 'File is not a map',
    text: ({ what, found }) => `${what} must be a map of keys, found ${found}`,
    hint: ({ hint }) => hint,
  }),

  E1101: code<{ text: string }>({
    title: 'Unknown variable',
    elsewhere: true,
    text: ({ text }) => `\`${text}\` is not a variable`,
    hint: () => 'for a literal `${` write `$${`',
  }),
  E1102: code<{ text: string; reason: string; hint: string }>({
    title: 'Variable without value',
    elsewhere: true,
    text: ({ text, reason }) => `\`${text}\` has no value: ${reason}`,
    hint: ({ hint }) => hint,
  }),
  E1103: code<{ cycle: readonly string[] }>({
    title: 'Variables in a circle',
    text: ({ cycle }) => `these variables need one another: ${cycle.join(' → ')}`,
    hint: () => 'give one of them a value of its own',
  }),
  E1104: code<{ text: string }>({
    title: 'Not known before deploy',
    text: ({ text }) => `\`${text}\` is not known before deploy, and this value is needed earlier`,
    hint: ({ text }) =>
      text === '${account}' || text === '${region}'
        ? `write \`${text.slice(2, -1)}:\` into the app file, for this stage or for all`
        : 'use a value that is known now: a string, `${param:…}`, `${env:…}`, `${stage}`',
  }),
  E1105: code<{ text: string }>({
    title: 'Variable not closed',
    text: ({ text }) => `\`${text}\` has no closing \`}\``,
    hint: () => 'for a literal `${` write `$${`',
  }),
  E1106: code<{ text: string; found: string }>({
    title: 'Variable inside a string',
    text: ({ text, found }) => `\`${text}\` is ${found} and can't stand inside a string`,
    hint: () => 'give it the whole value, or point at one text in it',
  }),
  E1107: code<{ name: string; from: string }>({
    title: 'Secret in a template',
    severity: 'warning',
    text: ({ name, from }) => `the value of \`${name}\` (${from}) would stand readable in a template`,
    hint: ({ name }) => `if it is not secret, say so: \`plain: [${name}]\``,
  }),
  E1108: code<{ text: string }>({
    title: 'Variable too big',
    text: ({ text }) => `\`${text}\` brings in too much: more than 4 MB, or more than 20 levels of variables inside variables`,
  }),

  E1109: code<{ text: string; character: string }>({
    title: 'Variable that a shell would obey',
    text: ({ text, character }) => `the value of \`${text}\` has a \`${character}\`, which a shell may act on`,
    hint: () => 'let the shell read it from the environment, `"$NAME"`; or let one variable be the whole command',
  }),
  E1120: code<{ name: string }>({
    title: 'Unused parameter',
    severity: 'warning',
    text: ({ name }) => `the parameter \`${name}\` is used nowhere`,
    hint: ({ name }) => `drop it, or use it: \`\${param:${name}}\``,
  }),
  E1121: code<{ name: string }>({
    title: 'Unknown parameter on the command line',
    text: ({ name }) => `\`--param ${name}=…\` is for no parameter of this app`,
  }),

  E1201: code<Record<string, never>>({
    title: 'No stage',
    text: () => 'no stage is given',
    hint: () => 'give `--stage NAME`, set `PROJ_STAGE`, or write `stage:` in the app file',
  }),
  E1202: code<{ stage: string; from: string }>({
    title: 'Bad stage name',
    text: ({ stage, from }) =>
      `\`${stage}\` (${from}) is not a stage name: lower-case letters, digits and \`-\`, first a letter, at most 31`,
  }),
  E1203: code<{ stage: string; declared: readonly string[] }>({
    title: 'Undeclared stage',
    text: ({ stage }) => `the stage \`${stage}\` is not declared, and \`stageNames: declared\` allows no other`,
    hint: ({ declared }) => `declared: ${declared.join(', ') || 'none'}`,
  }),
  E1204: code<{ stage: string; patterns: readonly [string, string] }>({
    title: 'Stage patterns of equal rank',
    text: ({ stage, patterns }) => `\`${patterns[0]}\` and \`${patterns[1]}\` both match the stage \`${stage}\`, and none is more exact`,
    hint: () => 'make one of them longer, or write the stage out',
  }),
  E1205: code<Record<string, never>>({
    title: 'No region',
    text: () => 'no region is given',
    hint: () => 'write `region:` in the app file, give `--region`, or set `AWS_REGION`',
  }),
  E1206: code<{ flag: string; given: string; written: string }>({
    title: 'Flag contradicts the file',
    text: ({ flag, given, written }) => `\`${flag} ${given}\` contradicts the app file, which says \`${written}\``,
    hint: ({ flag }) => `leave out \`${flag}\`, or change the file`,
  }),
  E1207: code<{ stage: string; missing: string }>({
    title: 'Protected stage without account or region',
    text: ({ stage, missing }) => `the protected stage \`${stage}\` must name its ${missing}`,
  }),
  E1208: code<{ name: string }>({
    title: 'Stage that is nowhere declared',
    severity: 'warning',
    text: ({ name }) => `no stage \`${name}\` is declared under \`stages\``,
  }),
  E1209: code<{ stage: string }>({
    title: 'Protected stage with an end',
    text: ({ stage }) => `the protected stage \`${stage}\` can't have a \`ttl\``,
    hint: () => 'drop `ttl` or `protect`; one that comes from a pattern is removed by `ttl: null`',
  }),
} as const;
