/**
 * The runtimes of Lambda for Node.js and how far each is on its way, by AWS's table of runtimes as of November 2026.
 * A table of states, not of dates to compare with: the same app file is judged alike on every day and machine, and a
 * release of `proj` moves a runtime on.
 */
export interface Runtime {
  /** `deprecated`: AWS no longer mends it; functions can still be made with it. `ended`: `proj` takes it no more. */
  readonly state: 'supported' | 'deprecated' | 'ended';
  /** Days of AWS's table, `2026-04-30`. */
  readonly deprecatedOn?: string;
  readonly noNewFunctionsFrom?: string;
}

export const SUCCESSOR = 'nodejs24.x';

/** What a function may name, oldest first. */
export const USABLE = ['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'] as const;

export const RUNTIMES: Readonly<Record<string, Runtime>> = {
  'nodejs24.x': { state: 'supported' },
  'nodejs22.x': { state: 'supported' },
  'nodejs20.x': { state: 'deprecated', deprecatedOn: '2026-04-30', noNewFunctionsFrom: '2027-02-01' },
  'nodejs18.x': { state: 'deprecated', deprecatedOn: '2025-09-01', noNewFunctionsFrom: '2027-02-01' },
  'nodejs16.x': { state: 'ended', deprecatedOn: '2024-06-12' },
  'nodejs14.x': { state: 'ended', deprecatedOn: '2023-12-04' },
  'nodejs12.x': { state: 'ended', deprecatedOn: '2023-03-31' },
  'nodejs10.x': { state: 'ended', deprecatedOn: '2021-07-30' },
  'nodejs8.10': { state: 'ended', deprecatedOn: '2020-03-06' },
};
