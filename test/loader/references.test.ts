import { expect } from 'chai';
import { ping, placesOf } from './project.ts';

describe('names of constructs and stacks', () => {
  it('must exist in `bind` and `permissions`, in both of their forms', async () => {
    expect(
      await placesOf(ping('bind: [Notes, { Note: read }]\npermissions: [{ Nots: read, actions: [s3:GetObject], resources: ["*"] }]\n')),
    ).to.deep.equal(['E2014 app.yml:8:16', 'E2014 app.yml:8:25', 'E2014 app.yml:9:25']);
  });

  it('must exist in `dependsOn` and `allowRegionChange`, whether switched off or not', async () => {
    const app = `${ping('', 'allowRegionChange: [core, gone]\n')}    dependsOn: [mor, more]\n  more: { when: prod, description: x }\n`;
    expect(await placesOf(app)).to.deep.equal(['E2016 app.yml:2:27', 'E2016 app.yml:9:17']);
  });

  it('may be of constructs that are gone in `allowDataLoss`', async () => {
    expect(await placesOf(ping('', 'allowDataLoss: [Gone]\n'))).to.deep.equal([]);
  });
});
