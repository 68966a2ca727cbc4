/** Tells the lines that deployed functions log, once or as they come. Never: a line twice. */
import type { Context } from '../core/context.ts';
import type { Cloud, LogLine } from './cloud.ts';
import { type AppTemplates, type DeployedFunction, deployedFunctions, findFunctions } from './functions.ts';

/** CloudWatch shows lines with a delay, not always in order: each look goes back so far. */
const OVERLAP = 30_000;

export interface LogOptions {
  /** A function or a construct; absent = all. */
  readonly wanted?: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly filter?: string;
  /** Goes on until the run is interrupted. */
  readonly follow: boolean;
}

export async function tailLogs(
  app: AppTemplates,
  cloud: Cloud,
  options: LogOptions,
  context: Pick<Context, 'emit' | 'clock' | 'interrupted'>,
): Promise<void> {
  const all = await deployedFunctions(app, cloud);
  const functions = options.wanted === undefined ? all : findFunctions(all, options.wanted);
  const groups = new Map<string, DeployedFunction[]>();
  for (const one of functions) {
    const key = `${one.region} ${one.logGroup}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const tails = [...groups.values()].map((members) => tail(members, options.since));
  for (;;) {
    const lines = (await Promise.all(tails.map((next) => next()))).flat();
    for (const { name, line } of lines.sort((a, b) => a.line.time - b.line.time)) {
      context.emit({ type: 'function.log', function: name, time: new Date(line.time).toISOString(), line: line.text });
    }
    if (!options.follow || context.interrupted.aborted) return;
    await context.clock.sleep(cloud.loopback ? 300 : 2000);
  }

  /** New lines of one log group, each with its function. */
  function tail(
    members: readonly DeployedFunction[],
    begin: number,
  ): () => Promise<readonly { readonly name: string; readonly line: LogLine }[]> {
    const [first] = members as readonly [DeployedFunction];
    const seen = new Map<string, number>();
    let since = begin;
    return async () => {
      const lines = await cloud.in(first.region).functions.logs(first.logGroup, since, options.filter);
      const fresh = lines.filter(({ id }) => !seen.has(id));
      for (const { id, time } of fresh) seen.set(id, time);
      since = Math.max(begin, (lines.at(-1)?.time ?? since) - OVERLAP);
      for (const [id, time] of seen) if (time < since) seen.delete(id);
      return fresh.flatMap((line) => {
        const name = nameOf(line, members);
        return name === undefined ? [] : [{ name, line }];
      });
    };
  }

  /** Several functions of a construct share a group; the stream's name tells them apart. */
  function nameOf({ stream }: LogLine, members: readonly DeployedFunction[]): string | undefined {
    const writer = all.find(({ physicalId }) => stream.includes(`${physicalId}[`));
    if (!writer) return members[0]?.name.split('/')[0];
    return members.find(({ physicalId }) => physicalId === writer.physicalId)?.name;
  }
}
