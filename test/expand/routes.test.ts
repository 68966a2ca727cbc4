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

  const wrong: readonly (readonly [string, string])[] = [
    ['/notes', 'the method comes first, for example `GET /notes`'],
    ['FETCH /notes', 'it begins with a method (ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT), or is `$default`'],
    ['GET,POST /notes', 'it has more than one method: write a route for each, or `ANY`'],
    ['* /notes', 'any method is `ANY` → ANY /notes'],
    ['GET', 'the path is missing, for example `GET /notes`'],
    ['GET notes', 'a path begins with `/` → GET /notes'],
    ['get notes/{id}', 'a path begins with `/` → get /notes/{id}'],
    ['GET https://example.com/notes', 'it has a path, not a URL'],
    ['GET /a /b', 'it is one method and one path, and no path has spaces'],
    ['GET /a?b={c}', 'queries are no part of a path: the function gets them all'],
    ['GET /{proxy+}/x', '`{proxy+}` takes the rest of the path, so nothing can come after it'],
    ['GET /{proxy+}/', '`{proxy+}` takes the rest of the path, so nothing can come after it'],
    ['GET /a//b', 'a part of the path is empty → GET /a/b'],
    ['GET /{}', 'a variable part has no name'],
    ['GET /{note id}', 'it is one method and one path, and no path has spaces'],
    ['GET /{id?}', 'queries are no part of a path: the function gets them all'],
    ['GET /{note:id}', '`note:id` is no name of a variable part: letters, digits, `.`, `_` and `-` make one'],
    ['GET /notes-{id}', '`notes-{id}` mixes text and a variable: a part is all the one or the other'],
    ['GET /notes/:id/tags', 'a variable part stands in braces → GET /notes/{id}/tags'],
    ['GET /notes/<int:id>', 'a variable part stands in braces → GET /notes/{id}'],
    ['GET /notes/[id]', 'a variable part stands in braces → GET /notes/{id}'],
    ['GET /files/*', 'the rest of a path is `{proxy+}`, at its end → GET /files/{proxy+}'],
    ['GET /*/files', 'the rest of a path is `{proxy+}`, at its end'],
    ['GET /{id}/tags/{id}', '`{id}` is there twice: give each part its own name'],
    ['GET /a"b', '`a"b` has characters that no path has'],
    ['$connect', 'that is one of WebSocket APIs'],
    ['$default /', '`$default` stands alone → $default'],
  ];
  for (const [key, words] of wrong) {
    it(`\`${key}\` is none, and it says why`, async () => {
      const { problems } = await expandStacks({ core: { constructs: { Api: { type: 'Api', routes: { [key]: 'src/a.main' } } } } });
      const right = problems.map(({ hint }) => (hint === undefined ? '' : ` → ${/^write `(.*)`$/.exec(hint)?.[1]}`));
      expect(problems.map(({ code, message }, index) => `${code} ${message}${right[index]}`)).to.deep.equal([
        `E3017 \`${key}\` is not a route: ${words}`,
      ]);
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
