/** A registry of npm packages on a port of this machine. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface Registry {
  readonly url: string;
  readonly requests: string[];
  /** What a lockfile says of a package. */
  locked(name: string, version: string): Record<string, unknown>;
  stop(): Promise<void>;
}

interface Packed {
  readonly manifest: Record<string, unknown> & { readonly name: string; readonly version: string };
  readonly tarball: Buffer;
}

/** `folder`: where the packages are packed. */
export async function registry(folder: string, manifests: readonly Packed['manifest'][]): Promise<Registry> {
  const packed = manifests.map((manifest): Packed => {
    const place = join(folder, `${manifest.name}-${manifest.version}`, 'package');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(place, 'index.js'), `module.exports = ${JSON.stringify(`${manifest.name} ${manifest.version}`)};\n`);
    const file = join(folder, `${manifest.name}-${manifest.version}.tgz`);
    execFileSync('tar', ['-czf', file, '-C', join(place, '..'), 'package']);
    return { manifest, tarball: readFileSync(file) };
  });
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const tarball = packed.find(({ manifest }) => path === tarballPath(manifest))?.tarball;
    const versions = packed.filter(({ manifest }) => path === `/${manifest.name}`);
    if (tarball) response.end(tarball);
    else if (versions.length > 0) response.setHeader('content-type', 'application/json').end(JSON.stringify(packument(versions)));
    else response.writeHead(404).end('{}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tarballPath = ({ name, version }: Packed['manifest']) => `/tarballs/${name}-${version}.tgz`;
  const dist = ({ manifest, tarball }: Packed) => ({
    tarball: url + tarballPath(manifest),
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
  });
  const packument = (versions: readonly Packed[]) => ({
    name: versions[0]?.manifest.name,
    'dist-tags': { latest: versions.at(-1)?.manifest.version },
    versions: Object.fromEntries(versions.map((one) => [one.manifest.version, { ...one.manifest, dist: dist(one) }])),
  });
  return {
    url,
    requests,
    locked(name, version) {
      const one = packed.find(({ manifest }) => manifest.name === name && manifest.version === version) as Packed;
      const { name: _, ...rest } = one.manifest;
      const { tarball: resolved, integrity } = dist(one);
      return { ...rest, resolved, integrity };
    },
    stop: () =>
      new Promise((stopped) => {
        server.closeAllConnections();
        server.close(() => stopped());
      }),
  };
}
