/**
 * What can't be changed once someone has deployed (SPEC: frozen), written down by hand: a line that changes here replaces a resource,
 * and with it people's data. Never rewritten by a script, unlike the goldens.
 */
import { expect } from 'chai';
import type { CfnResource, StackTemplate } from '../../src/core/stages.ts';
import { expandText } from './expand-text.ts';

const app = (head: string) => `version: 1
app: notes
region: us-east-1
${head}
stacks:
  core:
    constructs:
      Notes: { type: Table, fields: { noteId: string }, primaryIndex: { partitionKey: noteId } }
      Kept: { type: Table, name: given, removalPolicy: retain, fields: { id: string }, primaryIndex: { partitionKey: id } }
      Api:
        type: Api
        bind: [Notes]
        routes:
          get /notes/{id}: src/get.main
          $default: { handler: src/other.main, bind: [], logRetention: 7 }
      Resize: { type: Function, handler: src/resize.main, url: true }
      Tenants:
        type: Function
        handler: src/tenants.main
        overrides: { Function: { Properties: { TenancyConfig: { TenantIsolationMode: PER_TENANT } } } }
      ARatherLongNameOfAFunctionThatDoesNotFitIntoTheLimitOfLambda: { type: Function, handler: src/long.main }
  later:
    constructs:
      Digest: { type: Cron, schedule: rate(1 day), job: { handler: src/digest.main, bind: [{ Notes: read }] } }
      Site: { type: StaticSite, path: web, environment: { API: '\${Api.url}' } }
      ARatherLongNameOfASiteThatDoesNotFit: { type: StaticSite, path: docs }
`;

const CORE = `
dev-notes-core
ARatherLongNameOfAFunctionThatDoesNotFitIntoTheLimitOfLambdaFunction AWS::Lambda::Function dev-notes-ARatherLongNameOfAFunctionThatDoesNotFitIntoT-c6fcd134
ARatherLongNameOfAFunctionThatDoesNotFitIntoTheLimitOfLambdaLogs AWS::Logs::LogGroup
ARatherLongNameOfAFunctionThatDoesNotFitIntoTheLimitOfLambdaRole AWS::IAM::Role
ApiAccessLogs AWS::Logs::LogGroup
ApiDefault6b6729Function AWS::Lambda::Function
ApiDefault6b6729Integration AWS::ApiGatewayV2::Integration
ApiDefault6b6729Logs AWS::Logs::LogGroup
ApiDefault6b6729Permission AWS::Lambda::Permission
ApiDefault6b6729Role AWS::IAM::Role
ApiDefault6b6729Route AWS::ApiGatewayV2::Route
ApiGetNotesId2a78a8Function AWS::Lambda::Function
ApiGetNotesId2a78a8Integration AWS::ApiGatewayV2::Integration
ApiGetNotesId2a78a8Permission AWS::Lambda::Permission
ApiGetNotesId2a78a8Route AWS::ApiGatewayV2::Route
ApiHttpApi AWS::ApiGatewayV2::Api dev-notes-Api
ApiLogs AWS::Logs::LogGroup
ApiRole AWS::IAM::Role
ApiStage AWS::ApiGatewayV2::Stage
KeptTable AWS::DynamoDB::Table given RetainExceptOnCreate/Retain
NotesTable AWS::DynamoDB::Table dev-notes-Notes RetainExceptOnCreate/Retain
ResizeFunction AWS::Lambda::Function dev-notes-Resize
ResizeLogs AWS::Logs::LogGroup
ResizeRole AWS::IAM::Role
ResizeUrl AWS::Lambda::Url
ResizeUrlInvokePermission AWS::Lambda::Permission
ResizeUrlPermission AWS::Lambda::Permission
TenantsFunction AWS::Lambda::Function dev-notes-Tenants-23e62e
TenantsLogs AWS::Logs::LogGroup
TenantsRole AWS::IAM::Role
parameter AssetBucket
output ApiUrl76ebf8
output KeptTableNamee2ae15
output NotesTableArnde6e11
output NotesTableName8ba5f7
output ResizeUrl9a16c4
`;

const LATER = `
dev-notes-later
ARatherLongNameOfASiteThatDoesNotFitBucket AWS::S3::Bucket dev-notes-aratherlongnameofa-52dca9a4 Delete/Delete
ARatherLongNameOfASiteThatDoesNotFitBucketPolicy AWS::S3::BucketPolicy
ARatherLongNameOfASiteThatDoesNotFitDistribution AWS::CloudFront::Distribution
ARatherLongNameOfASiteThatDoesNotFitOriginAccessControl AWS::CloudFront::OriginAccessControl dev-notes-ARatherLongNameOfASiteThatDoesNotFit-us-east-1
DigestFunction AWS::Lambda::Function
DigestLogs AWS::Logs::LogGroup
DigestRole AWS::IAM::Role
DigestSchedule AWS::Scheduler::Schedule
DigestScheduleRole AWS::IAM::Role
SiteBucket AWS::S3::Bucket dev-notes-site Delete/Delete
SiteBucketPolicy AWS::S3::BucketPolicy
SiteDistribution AWS::CloudFront::Distribution
SiteOriginAccessControl AWS::CloudFront::OriginAccessControl dev-notes-Site-us-east-1
parameter AssetBucket
parameter NotesTableArnde6e11
parameter NotesTableName8ba5f7
output ARatherLongNameOfASiteThatDoesNotFitBucketName297740
output ARatherLongNameOfASiteThatDoesNotFitDistributionId2d29cc
output ARatherLongNameOfASiteThatDoesNotFitUrl233f06
output SiteBucketName461abc
output SiteDistributionId7d8ef5
output SiteUrlb342f0
`;

describe('names, ids and retention (frozen)', () => {
  it('stay as they were in the first release', async () => {
    const [core, later] = await expanded('');
    expect(`\n${table(core)}\n`).to.equal(CORE);
    expect(`\n${table(later)}\n`).to.equal(LATER);
  });

  it('gives a function another name only where what it is made with differs from the default', async () => {
    const nameOf = async (properties: string) => {
      const text = app('').replace('{ TenancyConfig: { TenantIsolationMode: PER_TENANT } }', properties);
      const { expansion } = await expandText(text);
      return expansion?.stacks[0]?.template.Resources.TenantsFunction?.Properties?.FunctionName;
    };
    for (const same of ['{ MemorySize: 256 }', '{ PackageType: Zip }', '{ TenancyConfig: null }']) {
      expect(await nameOf(same), same).to.equal('dev-notes-Tenants');
    }
    expect(await nameOf('{ FunctionName: own, TenancyConfig: { TenantIsolationMode: PER_TENANT } }')).to.equal('own');
    expect(await nameOf('{ TenancyConfig: { A: 1, B: 2 } }')).to.equal(await nameOf('{ TenancyConfig: { B: 2, A: 1 } }'));
    expect(await nameOf('{ TenancyConfig: { A: 1 } }')).to.not.equal(await nameOf('{ TenancyConfig: { A: 2 } }'));
  });

  for (const [head, notes, kept] of [
    ['', 'RetainExceptOnCreate/Retain', 'RetainExceptOnCreate/Retain'],
    ['defaults: { removalPolicy: destroy }', 'Delete/Delete', 'RetainExceptOnCreate/Retain'],
    ['defaults: { removalPolicy: snapshot }', 'RetainExceptOnCreate/Retain', 'RetainExceptOnCreate/Retain'],
    ['stages: { dev: { removalPolicy: destroy } }', 'Delete/Delete', 'RetainExceptOnCreate/Retain'],
    [
      'defaults: { removalPolicy: destroy }\nstages: { dev: { removalPolicy: retain } }',
      'RetainExceptOnCreate/Retain',
      'RetainExceptOnCreate/Retain',
    ],
  ] as const) {
    it(`with \`${head.replace('\n', '; ')}\` a table is ${notes}, one that says \`retain\` itself ${kept}`, async () => {
      const [core] = await expanded(head);
      const tables = ['NotesTable', 'KeptTable'].map((id) => core?.template.Resources[id]);
      expect(tables.map((resource) => resource && fate(resource))).to.deep.equal([[notes], [kept]]);
    });
  }
});

async function expanded(head: string): Promise<readonly StackTemplate[]> {
  const { expansion, problems } = await expandText(app(head));
  // What is warned of may become more.
  const errors = problems.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ code, message }) => `${code} ${message}`)).to.deep.equal([]);
  return expansion?.stacks ?? [];
}

const NAMES = ['FunctionName', 'TableName', 'BucketNamePrefix', 'BucketName', 'RoleName', 'LogGroupName', 'Name'];

/** A line for each resource: logical id, type, name where one is given, and what happens to it at the end where that is said. */
function table(stack: StackTemplate | undefined): string {
  const { Resources = {}, Parameters = {}, Outputs = {} } = stack?.template ?? {};
  const resources = Object.entries(Resources).map(([id, resource]) => [id, resource.Type, ...names(resource), ...fate(resource)].join(' '));
  const parameters = Object.keys(Parameters).map((id) => `parameter ${id}`);
  const outputs = Object.keys(Outputs).map((id) => `output ${id}`);
  return [stack?.name, ...resources, ...parameters, ...outputs].join('\n');
}

function names({ Properties = {} }: CfnResource): readonly string[] {
  const config = Properties.OriginAccessControlConfig as typeof Properties | undefined;
  return NAMES.flatMap((property) => {
    const name = (config ?? Properties)[property];
    return typeof name === 'string' ? [name] : [];
  });
}

function fate({ DeletionPolicy, UpdateReplacePolicy }: CfnResource): readonly string[] {
  return DeletionPolicy === undefined ? [] : [`${DeletionPolicy}/${UpdateReplacePolicy}`];
}
