/**
 * In: actions and resources of one statement. Out: what AWS's lists say against them: actions that do not exist, and resources that they
 * are never about. Never: what a policy allows in the end, nor whether a resource is there.
 */
import { loadServices, type Service } from './index.ts';
import { matching, overlap } from './pattern.ts';

/** Resources are patterns: `*` stands for what is not known yet. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** `action`, `resource`: which of the statement's. */
export type Problem =
  | { readonly kind: 'no-service'; readonly action: number; readonly prefix: string }
  | { readonly kind: 'no-action'; readonly action: number; readonly prefix: string; readonly names: readonly string[] }
  /** It takes no resource but `*`. */
  | { readonly kind: 'unlimited'; readonly action: number }
  /** It is about resources of this form, or others, and none of the statement's is one. `near`: a change of one that would be. */
  | { readonly kind: 'other-resources'; readonly action: number; readonly form: string; readonly near?: string | undefined }
  /** No action of the statement is about it. */
  | { readonly kind: 'idle-resource'; readonly resource: number };

export async function checkStatements(statements: readonly Statement[]): Promise<readonly (readonly Problem[])[]> {
  const services = await loadServices(statements.flatMap(({ actions }) => actions.map((action) => parsed(action).prefix)));
  return statements.map((statement) => checkStatement(statement, services));
}

function checkStatement({ actions, resources }: Statement, services: ReadonlyMap<string, Service>): readonly Problem[] {
  const problems: Problem[] = [];
  const idle = new Set(resources.keys());
  let complete = true;
  for (const [action, text] of actions.entries()) {
    const { prefix, name } = parsed(text);
    // Everything, or IAM's own variables: nothing can be said.
    if (/[*?$]/.test(prefix) || name.includes('$')) {
      complete = false;
      continue;
    }
    const service = services.get(prefix);
    const names = service ? matching(name, Object.keys(service.actions)) : [];
    if (!service || names.length === 0) {
      complete = false;
      problems.push(
        service ? { kind: 'no-action', action, prefix, names: Object.keys(service.actions) } : { kind: 'no-service', action, prefix },
      );
      continue;
    }
    const forms = formsOf(names, service);
    const fitting = [...resources.keys()].filter((resource) => forms.some((form) => fits(resources[resource] ?? '', form)));
    for (const resource of fitting) idle.delete(resource);
    if (fitting.length > 0 || resources.some((resource) => /^\*+$/.test(resource))) continue;
    const [form] = forms;
    problems.push(
      form === undefined ? { kind: 'unlimited', action } : { kind: 'other-resources', action, form, near: variantOf(resources, forms) },
    );
    complete = false;
  }
  // One mistake is told once: a resource is only idle beside actions that are all right.
  if (complete)
    for (const resource of idle) if (!/^\*+$/.test(resources[resource] ?? '')) problems.push({ kind: 'idle-resource', resource });
  return problems;
}

/** A service alone means all its actions. IAM does not mind the case of either. */
function parsed(action: string): { readonly prefix: string; readonly name: string } {
  const colon = action.indexOf(':');
  return colon < 0
    ? { prefix: action.toLowerCase(), name: '*' }
    : { prefix: action.slice(0, colon).toLowerCase(), name: action.slice(colon + 1) };
}

/** ARNs of the kinds of resources that any of the actions is about, the shortest first. */
function formsOf(names: readonly string[], { actions, resources }: Service): readonly string[] {
  const kinds = new Set(names.flatMap((name) => actions[name] ?? []));
  return [...kinds].flatMap((kind) => resources[kind] ?? []).sort((a, b) => a.length - b.length);
}

/** What is most often forgotten, or there by mistake: the part that AWS's ARNs have after a bucket or a log group. */
function variantOf(resources: readonly string[], forms: readonly string[]): string | undefined {
  const variants = resources.flatMap((resource) => [
    resource.replace(/[/:]\*$/, ''),
    resource.startsWith('arn:aws:s3:') ? `${resource}/*` : `${resource}:*`,
  ]);
  return variants.find((variant) => forms.some((form) => fits(variant, form)));
}

/** Is there an ARN of that form which the resource means? */
function fits(resource: string, form: string): boolean {
  // The only names for which it matters that they have no slash: `reports/*` are objects, no bucket.
  if (form.endsWith(':${BucketName}') && resource.includes('/')) return false;
  const wanted = form.replace(/\$\{[^{}]*\}/g, '*');
  const parts = partsOf(resource);
  // A pattern that begins so openly can mean any.
  if (parts.length < PARTS) return overlap(resource, wanted);
  return partsOf(wanted).every((part, index) => overlap(parts[index] ?? '', part));
}

/** `arn`, partition, service, region, account, and all the rest: no text of one reaches into the next. */
const PARTS = 6;

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length <= PARTS ? parts : [...parts.slice(0, PARTS - 1), parts.slice(PARTS - 1).join(':')];
}
