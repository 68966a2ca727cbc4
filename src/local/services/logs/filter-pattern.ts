/** Text patterns of CloudWatch Logs: `ERROR timeout` (all), `?a ?b` (any), `-DEBUG` (none of), `"two words"`. */
import { AwsError } from '../../protocols/aws-error.ts';

export function compileFilterPattern(pattern: string | undefined): (message: string) => boolean {
  const text = pattern?.trim() ?? '';
  if (text === '') return () => true;
  if (/^[[{%]/.test(text)) {
    const kind = text.startsWith('%') ? 'regular expressions' : text.startsWith('{') ? 'JSON patterns' : 'patterns of columns';
    throw new AwsError('InvalidParameterException', `Invalid filter pattern: the embedded endpoint knows text patterns, not ${kind}.`);
  }
  const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign = '', quoted, plain = '']) => ({
    sign,
    text: quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1'),
  }));
  const [all, any, none] = ['', '?', '-'].map((sign) => terms.filter((term) => term.sign === sign).map((term) => term.text));
  return (message) =>
    (all ?? []).every((term) => message.includes(term)) &&
    // As on AWS, optional terms say nothing beside required ones.
    (any?.length === 0 || (all ?? []).length > 0 || (any ?? []).some((term) => message.includes(term))) &&
    !(none ?? []).some((term) => message.includes(term));
}
