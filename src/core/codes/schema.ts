/** E2: keys, types, values, and names that must exist. */
import { code } from './entry.ts';

export const schema = {
  E2001: code<{ key: string; owner: string }>({
    title: 'Unknown key',
    text: ({ key, owner }) => `unknown key \`${key}\` in ${owner}`,
  }),
  E2002: code<{ key: string; owner: string }>({
    title: 'Missing key',
    text: ({ key, owner }) => `\`${key}\` is missing in ${owner}`,
  }),
  E2003: code<{ name: string; expected: string; found: string }>({
    title: 'Wrong kind of value',
    text: ({ name, expected, found }) => `\`${name}\` must be ${expected}, found ${found}`,
  }),
  E2004: code<{ name: string; value: string; allowed: readonly string[]; because?: string | undefined }>({
    title: 'Value not in the list',
    text: ({ name, value, because }) => `\`${name}\` can't be \`${value}\`${because === undefined ? '' : `: ${because}`}`,
    hint: ({ allowed }) => `one of ${allowed.join(', ')}`,
  }),
  E2005: code<{ name: string; value: string; form: string }>({
    title: 'Value of the wrong form',
    text: ({ name, value, form }) => `\`${name}\` can't be \`${value}\`; it must be ${form}`,
  }),
  E2006: code<{ name: string; value: string; limit: string; because?: string | undefined }>({
    title: 'Value out of range',
    text: ({ name, value, limit, because }) => `\`${name}\` is ${value}, but ${because ?? `must ${limit}`}`,
  }),
  E2007: code<{ type: string; id: string }>({
    title: 'Unknown construct type',
    text: ({ type, id }) => `\`${id}\` has the unknown type \`${type}\``,
  }),
  E2008: code<{ id: string; from: string; to: string }>({
    title: 'Type changed by a stage',
    text: ({ id, from, to }) => `a stage can't change the type of \`${id}\` from \`${from}\` to \`${to}\``,
    hint: () => 'give the other construct an id of its own, and choose with `when:`',
  }),
  E2009: code<{ name: string; value: string }>({
    title: 'Value given twice',
    text: ({ name, value }) => `\`${name}\` holds \`${value}\` twice`,
  }),
  E2010: code<{ value: string; name: string; problem: string; example: string; right?: string | undefined }>({
    title: 'Not a quantity',
    text: ({ name, value, problem }) => `\`${name}\` can't be \`${value}\`: ${problem}`,
    hint: ({ example, right }) => (right === undefined ? `for example ${example}` : `write \`${right}\``),
  }),
  E2011: code<{ key: string; owner: string; form: string }>({
    title: 'Bad key',
    text: ({ key, owner, form }) => `\`${key}\` can't be a key of ${owner}; a key must be ${form}`,
  }),
  E2012: code<{ id: string; other: string }>({
    title: 'Id used twice',
    text: ({ id, other }) =>
      id === other ? `the id \`${id}\` is used twice` : `the ids \`${id}\` and \`${other}\` differ only in their case`,
    hint: () => 'ids of constructs are unique in the app, whatever their stack and type',
  }),
  E2013: code<{ id: string; kind: 'stack' | 'construct'; right: string }>({
    title: 'Bad id',
    text: ({ id, kind }) => `\`${id}\` can't be the id of a ${kind}`,
    hint: ({ kind, right }) =>
      kind === 'stack'
        ? `lower-case letters, digits and \`-\`, first a letter: \`${right}\``
        : `letters and digits, first a capital letter: \`${right}\``,
  }),
  E2014: code<{ id: string }>({
    title: 'Unknown construct',
    elsewhere: true,
    text: ({ id }) => `there is no construct \`${id}\``,
  }),
  E2015: code<{ id: string; stage: string }>({
    title: 'Construct switched off',
    elsewhere: true,
    text: ({ id, stage }) => `\`${id}\` is switched off in the stage \`${stage}\``,
    hint: () => 'switch off what refers to it in the same way: by `when`, or by `null` in the stage',
  }),
  E2016: code<{ id: string }>({
    title: 'Unknown stack',
    elsewhere: true,
    text: ({ id }) => `there is no stack \`${id}\``,
  }),
  E2018: code<{ stage: string }>({
    title: 'Everything switched off',
    text: ({ stage }) => `in the stage \`${stage}\` every stack is switched off by its \`when\``,
    hint: () => 'give `--stage NAME` for another stage, or change a `when`',
  }),
  E2019: code<{ value: string; what: string; problem: string; right?: string | undefined }>({
    title: 'Not what it should be',
    text: ({ value, what, problem }) => `\`${value}\` is not ${what}: ${problem}`,
    hint: ({ right }) => (right === undefined ? undefined : `write \`${right}\``),
  }),
  E2020: code<{ value: string; what: string; problem: string; right?: string | undefined }>({
    title: 'Past its end',
    severity: 'warning',
    text: ({ value, problem }) => `\`${value}\` should not be used any more: ${problem}`,
    hint: ({ right }) => (right === undefined ? undefined : `write \`${right}\``),
  }),
} as const;
