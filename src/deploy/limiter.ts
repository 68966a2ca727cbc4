/** At most `size` calls at once; the rest wait in order. CloudFormation throttles an account, not a process. */
export type Limiter = <Result>(call: () => Promise<Result>) => Promise<Result>;

export function limiter(size: number): Limiter {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (call) => {
    if (running >= size) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await call();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
