/** A real HTTP server with the engine behind it, the SDK's client before it, and resource types whose behaviour tests choose. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { loadResourceTypes, type ResourceType } from '../../../src/aws-schemas/index.ts';
import { createCloudFormation } from '../../../src/local/cloudformation/index.ts';
import { waitConditionHandle } from '../../../src/local/cloudformation/wait-condition-handle.ts';
import { listen } from '../../../src/local/protocols/http.ts';
import type { LocalEnvironment, Properties, ProviderContext, ResourceProvider } from '../../../src/local/types.ts';
import { ProviderError } from '../../../src/local/types.ts';

export interface Thing {
  readonly type: string;
  readonly region: string;
  properties: Properties;
  tags: Readonly<Record<string, string>>;
}

/** What exists outside of CloudFormation, and what it was asked to do. */
export class World {
  readonly things = new Map<string, Thing>();
  readonly calls: string[] = [];
  /** By logical id: waited for before a creation or update; `made A` after a creation, `delete A` before a deletion. */
  readonly gates = new Map<string, Promise<void>>();
  /** Steps that are refused, by logical id and value: `update A 1`. */
  readonly refusals = new Set<string>();
}

const STRING = { type: { kind: 'string' } } as const;

/** Named by the template or by the engine; `Fail` and friends make it refuse. */
const THING: ResourceType = {
  name: 'Test::Fixture::Thing',
  properties: {
    Name: { ...STRING, replaces: 'always' },
    Kind: { ...STRING, replaces: 'always' },
    Shape: { ...STRING, replaces: 'maybe' },
    Value: STRING,
    Size: { type: { kind: 'integer' } },
    On: { type: { kind: 'boolean' } },
    Color: { type: { kind: 'string', allowed: ['red', 'blue'] } },
    Items: { type: { kind: 'list', of: { kind: 'definition', name: 'Item' } } },
    Document: { type: { kind: 'json' } },
    Labels: { type: { kind: 'map', of: { kind: 'string' } } },
    /** `create`, `update` or `delete`, several with commas. */
    Fail: STRING,
    Tags: { type: { kind: 'list', of: { kind: 'definition', name: 'Tag' } } },
  },
  definitions: {
    Item: { Id: { ...STRING, required: true }, Count: { type: { kind: 'number' } } },
    Tag: { Key: { ...STRING, required: true }, Value: { ...STRING, required: true } },
  },
  attributes: ['Arn', 'Value', 'Nested', 'Absent'],
  primaryIdentifier: ['Name'],
  nameProperty: 'Name',
  stateful: true,
  tags: { property: 'Tags', shape: 'list' },
};

/** Has an identity of its own, like an API, and needs a property. */
const LINK: ResourceType = {
  name: 'Test::Fixture::Link',
  properties: { Target: { ...STRING, required: true, replaces: 'always' }, Note: STRING },
  definitions: {},
  attributes: ['Id'],
  primaryIdentifier: ['Id'],
  stateful: false,
};

const types = new Map([THING, LINK].map((type) => [type.name, type]));

async function loadTypes(names: Iterable<string>) {
  const real = await loadResourceTypes(names);
  return { get: (name: string) => types.get(name) ?? real.get(name) };
}

function provider(world: World, type: string): ResourceProvider {
  let count = 0;
  const attributes = (name: string, { Value = '' }: Properties) => ({
    Arn: `arn:test:${name}`,
    Value,
    Nested: { Deep: `deep ${name}` },
    Id: name,
  });
  const refuse = (verb: string, { Fail = '', Value = '' }: Properties, { logicalId }: ProviderContext) => {
    if (String(Fail).split(',').includes(verb) || world.refusals.has(`${verb} ${logicalId} ${Value}`))
      throw new ProviderError('InvalidRequest', `${verb} refused`, 'Fixture');
  };
  return {
    type,
    async create(properties, context) {
      const name = type === LINK.name ? `link-${++count}` : String(properties.Name ?? context.generatedName(64));
      world.calls.push(`create ${context.logicalId}`);
      await world.gates.get(context.logicalId);
      refuse('create', properties, context);
      if (world.things.has(name)) throw new ProviderError('AlreadyExists', `${name} already exists`, 'Fixture');
      world.things.set(name, { type, region: context.region, properties, tags: context.tags });
      await world.gates.get(`made ${context.logicalId}`);
      return { physicalId: name, attributes: attributes(name, properties) };
    },
    async update(physicalId, properties, _previous, context: ProviderContext) {
      world.calls.push(`update ${context.logicalId}`);
      await world.gates.get(context.logicalId);
      refuse('update', properties, context);
      const thing = world.things.get(physicalId);
      if (!thing) throw new ProviderError('NotFound', `${physicalId} is not there`, 'Fixture');
      thing.properties = properties;
      thing.tags = context.tags;
      return { physicalId, attributes: attributes(physicalId, properties) };
    },
    async delete(physicalId, properties, context) {
      world.calls.push(`delete ${context.logicalId}`);
      await world.gates.get(`delete ${context.logicalId}`);
      refuse('delete', world.things.get(physicalId)?.properties ?? properties, context);
      world.things.delete(physicalId);
    },
    async read(physicalId) {
      const thing = world.things.get(physicalId);
      return thing?.type === type ? { physicalId, attributes: attributes(physicalId, thing.properties) } : undefined;
    },
  };
}

export interface Fixture {
  readonly client: CloudFormationClient;
  readonly world: World;
  readonly objects: Map<string, Buffer>;
  readonly url: string;
  /** The state's folder, before the stop. */
  readonly directory: string;
  inRegion(region: string): CloudFormationClient;
  /** Stops the engine and starts another one on the same state, with the same world around it. */
  restart(): Promise<void>;
  /** Starts another engine on the state as a kill leaves it. What the old one waits for must never come. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startFixture(): Promise<Fixture> {
  const directory = await mkdtemp(join(tmpdir(), 'cloudformation-'));
  const world = new World();
  const objects = new Map<string, Buffer>();
  const environment = { account: '000000000000', directory, isFront: () => true } as unknown as LocalEnvironment;
  const s3 = { readObject: (bucket: string, key: string) => objects.get(`${bucket}/${key}`) };
  const providers = [...[THING.name, LINK.name, 'AWS::IAM::Role'].map((type) => provider(world, type)), waitConditionHandle];
  const make = async () => {
    const made = createCloudFormation(environment, { s3 }, providers, { loadTypes });
    await made.start();
    return made;
  };
  let service = await make();
  const listener = await listen(0, (request) => service.handle({ ...request, principal: { kind: 'root' } }));
  const clients: CloudFormationClient[] = [];
  const inRegion = (region: string) => {
    const client = new CloudFormationClient({
      endpoint: listener.url,
      region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    clients.push(client);
    return client;
  };
  return {
    client: inRegion('us-east-1'),
    world,
    objects,
    url: listener.url,
    directory,
    inRegion,
    async restart() {
      await service.stop();
      service = await make();
    },
    async kill() {
      service = await make();
    },
    async stop() {
      for (const client of clients) client.destroy();
      await service.stop();
      await listener.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
