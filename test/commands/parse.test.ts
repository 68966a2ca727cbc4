import { expect } from 'chai';
import { helpText } from '../../src/commands/help.ts';
import { parseCommandLine } from '../../src/commands/parse.ts';
import { commands } from '../../src/commands/table.ts';

function wrong(...argv: string[]): { message: string; hint: string } {
  const line = parseCommandLine(argv);
  if (line.kind !== 'wrong') throw new Error(`accepted: ${argv.join(' ')}`);
  return { message: line.message, hint: line.hint };
}

describe('command line', () => {
  it('gives words and flags to the command', () => {
    const line = parseCommandLine(['deploy', 'core', '--stage', 'prod', '--param', 'a=1', '--param=b=2', '-y', 'web']);
    if (line.kind !== 'run') throw new Error(line.kind);
    expect(line.command.name).to.equal('deploy');
    expect(line.flags.words).to.deep.equal(['core', 'web']);
    expect(line.flags.text('stage')).to.equal('prod');
    expect(line.flags.list('param')).to.deep.equal(['a=1', 'b=2']);
    expect(line.flags.is('yes')).to.equal(true);
    expect(line.flags.is('local')).to.equal(false);
  });

  it('names an unknown command and the one that was meant', () => {
    expect(wrong('deplyo')).to.deep.equal({ message: 'unknown command `deplyo`', hint: 'did you mean `proj deploy`?' });
  });

  it('names an unknown flag and the one that was meant', () => {
    expect(wrong('deploy', '--stgae', 'x').hint).to.equal('did you mean `--stage`?');
  });

  it('does not take the next flag for a value', () => {
    expect(wrong('deploy', '--stage', '--yes').message).to.equal('`--stage` needs a value');
    expect(wrong('deploy', '--stage').message).to.equal('`--stage` needs a value');
  });

  it('refuses a value for a switch, and words too many or too few', () => {
    expect(wrong('deploy', '--yes=no').message).to.equal('`--yes` takes no value');
    expect(wrong('validate', 'core').message).to.equal('`proj validate` takes no word `core`');
    expect(wrong('invoke').message).to.equal('`proj invoke` needs <function>');
  });

  it('shows help for the whole and for each command', () => {
    expect(parseCommandLine(['--help']).kind).to.equal('help');
    expect(parseCommandLine(['deploy', '--help'])).to.include({ kind: 'help' });
    const overview = helpText();
    for (const command of commands) {
      expect(overview).to.contain(`  ${command.name} `);
      expect(helpText(command)).to.contain('--json');
    }
  });
});
