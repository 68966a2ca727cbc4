/** Forms of the ids that users give. */
export const STACK_ID = '^[a-z][a-z0-9-]*$';
/** A stage, or several with `*`. */
export const STAGE_PATTERN = '^[a-z*][a-z0-9*-]*$';
export const CONSTRUCT_ID = '^[A-Z][A-Za-z0-9]*$';
