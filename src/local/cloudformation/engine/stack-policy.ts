/** What a stack's policy lets an update do. Once there is one, everything that it does not allow is denied. */

import type { StackResource } from '../model.ts';

type UpdateAction = 'Update:Modify' | 'Update:Replace' | 'Update:Delete';

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, { readonly ResourceType?: string | readonly string[] }>>;
}

/** Why the action is denied; `undefined` where it is allowed. */
export function denial(
  policy: string | undefined,
  action: UpdateAction,
  { logicalId, type }: Pick<StackResource, 'logicalId' | 'type'>,
): string | undefined {
  if (policy === undefined) return undefined;
  const statements = [(JSON.parse(policy) as { Statement?: Statement | readonly Statement[] }).Statement ?? []].flat();
  const resource = `LogicalResourceId/${logicalId}`;
  const applying = statements.filter((statement) => applies(statement, action, resource, type));
  const denying = applying.find(({ Effect }) => Effect === 'Deny');
  if (denying) {
    return `Action denied by stack policy: Statement [#${statements.indexOf(denying) + 1}] does not allow [${action}] for resource [${resource}];`;
  }
  return applying.some(({ Effect }) => Effect === 'Allow') ? undefined : 'Action not allowed by stack policy';
}

function applies(statement: Statement, action: string, resource: string, type: string): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const actionFits = Action === undefined ? NotAction !== undefined && !matches(NotAction, action) : matches(Action, action);
  const resourceFits = Resource === undefined ? NotResource !== undefined && !matches(NotResource, resource) : matches(Resource, resource);
  return (
    actionFits &&
    resourceFits &&
    Object.values(Condition).every(({ ResourceType }) => ResourceType === undefined || matches(ResourceType, type))
  );
}

function matches(patterns: string | readonly string[], text: string): boolean {
  return [patterns].flat().some((pattern) => {
    const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${literal.join('.*')}$`).test(text);
  });
}
