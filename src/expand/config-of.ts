/** The type of a configuration, read from its schema: what the loader hands over, so that no property is written down twice. */
import type { ConfigValue, Expression } from '../core/expression.ts';
import type { definitions } from './kit/schemas/index.ts';

type Definitions = typeof definitions;

/** A value that the schema calls `known` is never an expression. */
type Unless<Schema, Value> = Schema extends { known: true } ? Value : Value | Expression;

type ScalarOf<Schema, Name> = Schema extends { enum: readonly (infer Value)[] }
  ? Value
  : Name extends 'string'
    ? string
    : Name extends 'integer' | 'number'
      ? number
      : Name extends 'boolean'
        ? boolean
        : never;

/** Where each item may be an expression, one that stands for the whole list may too. */
type ItemsOf<Schema> = Schema extends { items: infer Item }
  ? readonly ConfigOf<Item>[] | Extract<ConfigOf<Item>, Expression>
  : readonly ConfigValue[];

type ByType<Schema, Name> = Name extends 'object'
  ? ObjectOf<Schema>
  : Name extends 'array'
    ? ItemsOf<Schema>
    : Unless<Schema, ScalarOf<Schema, Name>>;

type TypeNames<Type> = Type extends readonly (infer Name)[] ? Name : Type;

type Required<Schema> = Schema extends { required: readonly (infer Key)[] } ? Key : never;

/** A property with a default is always there, except in layered schemas, where the defaults are filled in by the expansion. */
type Present<Schema, Properties> = {
  [Key in keyof Properties]: Key extends Required<Schema>
    ? Key
    : Schema extends { layered: true }
      ? never
      : Resolved<Properties[Key]> extends { default: unknown }
        ? Key
        : never;
}[keyof Properties];

type Resolved<Schema> = Schema extends { $ref: `#/$defs/${infer Name extends keyof Definitions}` } ? Definitions[Name] : Schema;

type PropertiesOf<Schema, Properties> = {
  readonly [Key in Present<Schema, Properties>]: ConfigOf<Properties[Key]>;
} & { readonly [Key in Exclude<keyof Properties, Present<Schema, Properties>>]?: ConfigOf<Properties[Key]> };

type MapOf<Schema> = Schema extends { additionalProperties: infer Item extends object }
  ? { readonly [key: string]: ConfigOf<Item> }
  : unknown;

type ObjectOf<Schema> = Schema extends { properties: infer Properties }
  ? PropertiesOf<Schema, Properties>
  : Schema extends { additionalProperties: object }
    ? MapOf<Schema>
    : { readonly [key: string]: ConfigValue };

export type ConfigOf<Schema> = Schema extends { $ref: string }
  ? ConfigOf<Resolved<Schema>>
  : Schema extends { type: infer Type }
    ? ByType<Schema, TypeNames<Type>>
    : ConfigValue;
