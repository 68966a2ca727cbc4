/** E5: credentials, AWS, guards, stacks. */
export const deploy = {} as const;
