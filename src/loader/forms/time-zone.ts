/** Names of time zones, as the IANA's database has them. */
import { nearest } from '../../core/nearest.ts';
import type { Form } from './form.ts';

export const timeZone: Form = {
  what: 'the name of a time zone',
  check(text) {
    if (/^([+-]|(UTC|GMT)[+-])\d/i.test(text)) {
      return { problem: 'an offset knows no daylight saving time', hint: 'name a place: `Europe/Berlin`, or write `UTC`' };
    }
    const known = isKnown(text);
    const names = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
    const sameLetters = names.find((name) => name.toLowerCase() === text.toLowerCase());
    if (sameLetters !== undefined && sameLetters !== text) return { problem: 'AWS looks at capital letters', right: sameLetters };
    if (known) return undefined;
    const near = nearest(text, names) ?? names.find((name) => name.toLowerCase().endsWith(`/${text.toLowerCase().replaceAll(' ', '_')}`));
    return {
      problem: 'there is none of this name',
      hint: near === undefined ? 'names are made of a continent and a city: `Europe/Berlin`' : `did you mean \`${near}\`?`,
    };
  },
};

/** Older names that Node.js knows but doesn't list (`Asia/Kolkata`, `US/Eastern`) are time zones too. */
function isKnown(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }) !== undefined;
  } catch {
    return false;
  }
}
