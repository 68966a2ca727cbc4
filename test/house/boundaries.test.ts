import { expect } from 'chai';
import { findViolations } from '../../scripts/check/boundaries.ts';

function violations(file: string, ...lines: string[]): string[] {
  return findViolations(new Map([[file, lines.join('\n')]]));
}

describe('boundaries', () => {
  it('lets a folder import itself and what its rule names', () => {
    expect(
      violations('src/loader/load.ts', "import { join } from 'node:path';", "import { x } from '../core/x.ts';", "import './y.ts';"),
    ).to.deep.equal([]);
    expect(violations('src/deploy/aws/s3.ts', "import { S3Client } from '@aws-sdk/client-s3';")).to.deep.equal([]);
  });

  it('leaves the disk to one module of the loader', () => {
    const text = "import { readFileSync } from 'node:fs';";
    expect(violations('src/loader/disk.ts', text)).to.deep.equal([]);
    expect(violations('src/loader/load.ts', text)).to.have.length(1);
  });

  it('keeps the stages apart, types included, over several lines and when imported lazily', () => {
    const source = [
      'import type {',
      '  A,',
      "} from '../loader/a.ts';",
      "const b = await import('../deploy/b.ts');",
      "export * from '../render/c.ts';",
    ];
    expect(violations('src/expand/x.ts', ...source)).to.deep.equal([
      'src/expand/x.ts:3: src/expand may not import src/loader/a.ts',
      'src/expand/x.ts:4: src/expand may not import src/deploy/b.ts',
      'src/expand/x.ts:5: src/expand may not import src/render/c.ts',
    ]);
  });

  it('keeps constructs apart', () => {
    expect(
      violations('src/expand/constructs/api/index.ts', "import { t } from '../table/index.ts';", "import { k } from '../../kit/iam.ts';"),
    ).to.deep.equal(['src/expand/constructs/api/index.ts:1: src/expand/constructs/* may not import src/expand/constructs/table/index.ts']);
    expect(violations('src/expand/constructs/index.gen.ts', "import { t } from './table/index.ts';")).to.deep.equal([]);
  });

  it('gives every heavy package one home', () => {
    expect(violations('src/loader/load.ts', "import yaml from 'js-yaml';")).to.have.length(1);
    expect(violations('src/loader/parse.ts', "import yaml from 'js-yaml';")).to.have.length(0);
    expect(violations('src/deploy/plan.ts', "import { build } from 'esbuild';", "import { S3 } from '@aws-sdk/client-s3';")).to.have.length(
      2,
    );
  });

  it('keeps clock, randomness, environment and files out of what is pure', () => {
    expect(
      violations('src/expand/x.ts', "import { readFileSync } from 'node:fs';", 'const a = Date.now();', 'const b = process.env.B;'),
    ).to.deep.equal([
      'src/expand/x.ts:1: src/expand may not import node:fs',
      'src/expand/x.ts:2: Date.now: src/expand is pure',
      'src/expand/x.ts:3: process.: src/expand is pure',
    ]);
  });

  it('lets only main exit, and only main and render write', () => {
    expect(violations('src/deploy/x.ts', 'process.exit(1);', "process.stdout.write('a');")).to.have.length(2);
    expect(violations('src/render/x.ts', "process.stdout.write('a');")).to.have.length(0);
  });

  it('reads no comments', () => {
    expect(
      violations('src/core/x.ts', '/**', " import { a } from '../loader/a.ts';", ' */', "// import '../loader/a.ts'; Date.now()"),
    ).to.deep.equal([]);
  });

  it('knows every folder', () => {
    expect(violations('src/new/x.ts', '')).to.deep.equal(['src/new/x.ts:1: is in no folder of the table of boundaries']);
  });
});
