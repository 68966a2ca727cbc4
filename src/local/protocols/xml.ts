/** XML of AWS's XML protocols: plain data out, plain data in. */
import { XMLParser } from 'fast-xml-parser';

export type XmlNode = string | number | boolean | undefined | null | XmlElement | readonly XmlNode[];
export interface XmlElement {
  readonly [name: string]: XmlNode;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => ESCAPES[character] ?? character);
}

/** Children of an element: an array repeats its name, `undefined` is left out, a name that begins with `@` is an attribute,
 * `#text` the text of an element that has attributes. */
function toXml(value: XmlNode): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return escapeXml(String(value));
  if (Array.isArray(value)) return value.map(toXml).join('');
  return Object.entries(value as XmlElement)
    .filter(([name]) => !name.startsWith('@'))
    .map(([name, child]) =>
      name === '#text' ? toXml(child) : Array.isArray(child) ? child.map((item) => element(name, item)).join('') : element(name, child),
    )
    .join('');
}

function element(name: string, value: XmlNode): string {
  if (value === undefined) return '';
  const attributes =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value as XmlElement)
          .filter(([key, text]) => key.startsWith('@') && text !== undefined)
          .map(([key, text]) => ` ${key.slice(1)}="${escapeXml(String(text))}"`)
          .join('')
      : '';
  return `<${name}${attributes}>${toXml(value)}</${name}>`;
}

/** A whole document with one root element. */
export function xmlDocument(root: XmlElement): string {
  return DECLARATION + toXml(root);
}

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: false, ignoreDeclaration: true });

/** Elements as objects, text as strings (never numbers), repeated elements as arrays: read lists with `asList`. */
export function parseXml(text: string): Record<string, unknown> {
  return withoutBlanks(parser.parse(text)) as Record<string, unknown>;
}

/** Indentation between elements arrives as text of its own. */
function withoutBlanks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBlanks);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, text]) => name !== '#text' || (typeof text === 'string' && text.trim() !== ''))
      .map(([name, child]) => [name, withoutBlanks(child)]),
  );
}

/** One, several or no elements of a name as a list. */
export function asList<T = unknown>(value: unknown): T[] {
  if (value === undefined || value === null || value === '') return [];
  return (Array.isArray(value) ? value : [value]) as T[];
}
