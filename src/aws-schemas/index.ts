/**
 * AWS's own resource schemas, as tables generated from `@aws-cdk/aws-service-spec`. A leaf: what a property's type is, what
 * replaces a resource, what `Ref` and `Fn::GetAtt` give. One file per service, loaded only when one of its types is asked for.
 */

export type ValueType =
  | { readonly kind: 'string' | 'number' | 'integer' | 'boolean' | 'json' | 'timestamp' }
  | { readonly kind: 'list' | 'map'; readonly of: ValueType }
  | { readonly kind: 'definition'; readonly name: string }
  | { readonly kind: 'union'; readonly of: readonly ValueType[] };

export interface PropertySchema {
  readonly type: ValueType;
  readonly required?: true;
  /** A change replaces the resource: always, or depending on the values. */
  readonly replaces?: 'always' | 'maybe';
  readonly allowed?: readonly string[];
}

export interface ResourceType {
  /** `AWS::DynamoDB::Table` */
  readonly name: string;
  readonly properties: Readonly<Record<string, PropertySchema>>;
  /** Nested types by name. */
  readonly definitions: Readonly<Record<string, Readonly<Record<string, PropertySchema>>>>;
  /** Names that `Fn::GetAtt` knows. */
  readonly attributes: readonly string[];
  readonly primaryIdentifier: readonly string[];
  /** The property that names the resource where a name can be given: `TableName`. */
  readonly nameProperty?: string;
  /** Losing or replacing it loses data, or an address that others hold (`reference/cloudformation.md` §9.2, with its missing ones). */
  readonly stateful: boolean;
  /** The property for tags, and its shape. */
  readonly tags?: { readonly property: string; readonly shape: 'list' | 'map' };
}

export interface ResourceTypes {
  get(name: string): ResourceType | undefined;
}
