/** What AWS takes as tags, as patterns and in words. Letters are those of any language: what is refused is listed. */
const OTHERS = '[^\\x00-\\x1f\\x7f!"#$%&\'()*,;<>?[\\\\\\]^`{|}~]';

/** `aws:` is AWS's in any case, `proj:` ours. */
export const TAG_KEY = `^(?![aA][wW][sS]:|proj:)${OTHERS}{1,128}$`;
export const TAG_KEY_FORM = '1 to 128 letters, digits, spaces and `_ . : / = + - @`; `aws:` and `proj:` are taken';
export const TAG_VALUE = `^${OTHERS}{0,256}$`;
export const TAG_VALUE_FORM = 'at most 256 letters, digits, spaces and `_ . : / = + - @`';
