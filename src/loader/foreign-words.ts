/** What SST, Serverless Framework, SAM, CDK and Terraform call the things of an app file: data for hints, and nothing else. */

/** Keys, in small letters, and the keys that say it here; the first that the map can have counts. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  appname: ['app'],
  architectures: ['architecture'],
  bundling: ['bundle'],
  cron: ['schedule'],
  custom: ['params'],
  deletionpolicy: ['removalPolicy'],
  env: ['environment'],
  environmentvariables: ['environment'],
  esbuild: ['bundle'],
  function: ['handler', 'job'],
  functionprops: ['function'],
  functions: ['constructs'],
  functionurlconfig: ['url'],
  globals: ['defaults'],
  globalsecondaryindexes: ['globalIndexes'],
  hashkey: ['partitionKey'],
  iam: ['permissions'],
  iamrolestatements: ['permissions'],
  initialpolicy: ['permissions'],
  link: ['bind'],
  localsecondaryindexes: ['localIndexes'],
  logretentionindays: ['logRetention'],
  memorysize: ['memory'],
  name: ['app'],
  nodejs: ['bundle'],
  parameters: ['params'],
  policies: ['permissions'],
  provisionedconcurrentexecutions: ['provisionedConcurrency'],
  rangekey: ['sortKey'],
  rate: ['schedule'],
  removal: ['removalPolicy'],
  reservedconcurrentexecutions: ['reservedConcurrency'],
  retain: ['removalPolicy'],
  secondaryindexes: ['globalIndexes'],
  service: ['app'],
  stagename: ['stage'],
  target: ['job'],
  ttl: ['timeToLiveAttribute'],
  variables: ['params'],
  vpcconfig: ['vpc'],
};

const IN_A_STACK = 'in a stack: `stacks: { core: { ';

/** Keys, in small letters, for which there is none here, or none at their place, and what there is. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  awstemplateformatversion: 'this is no template: raw CloudFormation stands below `resources` of a stack',
  build: 'how functions are bundled stands below `bundle`',
  buildcommand: 'write `build: { command: npm run build, output: dist }`',
  buildoutput: 'write `build: { command: npm run build, output: dist }`',
  codeuri: '`handler` names the file and its export: `src/list.main`',
  constructs: `constructs stand ${IN_A_STACK}constructs: … } }\``,
  dependson: 'what is needed first is found by references; stacks alone have `dependsOn`',
  events: 'what calls a function stands at what it comes from: `routes` of an `Api`, `job` of a `Cron`',
  functions: `a function is a construct ${IN_A_STACK}constructs: { Hello: { type: Function, handler: src/hello.main } } } }\``,
  home: 'everything is at AWS: leave it out',
  outputs: `outputs stand ${IN_A_STACK}outputs: … } }\``,
  package: 'how functions are bundled stands below `bundle`',
  plugins: 'there are no plugins: commands of your own stand below `hooks`, types of constructs below `constructTypes`',
  properties: 'properties stand beside `type`, not below a key of their own',
  props: 'properties stand beside `type`, not below a key of their own',
  provider: 'everything is at AWS: `region` and `profile` stand at the top, what all functions share below `defaults.function`',
  providers: 'everything is at AWS: `region` and `profile` stand at the top, what all functions share below `defaults.function`',
  removal: 'write `defaults: { removalPolicy: retain }`',
  removalpolicy: 'write `defaults: { removalPolicy: retain }`',
  resources: `raw CloudFormation stands ${IN_A_STACK}resources: … } }\``,
  routes: 'routes belong to a construct of `type: Api`',
  schedule: 'what runs by the clock is a construct of `type: Cron`, with `schedule` and `job`',
  transform: 'this is no template: raw CloudFormation stands below `resources` of a stack',
  variables: 'names and values stand right below `environment`',
};

const TYPES: Readonly<Record<string, string>> = {
  ApiGatewayV2: 'Api',
  CronJob: 'Cron',
  CronV2: 'Cron',
  Dynamo: 'Table',
  DynamoDB: 'Table',
  EventBridgeRule: 'Cron',
  HttpApi: 'Api',
  Lambda: 'Function',
  NodejsFunction: 'Function',
  Schedule: 'Cron',
  ScheduledFunction: 'Cron',
  SimpleTable: 'Table',
  'AWS::ApiGatewayV2::Api': 'Api',
  'AWS::DynamoDB::Table': 'Table',
  'AWS::Events::Rule': 'Cron',
  'AWS::Lambda::Function': 'Function',
  'AWS::Scheduler::Schedule': 'Cron',
  'AWS::Serverless::Function': 'Function',
  'AWS::Serverless::HttpApi': 'Api',
  'AWS::Serverless::SimpleTable': 'Table',
};

const VALUES: Readonly<Record<string, string>> = { S: 'string', N: 'number', B: 'binary', x86: 'x86_64', arm: 'arm64', amd64: 'x86_64' };

/** The key of `known` that says what `word` says elsewhere. */
export function keyFor(word: string, known: Iterable<string>): string | undefined {
  const here = new Set(known);
  return at(KEYS, word.toLowerCase())?.find((key) => here.has(key));
}

/** Where what `word` says elsewhere stands here, as a hint. */
export function placeFor(word: string): string | undefined {
  return at(ELSEWHERE, word.toLowerCase());
}

/** A hint for a type of constructs that is none of `known`. */
export function typeFor(word: string, known: readonly string[]): string | undefined {
  const type = at(TYPES, word.split('.').at(-1) ?? word);
  const here = type !== undefined && known.includes(type) ? `here it is \`${type}\`` : undefined;
  if (!word.startsWith('AWS::')) return here;
  const raw = 'raw CloudFormation stands below `resources` of the stack';
  return here === undefined ? raw : `${here}; ${raw}`;
}

/** The one of `allowed` that is called `word` elsewhere. */
export function valueFor(word: string, allowed: readonly unknown[]): string | undefined {
  const value = at(VALUES, word);
  return allowed.includes(value) ? value : undefined;
}

function at<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
