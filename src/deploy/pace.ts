/** How long to wait between two looks: short at first and after news, then longer, so that many stacks don't throttle the account. */

interface Tempo {
  readonly first: number;
  readonly longest: number;
}

const aws: Tempo = { first: 1000, longest: 5000 };
const thisMachine: Tempo = { first: 25, longest: 250 };

export interface Pace {
  /** Milliseconds to wait now; longer with each call. */
  next(): number;
  /** Something happened: look sooner again. */
  quicken(): void;
}

export function pace(loopback: boolean): Pace {
  const { first, longest } = loopback ? thisMachine : aws;
  let wait = first;
  return {
    next() {
      const jittered = wait * (0.9 + Math.random() * 0.2);
      wait = Math.min(wait * 1.3, longest);
      return jittered;
    },
    quicken() {
      wait = first;
    },
  };
}
