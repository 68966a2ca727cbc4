import { expect } from 'chai';
import { expandStacks } from './expand-text.ts';

async function routeKeys(...keys: readonly string[]): Promise<readonly unknown[]> {
  const routes = Object.fromEntries(keys.map((key) => [key, 'src/a.main']));
  const { expansion } = await expandStacks({ core: { constructs: { Api: { type: 'Api', routes } } } });
  const resources = Object.values(expansion?.stacks[0]?.template.Resources ?? {});
  return resources.filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties?.RouteKey);
}

describe('routes', () => {
  it('come out in one form', async () => {
    expect(await routeKeys('get   /notes', ' POST /Notes/{noteId} ', 'Any /files/{proxy+}', 'GET /', '$default')).to.have.members([
      'GET /notes',
      'POST /Notes/{noteId}',
      'ANY /files/{proxy+}',
      'GET /',
      '$default',
    ]);
  });

  for (const key of [
    '/notes',
    'FETCH /notes',
    'GET notes',
    'GET /a /b',
    'GET /{proxy+}/x',
    'GET /a//b',
    'GET /{}',
    '$connect',
    '$default /',
  ]) {
    it(`\`${key}\` is none`, async () => {
      expect(await routeKeys(key)).to.deep.equal([]);
    });
  }

  it('keep their logical ids whatever other routes there are', async () => {
    const ids = async (...keys: readonly string[]) => {
      const routes = Object.fromEntries(keys.map((key) => [key, 'src/a.main']));
      const { expansion } = await expandStacks({ core: { constructs: { Api: { type: 'Api', routes } } } });
      return Object.keys(expansion?.stacks[0]?.template.Resources ?? {});
    };
    expect(await ids('GET /a-b', 'GET /a/b')).to.include.members(await ids('GET /a/b'));
  });

  it('let API Gateway call a function for its own path only', async () => {
    const { expansion } = await expandStacks({
      core: { constructs: { Api: { type: 'Api', routes: { 'GET /notes/{id}': 'src/a.main' } } } },
    });
    const permissions = Object.values(expansion?.stacks[0]?.template.Resources ?? {}).filter(
      ({ Type }) => Type === 'AWS::Lambda::Permission',
    );
    expect(JSON.stringify(permissions.map(({ Properties }) => Properties?.SourceArn))).to.match(/"\/\*\/\*\/notes\/\{id\}"/);
  });
});
