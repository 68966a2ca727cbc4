/** Wrong files that the two rules for all of them don't fit, each with the reason. */

/** Those of which more than one problem is told: they hold several mistakes. */
export const severalMistakes: Readonly<Record<string, string>> = {
  'handler-names-a-file': 'a file with its extension, and a file without an export',
  'override-of-no-construct': 'a misspelt construct, and one that is in another stack',
  'path-out-of-its-place': 'an absolute path in two places',
  'several-constructs': 'a mistake in each of four constructs: one does not hide the others',
  'several-mistakes': 'two mistakes: one does not hide the other',
  'tag-refused-by-aws': 'what AWS refuses of keys and of values',
  'value-for-a-list': 'a single value in five places that take a list',
  'variable-incomplete': 'two forms that lack their second half',
};

/** Those that are put right in another line than the reported ones. */
export const fixedElsewhere: Readonly<Record<string, string>> = {
  'alias-bomb': 'every line of the bomb goes, the problem is at the one that is too much',
  'app-file-beside-another': 'the other file goes',
  'construct-beside-constructs': 'what follows moves too',
  'flag-against-the-file': 'a flag is wrong',
  'construct-id-in-lower-case': 'what refers to the id changes with it',
  'construct-id-with-dashes': 'what refers to the id changes with it',
  'custom-module-refers-to-nothing': 'the module is wrong, the construct is reported',
  'house-rules-in-a-circle': 'the circle is closed in another file',
  'param-unknown-on-command-line': 'a flag is wrong',
  'region-not-given': 'nothing of the file is wrong: the region is missing',
  'stage-name-bad': 'a flag is wrong',
  'stage-not-given': 'a flag is missing',
  'stage-undeclared': 'a flag is wrong',
  'sam-environment-variables': 'the map is reported, the key above it goes too',
  'sls-schedule-of-a-function': 'the function is to be a `Cron`: type and handler change with the schedule',
  'stack-id-in-capitals': 'what refers to the id changes with it',
  'syntax-list-indentation': 'the parser can only see that a line does not fit the one above it',
  'syntax-two-documents': 'the line `---` goes with what follows it',
};
