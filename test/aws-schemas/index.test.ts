import { expect } from 'chai';
import { loadResourceTypes, type ResourceType } from '../../src/aws-schemas/index.ts';

async function load(name: string): Promise<ResourceType> {
  const type = (await loadResourceTypes([name])).get(name);
  if (!type) throw new Error(`no schema of ${name}`);
  return type;
}

describe('loadResourceTypes', () => {
  it('gives properties with their types, and what replaces the resource', async () => {
    const { properties, definitions } = await load('AWS::DynamoDB::Table');
    expect(properties.KeySchema).to.deep.equal({
      type: { kind: 'list', of: { kind: 'definition', name: 'KeySchema' } },
      required: true,
      replaces: 'always',
    });
    expect(properties.BillingMode?.replaces).to.equal(undefined);
    expect(definitions.KeySchema?.AttributeName).to.deep.equal({ type: { kind: 'string' }, required: true });
  });

  it('gives attributes, identifier, name and tags', async () => {
    const role = await load('AWS::IAM::Role');
    expect(role).to.deep.include({ attributes: ['Arn', 'RoleId'], primaryIdentifier: ['RoleName'], nameProperty: 'RoleName' });
    expect(role.tags).to.deep.equal({ property: 'Tags', shape: 'list' });
    expect((await load('AWS::ApiGatewayV2::Api')).tags).to.deep.equal({ property: 'Tags', shape: 'map' });
  });

  it('gives no name to what has none that must be unique', async () => {
    expect(await load('AWS::Route53::RecordSet')).not.to.have.property('nameProperty');
    expect(await load('AWS::S3::BucketPolicy')).not.to.have.property('nameProperty');
    expect(await load('AWS::ApiGatewayV2::Api')).not.to.have.property('nameProperty');
  });

  for (const [name, stateful] of [
    ['AWS::DynamoDB::Table', true],
    ['AWS::S3::Bucket', true],
    ['AWS::ApiGatewayV2::Api', true],
    ['AWS::CloudFront::Distribution', true],
    ['AWS::SNS::Topic', true],
    ['AWS::Lambda::Url', true],
    ['AWS::Lambda::Function', false],
    ['AWS::IAM::Role', false],
  ] as const) {
    it(`says that ${name} is ${stateful ? '' : 'not '}stateful`, async () => {
      expect((await load(name)).stateful).to.equal(stateful);
    });
  }

  it('has every definition that a property names', async () => {
    const { readdir, readFile } = await import('node:fs/promises');
    const folder = new URL('../../src/aws-schemas/tables/', import.meta.url);
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json'))) {
      const table: Record<string, ResourceType> = JSON.parse(await readFile(new URL(file, folder), 'utf8'));
      for (const [name, type] of Object.entries(table)) {
        const named = [...JSON.stringify(type).matchAll(/"kind":"definition","name":"([^"]+)"/g)].map(([, definition]) => definition);
        expect(Object.keys(type.definitions), name).to.include.members(named);
      }
    }
  });

  it('knows the types of every service of AWS', async () => {
    for (const name of ['AWS::EC2::Instance', 'AWS::ECS::Service', 'AWS::QuickSight::Dashboard', 'AWS::Serverless::Function']) {
      expect((await load(name)).name).to.equal(name);
    }
  });

  it('gives nothing for types that no table has', async () => {
    const types = await loadResourceTypes(['AWS::Nothing::Here', 'Custom::Thing', 'AWS::SQS', 'constructor', 'AWS::constructor::x']);
    for (const name of ['AWS::Nothing::Here', 'Custom::Thing', 'AWS::SQS', 'constructor', 'AWS::SQS::Nothing', 'AWS::SQS::constructor']) {
      expect(types.get(name), name).to.equal(undefined);
    }
  });
});
