/** What inputs are made from: every app file of the repository, right or wrong, and the words that the language is made of. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { wholeSchema } from '../../scripts/whole-schema.ts';

const repository = resolve(import.meta.dirname, '../..');

/** In a fixed order: an input is a seed and this. */
export function readCorpus(): readonly string[] {
  const folders = ['examples', 'templates', 'test/valid-files', 'test/wrong-files', 'test/fix/cases'].map((one) => join(repository, one));
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ya?ml|json)$/.test(name) && !/node_modules|\.proj/.test(name))
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
}

/** Keys, types and values that the schemas know, variables, signs of YAML, names that JavaScript knows, places outside of the project. */
export function dictionary(): readonly string[] {
  const words = new Set<string>();
  const visit = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      if (key === 'properties') for (const name of Object.keys(value as object)) words.add(name);
      if (key === 'enum') for (const one of value as readonly unknown[]) words.add(String(one));
      if (key === 'examples') for (const one of value as readonly unknown[]) words.add(JSON.stringify(one));
      visit(value);
    }
  };
  visit(wholeSchema);
  return [...words, ...VARIABLES, ...YAML, ...JAVASCRIPT, ...VALUES, ...PATHS];
}

const VARIABLES = [
  '${app}',
  '${stage}',
  '${account}',
  '${region}',
  '${local}',
  '${param:a}',
  "${param:a, 'text'}",
  '${env:A}',
  '${env:NONE, ${param:a}}',
  '${env:constructor}',
  '${git:sha}',
  '${file:other.yml#/a}',
  '${file:other.yml}',
  '${file:../trap.yml#/trap}',
  '${file:link.yml#/trap}',
  '${ssm:/a/b}',
  '${cfn:stack.Output}',
  '${Api.url}',
  '${Notes.tableName}',
  '${Notes.constructor}',
  '${constructor.name}',
  '${__proto__.x}',
  '${AWS::Region}',
  '${!Literal}',
  '$${',
  '${',
  '}',
  '${param:${stage}}',
];

const YAML = [
  ...[
    '- ',
    ': ',
    ':',
    '? ',
    '| ',
    '>-\n',
    '[',
    ']',
    '{',
    '}',
    ', ',
    '#',
    ' # ',
    '&a ',
    '*a',
    '<<: ',
    '<<: *a',
    '---\n',
    '...\n',
    '%YAML 1.2\n',
  ],
  ...[
    '!Ref ',
    '!Sub ',
    '!GetAtt ',
    '!If ',
    '!',
    '!!str ',
    '!!binary ',
    '!!timestamp ',
    '!<tag:x> ',
    "'",
    '"',
    '\\',
    '\t',
    '\r',
    '\n',
    '\r\n',
  ],
];

const JAVASCRIPT = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf', 'length', 'then', 'toJSON'];

const VALUES = [
  ...[
    'null',
    '~',
    'true',
    'no',
    '0',
    '-1',
    '007',
    '1e400',
    '-0',
    '.nan',
    '.inf',
    '0x1F',
    '0o7',
    '9007199254740993',
    '1.10',
    '2026-11-23',
    '12:30',
  ],
  ...['10 seconds', '1 GB', '5 weeks', 'rate(0 days)', 'cron(* * * * * *)', 'GET /{proxy+}', 'ANY /', '$default', 'arn:aws:s3:::x', '*'],
  ...['\u0000', '\ufeff', '\u001b[31m', '\u2028', '\u202e', '::error::x', '\ud800', 'é', '𝒳', 'x'.repeat(300), '\u009b2J', '', ' '],
  ...['Fn::Sub', 'Fn::If', 'Ref', 'AWS::SNS::Topic', 'AWS::S3::Bucket', 'Custom::X'],
];

const PATHS = [
  '../trap.yml',
  '/../trap.yml',
  'link.yml',
  'loop',
  'pipe',
  'other.yml',
  './other.yml',
  '*.yml',
  '**/*',
  'src/hello.main',
  '.',
  '..',
  '/',
  'a\\b',
];
