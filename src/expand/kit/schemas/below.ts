/** The pattern of a path that stays below where it begins. */
export const BELOW = '^(?!/)(?!(.*/)?\\.\\.(/|$)).+$';
