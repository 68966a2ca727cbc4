import { expect } from 'chai';
import { annotation, group, literal, stepOutput } from '../../src/render/workflow-commands.mjs';

describe('workflow commands', () => {
  it('writes an annotation with its place', () => {
    const place = { file: 'app.yml', line: 7, column: 3, endLine: 7, endColumn: 9, title: 'E2101' };
    expect(annotation('error', 'unknown key', place)).to.equal(
      '::error file=app.yml,line=7,endLine=7,col=3,endColumn=9,title=E2101::unknown key\n',
    );
  });

  it('leaves the end column out where the place spans lines, which GitHub refuses', () => {
    expect(annotation('warning', 'x', { file: 'a', line: 1, column: 2, endLine: 3, endColumn: 4 })).to.equal(
      '::warning file=a,line=1,endLine=3,col=2::x\n',
    );
  });

  it('escapes what would end a line, a property or a command', () => {
    expect(annotation('error', '50 %\r\n::set-output name=a::b', { file: 'a,b:c' })).to.equal(
      '::error file=a%2Cb%3Ac::50 %25%0D%0A::set-output name=a::b\n',
    );
  });

  it('stops commands around lines of others, with a token that they cannot know', () => {
    const lines = literal(['::add-mask::x', '##[group]y']).trimEnd().split('\n');
    expect(lines[0]).to.match(/^::stop-commands::[0-9a-f-]{36}$/);
    expect(lines.slice(1, 3)).to.deep.equal(['::add-mask::x', '##[group]y']);
    expect(`::stop-commands${lines[3]?.slice(0, -2)}`).to.equal(lines[0]);
    expect(literal(['a'])).not.to.equal(literal(['a']));
    expect(group('core', [])).to.equal('::group::core\n::endgroup::\n');
  });

  it('gives a step output a delimiter of its own, so that a value cannot end it', () => {
    const [head = '', value, end] = stepOutput('outputs', '{"a":"EOF"}').split('\n');
    expect(head).to.equal(`outputs<<${end}`);
    expect(value).to.equal('{"a":"EOF"}');
  });
});
