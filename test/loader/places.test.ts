import { expect } from 'chai';
import { sourceFile, textIndex } from '../../src/loader/source.ts';
import { renderDiagnostics } from '../../src/render/diagnostics.ts';
import { type Files, inFolder, loadFrom, placesOf } from './project.ts';

async function shown(files: Files): Promise<readonly string[]> {
  return inFolder(files, async (folder) => {
    const { problems } = await loadFrom(folder);
    const source = textIndex(new Map(Object.entries(files).map(([name, text]) => [name, sourceFile(name, text.toString())])));
    return renderDiagnostics(problems, source, { color: false }).split('\n').slice(0, 4);
  });
}

describe('the place of a problem', () => {
  it('in the key `proj` of a package.json with tabs is its line and column there', async () => {
    const text =
      '{\n\t"name": "notes",\n\t"proj": {\n\t\t"app": "notes",\n\t\t"stacks": {\n\t\t\t"core": { "constructs": { "Ping": { "type": "Function", "handler": "src/ping.main", "memroy": 1 } } }\n\t\t}\n\t}\n}\n';
    const [head, place, line, caret] = await shown({ 'package.json': text });
    expect(head).to.contain('E2001').and.to.contain('memroy');
    expect(place?.trim()).to.equal('package.json:6:88');
    expect(line?.slice(caret?.indexOf('^'), (caret?.lastIndexOf('^') ?? 0) + 1)).to.equal('"memroy"');
  });

  it('behind JSON escapes is that of the text as it is written', async () => {
    const text =
      '{ "proj": { "app": "notes", "stacks": { "core": { "constructs": { "Ping": { "type": "Function", "handler": "src\\u002fping.main", "description": "a\\"b\\\\ \\u00e9 ${env:NO}", "timeout": 5000 } } } } } }\n';
    const [head, , line, caret] = await shown({ 'package.json': text });
    expect(head).to.contain('E1102');
    expect(line?.slice(caret?.indexOf('^'), (caret?.lastIndexOf('^') ?? 0) + 1)).to.equal('${env:NO}');
  });

  it('of what an anchor or a merge key brings in is where it is written', async () => {
    const app = (size: string) => `app: notes
stacks:
  core:
    constructs:
      Ping: &base
        type: Function
        handler: src/ping.main
        ${size}
      Pong:
        <<: *base
        handler: src/pong.main
      Pung: { <<: *base, memroy: 512 }
`;
    expect(await placesOf(app('timeout: 5000'))).to.deep.equal(['E2006 app.yml:8:18', 'E2001 app.yml:12:26']);
    expect(await placesOf(app('timout: 5'))).to.deep.equal(['E2001 app.yml:8:9', 'E2001 app.yml:12:26']);
    expect(await placesOf(app('environment: { A_B: "${env:NO}" }'))).to.deep.equal(['E1102 app.yml:8:30', 'E2001 app.yml:12:26']);
  });
});
