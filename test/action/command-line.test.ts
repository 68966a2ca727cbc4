import { expect } from 'chai';
import { commandLine } from '../../scripts/action/command-line.mjs';

function args(inputs: Readonly<Record<string, string>>): readonly string[] | undefined {
  return commandLine(Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`PROJ_ACTION_${name}`, value]))).args;
}

function problem(inputs: Readonly<Record<string, string>>): string | undefined {
  return commandLine(Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`PROJ_ACTION_${name}`, value]))).problem;
}

describe('arguments of the action', () => {
  it('asks for JSON, and answers yes only where something is asked', () => {
    expect(args({ COMMAND: 'validate' })).to.deep.equal(['validate', '--json', '--']);
    expect(args({ COMMAND: 'diff', STAGE: 'prod' })).to.deep.equal(['diff', '--json', '--stage=prod', '--exit-code', '--']);
    expect(args({ COMMAND: 'remove', STAGE: 'pr-7' })).to.deep.equal(['remove', '--json', '--stage=pr-7', '--yes', '--']);
  });

  it('takes stacks by words and parameters by lines', () => {
    expect(
      args({ COMMAND: 'deploy', STACKS: 'core\n  web', PARAMS: 'domain=a.example\n\n name=a b ', REGION: 'eu-west-1', LOCAL: 'true' }),
    ).to.deep.equal([
      'deploy',
      '--json',
      '--region=eu-west-1',
      '--param=domain=a.example',
      '--param=name=a b',
      '--local',
      '--yes',
      '--',
      'core',
      'web',
    ]);
  });

  it('takes no input for a flag', () => {
    expect(args({ COMMAND: 'deploy', STAGE: '--local', STACKS: '--prune' })).to.deep.equal([
      'deploy',
      '--json',
      '--stage=--local',
      '--yes',
      '--',
      '--prune',
    ]);
  });

  it('refuses other commands and what validate cannot take', () => {
    expect(problem({ COMMAND: 'secrets' })).to.match(/^command must be one of validate, diff, deploy, remove/);
    expect(problem({ COMMAND: 'deploy', LOCAL: 'yes' })).to.match(/^local must be/);
    expect(problem({ COMMAND: 'validate', STACKS: 'core' })).to.match(/leave out stacks/);
  });
});
