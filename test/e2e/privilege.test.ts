import { expect } from 'chai';
import { App } from './app.ts';

const appYml = `version: 1
app: locked
region: us-east-1
stacks:
  core:
    constructs:
      Mine: { type: Table, fields: { id: string }, primaryIndex: { partitionKey: id } }
      Other: { type: Table, fields: { id: string }, primaryIndex: { partitionKey: id } }
      Reader: { type: Function, handler: src/probe.main, bind: [{ Mine: read }] }
      Writer: { type: Function, handler: src/probe.main, bind: [Mine] }
      Nobody: { type: Function, handler: src/probe.main, environment: { MINE_TABLE_NAME: '\${Mine.tableName}' } }
  web:
    constructs:
      Site: { type: StaticSite, path: web }
`;

// Tries everything with the names it knows, and reports what AWS answered to each.
const probe = `import * as dynamodb from '@aws-sdk/client-dynamodb';
const client = new dynamodb.DynamoDBClient({});
const mine = process.env.MINE_TABLE_NAME;
const other = 'dev-locked-Other';
const Key = { id: { S: 'a' } };
const calls = {
  get: new dynamodb.GetItemCommand({ TableName: mine, Key }),
  put: new dynamodb.PutItemCommand({ TableName: mine, Item: Key }),
  scan: new dynamodb.ScanCommand({ TableName: mine }),
  deleteTable: new dynamodb.DeleteTableCommand({ TableName: mine }),
  updateTable: new dynamodb.UpdateTableCommand({ TableName: mine, DeletionProtectionEnabled: true }),
  getOther: new dynamodb.GetItemCommand({ TableName: other, Key }),
  putOther: new dynamodb.PutItemCommand({ TableName: other, Item: Key }),
};
export async function main() {
  const answers = Object.entries(calls).map(async ([name, call]) => [name, await client.send(call).then(() => 'ok', (error) => error.name)]);
  return Object.fromEntries(await Promise.all(answers));
}
`;

const denied = 'AccessDeniedException';

describe('least privilege', function () {
  this.timeout(60_000);
  let app: App;

  before(async () => {
    app = App.make({ 'app.yml': appYml, 'src/probe.ts': probe, 'web/index.html': 'hello' });
    const run = await app.local('deploy --stage dev');
    expect(run.status, run.stdout).to.equal(0);
  });
  after(() => app.dispose());

  const answersOf = async (name: string) => {
    const run = await app.local(`invoke ${name} --stage dev`);
    return run.result<{ payload: Record<string, string> }>().payload;
  };

  it('lets a function do to a table what it was given, and nothing else', async () => {
    const nothing = {
      get: denied,
      put: denied,
      scan: denied,
      deleteTable: denied,
      updateTable: denied,
      getOther: denied,
      putOther: denied,
    };
    expect(await answersOf('Reader')).to.deep.equal({ ...nothing, get: 'ok', scan: 'ok' });
    expect(await answersOf('Writer')).to.deep.equal({ ...nothing, get: 'ok', scan: 'ok', put: 'ok' });
    expect(await answersOf('Nobody')).to.deep.equal(nothing);
  });

  it("keeps a site's bucket private: only the distribution reads it", async () => {
    const { outputs } = (await app.local('deploy --stage dev')).result<{
      outputs: Record<string, Record<string, Record<string, string>>>;
    }>();
    expect(await (await fetch(outputs.web?.Site?.url ?? '')).text()).to.equal('hello');
    const { url } = JSON.parse(app.read('.proj/local/endpoint.json')) as { url: string };
    const bucket = 'dev-locked-site-000000000000-us-east-1-an';
    expect((await fetch(`${url}/${bucket}/index.html`)).status).to.equal(403);
    expect((await fetch(`${url}/${bucket}?list-type=2`)).status).to.equal(403);
  });
});
