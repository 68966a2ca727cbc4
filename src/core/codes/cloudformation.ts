/**
 * E31: what is written as CloudFormation itself. AWS only ever adds: what our tables don't know is a warning, so that it can be used on the
 * day it is new; what they know and is used in a way that can't work is an error.
 */
import { code } from './entry.ts';

const NEW_AT_AWS = 'if it is new at AWS, it will work all the same';

const didYouMean = (near: string | undefined) => (near === undefined ? undefined : `did you mean \`${near}\`?`);

function wayOut(what: string): string | undefined {
  switch (what) {
    case 'condition':
    case 'mapping':
      return `declare it in \`${what}s\` of the stack; what differs by stage is simpler by \`when\`, \`stages\` or \`\${param:…}\``;
    case 'parameter':
      return 'conditions can name pseudo parameters, such as `AWS::Region`; for values of your own: `${param:…}`';
    default:
      return undefined;
  }
}

export const cloudformation = {
  E3025: code<{ id: string; near?: string | undefined }>({
    title: 'Reference to an unknown resource',
    text: ({ id }) => `there is no resource \`${id}\` in this stack`,
    hint: ({ near }) => didYouMean(near) ?? 'constructs of other stacks are reached by `${Id.attribute}`',
  }),
  E3101: code<{ type: string; near?: string | undefined }>({
    title: 'Unknown resource type',
    severity: 'warning',
    text: ({ type }) => `AWS has no resource type \`${type}\` that \`proj\` knows`,
    hint: ({ near }) => didYouMean(near) ?? NEW_AT_AWS,
  }),
  E3102: code<{ owner: string; name: string; near?: string | undefined }>({
    title: 'Unknown property',
    severity: 'warning',
    text: ({ owner, name }) => `${owner} has no property \`${name}\` that \`proj\` knows`,
    hint: ({ near }) => didYouMean(near) ?? NEW_AT_AWS,
  }),
  E3103: code<{ owner: string; name: string; id: string }>({
    title: 'A property that only AWS sets',
    severity: 'warning',
    text: ({ owner, name }) => `\`${name}\` of ${owner} can't be set: AWS gives it`,
    hint: ({ name, id }) => `drop it; it is read by \`!GetAtt ${id}.${name}\``,
  }),
  E3104: code<{ owner: string; name: string; written?: string | undefined }>({
    title: 'Missing property',
    text: ({ owner, name, written }) =>
      written === undefined ? `${owner} needs \`${name}\`` : `${owner} has no property \`${written}\`, and needs \`${name}\``,
    hint: ({ name, written }) =>
      written === undefined
        ? `should AWS have come to do without, say that it is left out: \`${name}: !Ref AWS::NoValue\``
        : didYouMean(name),
  }),
  E3105: code<{ name: string; expected: string; found: string }>({
    title: 'A value of the wrong kind for AWS',
    text: ({ name, expected, found }) => `\`${name}\` must be ${expected}, found ${found}`,
  }),
  E3106: code<{ name: string; value: string; near?: string | undefined; allowed: readonly string[] }>({
    title: "A value that is not in AWS's list",
    severity: 'warning',
    text: ({ name, value }) => `\`${name}\` can't be \`${value}\`, as far as \`proj\` knows`,
    hint: ({ near, allowed }) => didYouMean(near) ?? `one of ${allowed.slice(0, 12).join(', ')}${allowed.length > 12 ? ' …' : ''}`,
  }),
  E3107: code<{ type: string; name: string; near?: string | undefined; known: readonly string[] }>({
    title: 'Unknown attribute of a resource',
    severity: 'warning',
    text: ({ type, name }) => `${type} has no attribute \`${name}\` that \`proj\` knows`,
    hint: ({ near, known }) =>
      didYouMean(near) ?? (known.length === 0 ? 'it has none; `Ref` gives its name or id' : `it has ${known.join(', ')}`),
  }),
  E3108: code<{ name: string; near?: string | undefined }>({
    title: 'Unknown function of CloudFormation',
    severity: 'warning',
    text: ({ name }) => `CloudFormation has no function \`${name}\` that \`proj\` knows`,
    hint: ({ near }) => didYouMean(near) ?? NEW_AT_AWS,
  }),
  E3109: code<{ name: string; takes: string }>({
    title: 'A function called wrongly',
    text: ({ name, takes }) => `\`${name}\` takes ${takes}`,
  }),
  E3110: code<{ name: string }>({
    title: 'A function beside other keys',
    text: ({ name }) => `\`${name}\` must be the only key of its map`,
    hint: () => 'CloudFormation puts the result in the place of the whole map: move the other keys out',
  }),
  E3111: code<{ name: string }>({
    title: 'A function of conditions elsewhere',
    text: ({ name }) => `\`${name}\` can only stand in \`conditions\``,
    hint: () => 'give the condition a name there, and use it: `!If [IsLive, 2, 1]`',
  }),
  E3112: code<{ name: string; macro: string }>({
    title: 'A macro is needed',
    text: ({ name, macro }) => `\`${name}\` only works in templates with the macro ${macro}, and those of \`proj\` have none`,
    hint: ({ name }) =>
      name.startsWith('AWS::Serverless::') ? 'use a construct, such as `type: Function`' : 'write down what it would give',
  }),
  E3113: code<{ what: string; name: string; near?: string | undefined; of?: string | undefined }>({
    title: 'Reference to an unknown condition or mapping',
    text: ({ what, name, of }) =>
      of === undefined ? `there is no ${what} \`${name}\` in this stack` : `the mapping \`${of}\` has no key \`${name}\``,
    hint: ({ what, near }) => didYouMean(near) ?? wayOut(what),
  }),
  E3114: code<{ name: string; near?: string | undefined }>({
    title: 'Unknown pseudo parameter',
    severity: 'warning',
    text: ({ name }) => `CloudFormation has no pseudo parameter \`${name}\` that \`proj\` knows`,
    hint: ({ near }) => didYouMean(near) ?? NEW_AT_AWS,
  }),
  E3115: code<{ text: string }>({
    title: 'A variable of CloudFormation in a plain text',
    severity: 'warning',
    text: ({ text }) => `\`${text}\` stays as it is here: CloudFormation only replaces it in a \`Fn::Sub\``,
    hint: () => 'write `!Sub` before the text; for the letters themselves `$${`',
  }),
  E3116: code<{ owner: string; name: string }>({
    title: 'A needed property left out on purpose',
    severity: 'warning',
    text: ({ owner, name }) => `${owner} needs \`${name}\`, as far as \`proj\` knows`,
    hint: () => 'with `AWS::NoValue` it is left out; if AWS has come to do without, it will work all the same',
  }),
} as const;
