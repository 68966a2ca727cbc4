/** An object whose methods are all asynchronous, made at the first call: loading an SDK client takes longer than many a command. */
export function lazily<Api extends object>(make: () => Promise<Api>): Api {
  let made: Promise<Api> | undefined;
  return new Proxy({} as Api, {
    get(_, method) {
      // Returned by an asynchronous function, it must not be taken for a promise.
      if (method === 'then') return undefined;
      return async (...args: readonly unknown[]) => {
        made ??= make();
        const api = (await made) as Record<PropertyKey, (...args: readonly unknown[]) => unknown>;
        return api[method]?.(...args);
      };
    },
  });
}
