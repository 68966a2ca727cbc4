/** CloudFormation's functions, as data. */
import type { CfnValue } from '../../core/stages.ts';
import type { DraftValue } from '../construct.ts';

export function ref(logicalId: string): { readonly Ref: string } {
  return { Ref: logicalId };
}

export function attribute(logicalId: string, name: string): { readonly 'Fn::GetAtt': readonly [string, string] } {
  return { 'Fn::GetAtt': [logicalId, name] };
}

/** Text with `${AWS::Region}` and the like inside. */
function sub(text: string): CfnValue {
  return { 'Fn::Sub': text };
}

export function join(parts: readonly DraftValue[]): DraftValue {
  return { 'Fn::Join': ['', parts] };
}

/** ARN in the stack's own account and region: `arn('dynamodb', 'table/notes')`. */
export function arn(service: string, resource: string): CfnValue {
  return sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`);
}
