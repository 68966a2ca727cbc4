/** Tags in the two shapes that CloudFormation has for them. */
import type { Expression } from '../../core/expression.ts';
import type { Draft, DraftValue, Tagging } from '../construct.ts';

export type Tags = Readonly<Record<string, string | Expression>>;

/** Resource types of our constructs that take tags, and how; the others take none. */
const SHAPES: Readonly<Record<string, 'list' | 'map'>> = {
  'AWS::ApiGatewayV2::Api': 'map',
  'AWS::ApiGatewayV2::Stage': 'map',
  'AWS::CloudFront::Distribution': 'list',
  'AWS::DynamoDB::Table': 'list',
  'AWS::IAM::Role': 'list',
  'AWS::Lambda::Function': 'list',
  'AWS::Logs::LogGroup': 'list',
  'AWS::S3::Bucket': 'list',
};

export function tagList(tags: Tags): DraftValue | undefined {
  const entries = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length > 0 ? entries.map(([Key, Value]) => ({ Key, Value })) : undefined;
}

/** `draft` with `tags`; those it has already are more exact and stay. */
export function withTags(draft: Draft, tags: Tags): Draft {
  const tagging = draft.tagging ?? taggingOf(draft.type);
  if (!tagging || Object.keys(tags).length === 0) return draft;
  const { property, shape } = tagging;
  const all = { ...tags, ...ownTags(draft.properties[property]) };
  return { ...draft, properties: { ...draft.properties, [property]: shape === 'map' ? all : tagList(all) } };
}

function taggingOf(type: string): Tagging | undefined {
  const shape = SHAPES[type];
  return shape && { property: 'Tags', shape };
}

/** In either shape. */
function ownTags(value: DraftValue | undefined): Tags {
  if (!Array.isArray(value)) return (value ?? {}) as Tags;
  const list = value as readonly { readonly Key: string; readonly Value: string | Expression }[];
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}
