/** The resources of a template that its conditions let be. A condition that needs AWS's values counts as holding: before and after alike. */
import { isDeepStrictEqual } from 'node:util';
import type { CfnResource, CfnTemplate } from '../core/stages.ts';

export function presentResources({ Resources, Conditions }: CfnTemplate): CfnTemplate['Resources'] {
  if (!Conditions) return Resources;
  return Object.fromEntries(Object.entries(Resources).filter(([, resource]) => isPresent(resource, Conditions)));
}

interface WithTemplate {
  readonly template?: CfnTemplate;
}

/** Whether the stack as declared has the resource, and the stack as it is there hasn't. */
export function isNew(logicalId: string, declared: WithTemplate, there: WithTemplate | undefined): boolean {
  return hasResource(declared, logicalId) && !hasResource(there, logicalId);
}

function hasResource(stack: WithTemplate | undefined, logicalId: string): boolean {
  const { Resources = {}, Conditions = {} } = stack?.template ?? {};
  return Object.hasOwn(Resources, logicalId) && isPresent(Resources[logicalId] as CfnResource, Conditions);
}

function isPresent({ Condition }: CfnResource, all: Conditions): boolean {
  return Condition === undefined || holds({ Condition }, all) !== false;
}

type Conditions = NonNullable<CfnTemplate['Conditions']>;

/** `undefined`: only AWS knows. CloudFormation refuses conditions that need one another in a circle. */
function holds(condition: unknown, all: Conditions, above: ReadonlySet<string> = new Set()): boolean | undefined {
  const [[name, argument] = ['', undefined]] = Object.entries((condition ?? {}) as Readonly<Record<string, unknown>>);
  const each = (Array.isArray(argument) ? argument : []) as readonly unknown[];
  const below = () => each.map((one) => holds(one, all, above));
  switch (name) {
    case 'Condition': {
      const named = String(argument);
      return above.has(named) ? undefined : holds(all[named], all, new Set([...above, named]));
    }
    case 'Fn::Equals':
      return (
        isDeepStrictEqual(each[0], each[1]) ||
        (each.some((one) => typeof one === 'object') ? undefined : String(each[0]) === String(each[1]))
      );
    case 'Fn::Not': {
      const [inner] = below();
      return inner === undefined ? undefined : !inner;
    }
    case 'Fn::And':
      return below().includes(false) ? false : below().includes(undefined) ? undefined : true;
    case 'Fn::Or':
      return below().includes(true) ? true : below().includes(undefined) ? undefined : false;
    default:
      return undefined;
  }
}
