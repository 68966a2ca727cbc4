import { expect } from 'chai';
import { ping, placesOf } from './project.ts';

/** With these overrides in the stage of the run. */
function inDev(constructs: string): string {
  return `stages: { prod: {}, dev: { stacks: { core: { constructs: ${constructs} } } } }\n`;
}

describe('what is not there in this stage', () => {
  it('is judged where a stage removes or replaces it', async () => {
    const wrong = ping('timeout: 20 minutes\nmemroy: 512\n', inDev('{ Ping: { timeout: 5 } }'));
    expect(await placesOf(wrong)).to.deep.equal(['E2006 app.yml:9:18', 'E2001 app.yml:10:9']);
    const removed = ping('timeout: 20 minutes\nenvironment: { URL: "${Pong.url}" }\n', inDev('{ Ping: null }'));
    expect(await placesOf(removed)).to.deep.equal(['E2006 app.yml:9:18', 'E2014 app.yml:10:30']);
    expect(await placesOf(ping('', 'params: [a]\nstages: { dev: { params: { a: 1 } } }\n'))).to.deep.equal(['E2003 app.yml:2:9']);
  });

  it('is judged once where it is there too', async () => {
    expect(await placesOf(ping('memroy: 512\n', inDev('{ Ping: { timeout: 5 } }')))).to.deep.equal(['E2001 app.yml:9:9']);
  });

  it('may lack what the stages say in which it is there', async () => {
    const app = `app: notes
stages: { dev: {}, prod: { stacks: { core: { constructs: { Pong: { handler: src/pong.main } } } } } }
stacks:
  core:
    constructs:
      Ping: { type: Function, handler: src/ping.main }
      Pong: { type: Function, when: prod }
`;
    expect(await placesOf(app)).to.deep.equal([]);
    expect(await placesOf(app.replace('{ handler: src/pong.main }', '{ timeout: 5 }'))).to.deep.equal([]);
    expect(await placesOf(app.replace('Pong: { handler', 'Ping: { handler'))).to.deep.equal(['E2002 app.yml:7:7']);
  });

  it('may name what only another stage has', async () => {
    const app = `app: notes
stages: { dev: {}, prod: { stacks: { core: { constructs: { Pong: { type: Function, handler: src/pong.main, url: true } } } } } }
stacks:
  core:
    constructs:
      Ping: { type: Function, handler: src/ping.main }
      Ask: { type: Function, handler: src/ask.main, when: prod, environment: { URL: '\${Pong.url}' } }
`;
    expect(await placesOf(app)).to.deep.equal([]);
    expect(await placesOf(app, { stage: 'prod' })).to.deep.equal([]);
  });
});
