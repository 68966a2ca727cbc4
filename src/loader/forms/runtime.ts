/** Runtimes of Lambda, and where each is on its way to the end. */
import { RUNTIMES, SUCCESSOR, USABLE } from '../../core/runtimes.ts';
import type { Form } from './form.ts';

export const runtime: Form = {
  what: 'a runtime that can be used',
  check(text) {
    const known = Object.hasOwn(RUNTIMES, text) ? RUNTIMES[text] : undefined;
    if (known?.state === 'supported') return undefined;
    if (known?.state === 'ended') return { problem: `AWS ended its support on ${known.deprecatedOn}`, right: SUCCESSOR };
    if (known) {
      const problem = `AWS ended its support on ${known.deprecatedOn} and makes no new functions with it from ${known.noNewFunctionsFrom} on`;
      return { problem, right: SUCCESSOR, warning: true };
    }
    const version = /^node(?:js|\.js)?[-_]?\s*([0-9]+)(?:[._]x|\.[0-9.]+)?$/i.exec(text)?.[1];
    const meant = USABLE.find((one) => one === `nodejs${version}.x`);
    if (meant !== undefined) return { problem: 'AWS writes it in another way', right: meant };
    return { problem: 'there is none of this name here', hint: `one of ${[...USABLE].reverse().join(', ')}` };
  },
};
