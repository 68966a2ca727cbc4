import { expect } from 'chai';
import { decodePath } from '../../../src/local/services/apigateway/request-path.ts';
import { matchRoute, parseRouteKey } from '../../../src/local/services/apigateway/route-matching.ts';
import { createTokenBucket } from '../../../src/local/services/apigateway/throttle.ts';

describe('routes of local HTTP APIs', () => {
  const KEYS = ['GET /pets/dog/1', 'GET /pets/dog/{id}', 'GET /pets/{proxy+}', 'ANY /pets/dog/1', 'ANY /{proxy+}', '$default'];
  const match = (method: string, path: string, keys = KEYS) => matchRoute(keys, (key) => key, method, path);

  for (const [method, path, key, pathParameters] of [
    ['GET', '/pets/dog/1', 'GET /pets/dog/1', undefined],
    ['PUT', '/pets/dog/1', 'ANY /pets/dog/1', undefined],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}', { proxy: 'cat/1' }],
    ['POST', '/pets/cat/1', 'ANY /{proxy+}', { proxy: 'pets/cat/1' }],
    ['GET', '/', '$default', undefined],
  ] as const) {
    it(`gives ${method} ${path} to ${key}`, () => {
      expect(match(method, path)).to.deep.include({ route: key, ...(pathParameters ? { pathParameters } : {}) });
    });
  }

  it('finds the same route whatever the order of the routes', () => {
    expect(match('GET', '/pets/dog/1', [...KEYS].reverse())?.route).to.equal('GET /pets/dog/1');
  });

  it('finds none where no route matches and there is no $default', () => {
    expect(match('GET', '/cats', ['GET /pets', 'POST /cats', 'GET /cats/{id}'])).to.equal(undefined);
  });

  for (const key of ['GET', 'GET notes', 'get /notes', 'FETCH /notes', 'GET /{a+}/b', 'GET /{a}/{a}', 'GET /x{a}', '']) {
    it(`takes '${key}' for no route key`, () => {
      expect(parseRouteKey(key)).to.equal(undefined);
    });
  }

  // Sent to AWS, and what its events had: July 2026.
  for (const [sent, seen] of [
    ['/space%20value', '/space value'],
    ['/question%3Fvalue', '/question'],
    ['/percent%25done', undefined],
    ['/slash%2Fvalue', '/slash/value'],
    ['/literal%252Fvalue', '/literal/value'],
    ['/literal%253Fvalue', '/literal?value'],
  ] as const) {
    it(`decodes ${sent} as API Gateway does`, () => {
      expect(decodePath(sent)).to.equal(seen);
    });
  }
});

describe('the token bucket of local HTTP APIs', () => {
  it('lets a burst through, then as many as the rate', () => {
    let time = 0;
    const bucket = createTokenBucket(2, 3, () => time);
    const take = (count: number) => Array.from({ length: count }, () => bucket.take()).filter(Boolean).length;
    expect(take(5)).to.equal(3);
    time += 1000;
    expect(take(5)).to.equal(2);
    time += 60_000;
    expect(take(5)).to.equal(3);
  });
});
