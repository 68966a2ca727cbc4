/** E3: references, names, limits, expansion. */
export const expansion = {} as const;
