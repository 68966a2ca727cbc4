/**
 * Every name that `proj` gives: stacks, physical names, logical ids. Frozen from the first release (SPEC §3): a change
 * here replaces resources that hold people's data. Pure functions of the configuration.
 */
import { hash } from 'node:crypto';

const CUT_HASH_LENGTH = 8;
const ITEM_HASH_LENGTH = 6;
const READABLE_LENGTH = 40;

function sha256(text: string): string {
  return hash('sha256', text);
}

/** `name`, or its beginning and a hash of the whole where it is longer than AWS allows. */
export function cut(name: string, limit: number): string {
  if (name.length <= limit) return name;
  return `${name.slice(0, limit - CUT_HASH_LENGTH - 1)}-${sha256(name).slice(0, CUT_HASH_LENGTH)}`;
}

/** CloudFormation stack name (at most 128 characters). */
export function stackName(stage: string, app: string, stack: string): string {
  return cut(`${stage}-${app}-${stack}`, 128);
}

/** `<stage>-<app>-<Id>`, cut to `limit` characters. */
export function physicalName(stage: string, app: string, id: string, limit: number): string {
  return cut(`${stage}-${app}-${id}`, limit);
}

/** `<stage>-<app>-<Id>-<hash>`: where `createOnly` differs from the default a change of it replaces the resource, which needs a free name. */
export function replaceableName(stage: string, app: string, id: string, createOnly: string, limit: number): string {
  return physicalName(stage, app, `${id}-${sha256(createOnly).slice(0, ITEM_HASH_LENGTH)}`, limit);
}

/** Construct id + role: `Notes` + `Table` → `NotesTable`. No stack in it, so that a construct can move. */
export function logicalId(construct: string, role: string): string {
  return `${construct}${role}`;
}

/** Readable form of an item's key + 6 hex digits of its sha256: `GET /notes` → `GetNotes2f0c1e`. No item's id depends on another's. */
export function itemName(normalisedKey: string): string {
  const words = normalisedKey.match(/[A-Za-z0-9]+/g) ?? [];
  const readable = words.map((word) => (/^[A-Z]+$/.test(word) ? word[0] + word.slice(1).toLowerCase() : upperFirst(word))).join('');
  return `${readable.slice(0, READABLE_LENGTH)}${sha256(normalisedKey).slice(0, ITEM_HASH_LENGTH)}`;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Name of the parameter or output that carries an attribute between stacks: `Notes`, `tableName` → `NotesTableName1a2b3c`. */
export function attributeName(construct: string, attribute: string): string {
  // The hash keeps `A.bUrl` and `AB.url` apart.
  return `${construct}${upperFirst(attribute)}${sha256(`${construct}.${attribute}`).slice(0, ITEM_HASH_LENGTH)}`;
}

export { environmentName } from './environment-name.ts';
