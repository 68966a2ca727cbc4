/** What an unquoted YAML scalar means, by YAML 1.2's core schema: `yes`, `on` and `12:30` are text. */

export const LEADING_ZERO = /^[-+]?0[0-9]+$/;
const DECIMAL = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const OCTAL_OR_HEX = /^0(o[0-7]+|x[0-9a-fA-F]+)$/;

export function plainScalarValue(text: string): string | number | boolean | null {
  switch (text) {
    case '':
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return null;
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
  }
  return numberOf(text) ?? text;
}

/** The number that `text` writes; `undefined` for text, and for whole numbers that JavaScript would round. */
export function numberOf(text: string): number | undefined {
  if (LEADING_ZERO.test(text) || !(DECIMAL.test(text) || OCTAL_OR_HEX.test(text))) return undefined;
  const value = Number(text);
  const rounded = /^[-+]?[0-9]+$/.test(text) && !Number.isSafeInteger(value);
  return rounded || !Number.isFinite(value) ? undefined : value;
}
