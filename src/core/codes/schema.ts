/** E2: keys, types and values. */
export const schema = {} as const;
