/** A site in a temporary folder and a bucket that remembers every call, and can die at any of them. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProgressEvent } from '../../src/core/event.ts';
import type { PublishStep } from '../../src/core/stages.ts';
import { type Published, publishSite, type SiteTarget, type SiteUpload } from '../../src/deploy/publish/index.ts';

export class MemoryTarget implements SiteTarget {
  readonly objects = new Map<string, { text: string; contentType: string; cacheControl: string }>();
  readonly calls: string[] = [];
  marker: string | undefined;
  /** The call at which the process "dies", counted from 0 over all writes. */
  dieAt = Number.POSITIVE_INFINITY;
  #writes = 0;

  #write(call: string): void {
    if (this.#writes++ >= this.dieAt) throw new Error('killed');
    this.calls.push(call);
  }

  /** Another process: it counts anew and lives. */
  restart(): void {
    this.#writes = 0;
    this.dieAt = Number.POSITIVE_INFINITY;
    this.calls.length = 0;
  }

  async list(): Promise<readonly string[]> {
    return [...this.objects.keys()];
  }

  async put({ key, file, contentType, cacheControl }: SiteUpload): Promise<void> {
    this.#write(`put ${key}`);
    this.objects.set(key, { text: readFileSync(file, 'utf8'), contentType, cacheControl });
  }

  async delete(keys: readonly string[]): Promise<void> {
    this.#write(`delete ${keys.join(' ')}`);
    for (const key of keys) this.objects.delete(key);
  }

  async readMarker(): Promise<string | undefined> {
    return this.marker;
  }

  async writeMarker(text: string): Promise<void> {
    this.#write('marker');
    this.marker = text;
  }

  async invalidate(paths: readonly string[]): Promise<void> {
    this.#write(`invalidate ${paths.join(' ')}`);
  }

  get served(): Record<string, string> {
    return Object.fromEntries([...this.objects].map(([key, { text }]): [string, string] => [key, text]).sort());
  }
}

export interface Site {
  readonly root: string;
  readonly events: ProgressEvent[];
  readonly environment: Record<string, string | undefined>;
  readonly interrupt: AbortController;
  write(file: string, text: string): void;
  remove(file?: string): void;
  publish(target: SiteTarget, step?: PublishStep, own?: Record<string, string>): Promise<Published>;
}

export function siteStep(more: Partial<PublishStep> = {}): PublishStep {
  return {
    id: 'Site',
    kind: 'site',
    stack: 'web',
    region: 'us-east-1',
    source: 'web',
    environment: {},
    cache: [],
    bucket: 'bucket',
    distribution: 'distribution',
    dependsOn: ['web'],
    path: ['stacks', 'web', 'constructs', 'Site'],
    ...more,
  };
}

export function site(files: Readonly<Record<string, string>>): Site {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'proj-site-')));
  const made: Site = {
    root,
    events: [],
    environment: { ...process.env },
    interrupt: new AbortController(),
    write(file, text) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    },
    remove: (file = '.') => rmSync(join(root, file), { recursive: true, force: true }),
    publish: (target, step = siteStep(), own = {}) =>
      publishSite(
        step,
        { bucket: 'bucket', distribution: 'distribution', environment: own },
        {
          root,
          target,
          context: { emit: (event) => made.events.push(event), environment: made.environment, interrupted: made.interrupt.signal },
        },
      ),
  };
  for (const [file, text] of Object.entries(files)) made.write(file, text);
  return made;
}
