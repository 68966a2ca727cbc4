/** How CloudFormation's functions are called. */
import { intrinsicOf, resultOf } from './intrinsics.ts';

export interface Call {
  /** How it is called, in words and by an example. */
  readonly takes: string;
  fits(argument: unknown): boolean;
}

/** Where values stand. */
export const calls: Readonly<Record<string, Call>> = {
  Ref: { takes: 'the name of a resource or pseudo parameter: `!Ref Notes`', fits: isText },
  'Fn::GetAtt': {
    takes: 'a resource and one of its attributes: `!GetAtt Notes.Arn`',
    fits: (argument) =>
      (typeof argument === 'string' && /^[^.]+\../.test(argument)) ||
      isTuple(argument, isText, (name) => isText(name) || intrinsicOf(name)?.name === 'Ref'),
  },
  'Fn::Sub': {
    takes: "a string, or a list of a string and the values of its variables: `!Sub ['${a}-x', { a: !Ref Notes }]`",
    fits: (argument) => typeof argument === 'string' || isTuple(argument, (text) => typeof text === 'string', isMap),
  },
  'Fn::Join': {
    takes: "a delimiter and a list of texts: `!Join ['-', [a, b]]`",
    fits: (argument) => isTuple(argument, (delimiter) => typeof delimiter === 'string', isListOfTexts),
  },
  'Fn::Select': {
    takes: 'an index, from 0, and a list that has it: `!Select [0, [a, b]]`',
    fits: (argument) =>
      isTuple(argument, (index) => isIndex(index) || isCall(index), mayBeList) && !isOutside(argument as readonly [unknown, unknown]),
  },
  'Fn::Split': {
    takes: "a delimiter and a string: `!Split [',', !Ref Names]`",
    fits: (argument) => isTuple(argument, isText, mayBeText),
  },
  'Fn::FindInMap': {
    takes: 'a mapping, a key of it and a key below: `!FindInMap [Sizes, prod, memory]`',
    fits: (argument) => isTuple(argument, mayBeText, mayBeText, mayBeText),
  },
  'Fn::If': {
    takes: 'the name of a condition and two values: `!If [IsLive, 2, 1]`',
    fits: (argument) => isTuple(argument, isText, isAnything, isAnything),
  },
  'Fn::ImportValue': { takes: "the name of another stack's export: `!ImportValue network-VpcId`", fits: mayBeText },
  'Fn::GetStackOutput': {
    takes: '`StackName` and `OutputName`, and if need be `Region` and `RoleArn`',
    fits: (argument) => isMap(argument) && 'StackName' in argument && 'OutputName' in argument,
  },
  'Fn::Base64': { takes: 'a string: `!Base64 hello`', fits: mayBeText },
  'Fn::Cidr': {
    takes: "a block of addresses, how many (1 to 256) and their bits: `!Cidr ['10.0.0.0/16', 6, 8]`",
    fits: (argument) =>
      isTuple(argument, mayBeText, isCount) || isTuple(argument, mayBeText, isCount, (bits) => isIndex(bits) || isCall(bits)),
  },
  'Fn::GetAZs': { takes: "a region, or '' for that of the stack: `!GetAZs ''`", fits: mayBeText },
  'Fn::Transform': {
    takes: '`Name` and `Parameters`: `{ Name: AWS::Include, Parameters: { Location: s3://… } }`',
    fits: (argument) => isMap(argument) && 'Name' in argument,
  },
};

/** Where conditions stand. */
export const conditionCalls: Readonly<Record<string, Call>> = {
  'Fn::And': { takes: 'a list of 2 to 10 conditions', fits: isSeveralConditions },
  'Fn::Or': { takes: 'a list of 2 to 10 conditions', fits: isSeveralConditions },
  'Fn::Not': { takes: 'a list of one condition: `!Not [!Condition IsLive]`', fits: (argument) => isTuple(argument, isMap) },
  'Fn::Equals': {
    takes: 'a list of two values: `!Equals [!Ref AWS::Region, us-east-1]`',
    fits: (argument) => isTuple(argument, isAnything, isAnything),
  },
  Condition: { takes: 'the name of a condition', fits: isText },
};

const languageExtensions = /^Fn::(Length|ToJsonString|ForEach(::.*)?)$/;

/** The macro that a function needs at the top of the template. */
export function macroOf(name: string): string | undefined {
  return languageExtensions.test(name) ? 'AWS::LanguageExtensions' : undefined;
}

function isTuple(argument: unknown, ...items: readonly ((item: unknown) => boolean)[]): boolean {
  return Array.isArray(argument) && argument.length === items.length && items.every((fits, index) => fits(argument[index]));
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAnything(value: unknown): boolean {
  return value !== undefined;
}

function isCall(value: unknown): boolean {
  return intrinsicOf(value) !== undefined;
}

function mayBeText(value: unknown): boolean {
  const call = intrinsicOf(value);
  if (call) return resultOf(call) !== 'list';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** What `Ref` gives depends on the parameter: it may be either. */
function mayBeList(value: unknown): boolean {
  const call = intrinsicOf(value);
  return call ? call.name === 'Ref' || resultOf(call) !== 'string' : Array.isArray(value);
}

function isListOfTexts(value: unknown): boolean {
  return mayBeList(value) && (!Array.isArray(value) || value.every(mayBeText));
}

function isIndex(value: unknown): boolean {
  return /^\d+$/.test(String(value));
}

function isCount(value: unknown): boolean {
  return isCall(value) || (isIndex(value) && Number(value) >= 1 && Number(value) <= 256);
}

function isOutside([index, list]: readonly [unknown, unknown]): boolean {
  return isIndex(index) && Array.isArray(list) && Number(index) >= list.length;
}

function isSeveralConditions(argument: unknown): boolean {
  return Array.isArray(argument) && argument.length >= 2 && argument.length <= 10 && argument.every(isMap);
}
