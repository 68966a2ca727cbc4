/** Settings of a stack that need no operation. */
import { refuse } from '../refusal.ts';
import type { CallParameters } from '../requests.ts';
import type { Action } from './parts.ts';

const POLICY_LIMIT = 16_384;

/** The stack policy that a call gives. */
export function givenPolicy(parameters: CallParameters): string | undefined {
  parameters.refuseUnavailable('StackPolicyURL');
  const policy = parameters.text('StackPolicyBody');
  if (policy === undefined) return undefined;
  if (policy.length > POLICY_LIMIT) {
    refuse(
      `1 validation error detected: Value at 'stackPolicyBody' failed to satisfy constraint: Member must have length less than or equal to ${POLICY_LIMIT}`,
    );
  }
  try {
    JSON.parse(policy);
  } catch {
    refuse('Error validating stack policy: Invalid stack policy');
  }
  return policy;
}

export const setStackPolicy: Action = (parts, { region, parameters }) => {
  const journal = parts.stacks.get(region, parameters.required('StackName'));
  journal.write({ stack: { policy: givenPolicy(parameters) ?? parameters.required('StackPolicyBody') } });
  return undefined;
};

export const getStackPolicy: Action = (parts, { region, parameters }) => {
  const { policy } = parts.stacks.get(region, parameters.required('StackName')).stack;
  return { StackPolicyBody: policy };
};

export const updateTerminationProtection: Action = (parts, { region, parameters }) => {
  const journal = parts.stacks.get(region, parameters.required('StackName'));
  parameters.required('EnableTerminationProtection');
  const { stack } = journal;
  if (stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') {
    refuse(`Stack [${stack.name}] is in ${stack.status} state and termination protection can not be changed`);
  }
  journal.write({ stack: { terminationProtection: parameters.flag('EnableTerminationProtection') } });
  return { StackId: stack.id };
};
