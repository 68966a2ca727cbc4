/** Regions of AWS. One that is newer than the list is taken as it is, if it is made of the words that AWS uses. */
import { nearest } from '../../core/nearest.ts';
import type { Form, Misfit } from './form.ts';

const PATTERN = /^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$/;

const KNOWN = [
  ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2'],
  ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7'],
  ...['ca-central-1', 'ca-west-1', 'cn-north-1', 'cn-northwest-1', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1'],
  ...['eu-south-2', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1', 'sa-east-1'],
  ...['us-east-1', 'us-east-2', 'us-gov-east-1', 'us-gov-west-1', 'us-west-1', 'us-west-2'],
];

const WORDS = new Set(KNOWN.flatMap((name) => name.split('-').slice(1, -1)));

export const region: Form = {
  what: 'a region of AWS',
  check(text) {
    if (PATTERN.test(text)) return misspelled(text);
    if (/^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$/.test(text)) {
      return { problem: 'its last letter makes it a zone of a region', right: text.slice(0, -1) };
    }
    const near = nearest(text.replaceAll(/[\s_]/g, '-'), KNOWN);
    return { problem: 'regions are named like `us-east-1`', ...(near !== undefined && { hint: `did you mean \`${near}\`?` }) };
  },
};

function misspelled(text: string): Misfit | undefined {
  for (const word of text.split('-').slice(1, -1)) {
    const near = WORDS.has(word) ? undefined : nearest(word, WORDS);
    if (near === undefined) continue;
    const right = text.replace(word, near);
    return {
      problem: `no region has \`${word}\` in its name`,
      ...(KNOWN.includes(right) ? { right } : { hint: `did you mean \`${near}\`?` }),
    };
  }
  return undefined;
}
