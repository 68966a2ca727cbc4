/** What an account may have of functions in one region, and what it has: the quotas that AWS gives from the start. */
import { type FunctionRecord, invalid } from './functions.ts';

const CODE_STORAGE = 80_530_636_800;
const LARGEST_ZIPPED = 52_428_800;
const LARGEST_UNZIPPED = 262_144_000;
const CONCURRENCY = 1000;
const KEPT_FREE = 100;

type Functions = readonly Pick<FunctionRecord, 'code' | 'reservedConcurrency'>[];

/** `functions`: all of the region. */
export function accountSettings(functions: Functions) {
  return {
    AccountLimit: {
      TotalCodeSize: CODE_STORAGE,
      CodeSizeUnzipped: LARGEST_UNZIPPED,
      CodeSizeZipped: LARGEST_ZIPPED,
      ConcurrentExecutions: CONCURRENCY,
      UnreservedConcurrentExecutions: unreserved(functions),
    },
    AccountUsage: { TotalCodeSize: functions.reduce((sum, { code }) => sum + code.size, 0), FunctionCount: functions.length },
  };
}

/** `others`: all functions of the region but the one that reserves. */
export function checkReservation(value: number, others: Functions): void {
  if (unreserved(others) - value >= KEPT_FREE) return;
  throw invalid(
    `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${KEPT_FREE}].`,
  );
}

function unreserved(functions: Functions): number {
  return CONCURRENCY - functions.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
}
