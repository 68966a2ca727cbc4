import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { App } from './app.ts';

/** The files that docs/custom-constructs.md shows. */
function example(): Record<string, string> {
  const page = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/custom-constructs.md'), 'utf8');
  const blocks = [...page.matchAll(/```\w+(?: file)?\n(?:#|\/\/) (\S+)\n([\s\S]*?)```/g)];
  return Object.fromEntries(blocks.map(([, name = '', text = '']) => [name, text]));
}

const functions = {
  'src/report.ts': `import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
export const main = async () => {
  const { $metadata } = await new S3Client({}).send(
    new PutObjectCommand({ Bucket: process.env.PHOTOS_BUCKET_NAME, Key: 'report.txt', Body: 'two photos' }),
  );
  return $metadata.httpStatusCode;
};
`,
  'src/show.ts': `import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
export const main = async () => {
  const report = { Bucket: process.env.PHOTOS_BUCKET_NAME, Key: 'report.txt' };
  const { Body } = await new S3Client({}).send(new GetObjectCommand(report));
  return Body?.transformToString();
};
`,
};

describe('constructs of the app’s own', () => {
  let app: App;

  before(() => {
    app = App.make({ ...example(), ...functions });
  });

  after(() => app.dispose());

  it('deploys the example of the documentation: a bucket, a function inside the construct, and another bound to it', async () => {
    const deployed = await app.local('deploy');
    expect(deployed.status, deployed.stderr + deployed.stdout).to.equal(0);
    const outputs = (await app.local('outputs')).result<{ outputs: Record<string, Record<string, Record<string, string>>> }>();
    expect(JSON.stringify(outputs)).to.match(/"bucketName":"dev-photos-core-/);
  });

  it('runs its function with the rights and the environment that the construct gave it', async () => {
    const wrote = await app.local('invoke Photos');
    expect(wrote.status, wrote.stderr + wrote.stdout).to.equal(0);
    expect(wrote.stdout).to.include('200');
    const read = await app.local('invoke Show');
    expect(read.stdout).to.include('two photos');
  });

  it('has its type in the schema for editors, and in that of --no-code without its keys', async () => {
    const keys = async (words: string) => {
      const schema = (await app.proj(words)).result<{ definitions: Record<string, { properties: object } | undefined> }>();
      return Object.keys(schema.definitions.ConstructUploads?.properties ?? {});
    };
    expect(await keys('schema --json')).to.include.members(['type', 'when', 'keepFor', 'report']);
    expect(await keys('schema --json --no-code'))
      .to.include('when')
      .and.not.include('keepFor');
  });

  it('changes nothing at the next deploy', async () => {
    const again = await app.local('deploy');
    expect(again.result<{ outcome: string }>().outcome).to.equal('unchanged');
  });
});
