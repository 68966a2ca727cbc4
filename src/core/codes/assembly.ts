/** E4: bundles, zips, site builds. */
export const assembly = {} as const;
