/** Quotas that a deploy would hit, with the numbers: those of Lambda and CloudFormation, in every region of the app. */
import type { Diagnostics } from '../../core/diagnostic.ts';
import type { JsonPath } from '../../core/span.ts';
import type { CfnTemplate } from '../../core/stages.ts';
import type { Cloud, FunctionQuotas } from '../cloud.ts';
import { recoveryOf } from '../recover.ts';
import { attempt } from './attempt.ts';
import type { OwnStack } from './stacks.ts';

/** From here on it is told that a quota comes to its end. */
const NEAR = 0.8;
/** What Lambda keeps free for functions that reserve nothing, where the account has so many. */
const KEPT_FREE = 100;
const GB = 1024 ** 3;

export async function checkQuotas(own: readonly OwnStack[], cloud: Cloud, diagnostics: Diagnostics): Promise<void> {
  const regions = [...new Set(own.map(({ stack }) => stack.region))];
  await Promise.all(
    regions.flatMap((region) => {
      const stacks = own.filter(({ stack }) => stack.region === region);
      return [checkStackCount(region, stacks, cloud, diagnostics), checkFunctions(region, stacks, cloud, diagnostics)];
    }),
  );
}

async function checkStackCount(region: string, own: readonly OwnStack[], cloud: Cloud, diagnostics: Diagnostics): Promise<void> {
  const added = own.filter(({ deployed }) => deployed === undefined);
  const [first] = added;
  if (!first) return;
  const quotas = await attempt('the quota of stacks', diagnostics, () => cloud.in(region).quotas.stacks());
  if (!quotas) return;
  const { used, limit } = quotas.value;
  const after = used + added.length;
  const uses = `${number(used)} of ${number(limit)} are there, and this deploy makes ${number(added.length)} more`;
  tell({ quota: 'CloudFormation stacks', region, uses, path: first.stack.path }, { after, limit }, diagnostics);
}

async function checkFunctions(region: string, own: readonly OwnStack[], cloud: Cloud, diagnostics: Diagnostics): Promise<void> {
  const first = own.find(({ stack }) => hasFunctions(stack.template));
  if (!first) return;
  const quotas = await attempt('the quotas of Lambda', diagnostics, () => cloud.in(region).quotas.functions());
  if (!quotas) return;
  const { code, concurrency } = quotas.value;
  const uses = `${gigabytes(code.used)} of ${gigabytes(code.limit)} are stored`;
  // How much a new stack adds is known when its functions are bundled: something, in any case.
  const after = code.used + (own.some(({ deployed }) => deployed === undefined) ? 1 : 0);
  tell({ quota: 'Lambda code storage', region, uses, path: first.stack.path }, { after, limit: code.limit }, diagnostics);
  checkReservations(region, own, concurrency, diagnostics);
}

function checkReservations(
  region: string,
  own: readonly OwnStack[],
  { limit, unreserved }: FunctionQuotas['concurrency'],
  diagnostics: Diagnostics,
): void {
  const wanted = own.flatMap(reservations).sort((a, b) => b.reserved - a.reserved);
  const [biggest, ...others] = wanted;
  const more = sum(wanted) - sum(own.flatMap(reservedNow));
  if (!biggest || more <= 0) return;
  const free = Math.min(KEPT_FREE, limit);
  const uses = `${number(limit - unreserved)} of ${number(limit)} are reserved, this deploy reserves ${number(more)} more, and ${number(free)} must stay free`;
  const related = others.map(({ reserved, path }) => ({ message: `reserves ${number(reserved)}`, path }));
  tell(
    { quota: 'concurrent executions of Lambda functions', region, uses, path: biggest.path, related },
    { after: limit - unreserved + more, limit: limit - free },
    diagnostics,
  );
}

interface Finding {
  readonly quota: string;
  readonly region: string;
  readonly uses: string;
  readonly path: JsonPath;
  readonly related?: readonly { readonly message: string; readonly path: JsonPath }[];
}

function tell(
  { quota, region, uses, path, related }: Finding,
  { after, limit }: { readonly after: number; readonly limit: number },
  diagnostics: Diagnostics,
): void {
  const options = related && related.length > 0 ? { related } : {};
  if (after > limit) diagnostics.report('E5043', path, { quota, region, uses }, options);
  else if (after >= NEAR * limit) diagnostics.report('E5044', path, { quota, region, uses }, options);
}

interface Reservation {
  readonly reserved: number;
  readonly path: JsonPath;
}

function reservations({ stack: { template, origins, path } }: Pick<OwnStack, 'stack'>): readonly Reservation[] {
  return Object.entries(template.Resources).flatMap(([logicalId, { Type, Properties }]) => {
    const reserved = Type === 'AWS::Lambda::Function' ? Properties?.ReservedConcurrentExecutions : undefined;
    return typeof reserved === 'number' ? [{ reserved, path: [...(origins[logicalId]?.path ?? path), 'reservedConcurrency'] }] : [];
  });
}

/** What is given up to be made again counts as not there. */
function reservedNow({ stack, deployed }: OwnStack): readonly Reservation[] {
  const keeps = deployed?.template && recoveryOf(deployed.status).step !== 'recreate';
  return keeps ? reservations({ stack: { ...stack, template: deployed.template } }) : [];
}

function hasFunctions({ Resources }: CfnTemplate): boolean {
  return Object.values(Resources).some(({ Type }) => Type === 'AWS::Lambda::Function');
}

function sum(all: readonly Reservation[]): number {
  return all.reduce((total, { reserved }) => total + reserved, 0);
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function gigabytes(bytes: number): string {
  return `${(bytes / GB).toFixed(1)} GB`;
}
