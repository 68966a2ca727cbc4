/**
 * In: the name of a form (the annotation `format` of a schema). Out: its check.
 * Never judges a value that is only known at deploy: such a one is no text.
 */
import { layerArn, policyArn, resourceArn, roleArn, topicArn } from './arn.ts';
import type { Form } from './form.ts';
import { handler } from './handler.ts';
import { origin } from './origin.ts';
import { region } from './region.ts';
import { runtime } from './runtime.ts';
import { timeZone } from './time-zone.ts';

export const forms = {
  handler,
  'layer-arn': layerArn,
  origin,
  'policy-arn': policyArn,
  region,
  'resource-arn': resourceArn,
  'role-arn': roleArn,
  runtime,
  'time-zone': timeZone,
  'topic-arn': topicArn,
} as const satisfies Readonly<Record<string, Form>>;

export type FormName = keyof typeof forms;
