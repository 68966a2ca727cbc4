/** What a `${…}` that is none of our forms was probably meant to be. */
import { nearest } from '../../core/nearest.ts';

export const namesOfForms: readonly string[] = ['app', 'stage', 'region', 'account', 'local', 'param', 'env', 'git', 'file', 'ssm', 'cfn'];

const FROM_ELSEWHERE = new Map([
  ['AWS::Region', 'region'],
  ['AWS::AccountId', 'account'],
  ['sls:stage', 'stage'],
  ['opt:stage', 'stage'],
  ['opt:region', 'region'],
  ['self:service', 'app'],
  ['self:service.name', 'app'],
  ['app.name', 'app'],
  ['app.stage', 'stage'],
  ['self:provider.stage', 'stage'],
  ['self:provider.region', 'region'],
  ['aws:region', 'region'],
  ['aws:accountId', 'account'],
]);

export function nearestForm(text: string, ids: ReadonlySet<string>): string | undefined {
  const body = text.slice(2, -1).trim();
  const elsewhere = FROM_ELSEWHERE.get(body.split(',', 1)[0]?.trim() ?? '');
  if (elsewhere !== undefined) return `did you mean \`\${${elsewhere}}\`?`;
  if (body === 'AWS::StackName') return 'a stack is called `${stage}-${app}-` and its id';
  const variable = body.match(/^process\.env\.(\w+)$/);
  if (variable) return `did you mean \`\${env:${variable[1]}}\`?`;
  const file = body.match(/^file\(([^)]+)\)(?::(.+))?$/);
  if (file) return `did you mean \`\${file:${file[1]}${file[2] === undefined ? '' : `#/${file[2].replaceAll('.', '/')}`}}\`?`;
  const pointer = body.match(/^file:([^#]+\.(?:ya?ml|json))#([^/].*)$/);
  if (pointer) return `did you mean \`\${file:${pointer[1]}#/${pointer[2]?.replaceAll('.', '/')}}\`?`;
  const wrapped = body.match(/^(env|param)\((?:'([^']*)'|"([^"]*)"|(\w+))\)$/);
  if (wrapped) return `did you mean \`\${${wrapped[1]}:${wrapped[2] ?? wrapped[3] ?? wrapped[4]}}\`?`;
  const shell = body.match(/^(env|param):(\w+):-(.*)$/);
  if (shell) return `a fallback stands in quotes after a comma: \`\${${shell[1]}:${shell[2]}, '${shell[3]}'}\``;
  const custom = body.match(/^(?:opt:|self:custom\.|self:provider\.)([A-Za-z_][A-Za-z0-9_-]*)$/);
  if (custom) return `did you mean \`\${param:${custom[1]}}\`?`;
  const comma = body.indexOf(',');
  if (comma !== -1 && /^(param|env|git|file):/.test(body)) return "a fallback is a string in quotes or a variable: `${env:NAME, 'text'}`";
  if (body.startsWith('git:')) return 'of git there are `${git:sha}` and `${git:branch}`';
  if (body.startsWith('cfn:')) return 'name a stack and one of its outputs: `${cfn:stack-name.Output}`';
  if (/^(param|env|git|file|ssm|cfn)$/.test(body)) return `did you mean \`\${${body}:…}\`?`;
  const [id = '', second = '', ...others] = body.split('.');
  if (ids.has(second) && others.length > 0) return `references name no stack: \`\${${[second, ...others].join('.')}}\``;
  if (ids.has(id)) return namesAttributes(id);
  const [name, rest] = body.split(':', 2) as [string, string | undefined];
  const near = nearest(name, namesOfForms);
  if (near !== undefined && near !== name) return `did you mean \`\${${near}${rest === undefined ? '' : `:${rest}`}}\`?`;
  const construct = nearest(body, ids);
  if (construct !== undefined) return namesAttributes(construct);
  if (/^[A-Z_][A-Z0-9_]*$/.test(body)) return `for an environment variable write \`\${env:${body}}\``;
  return undefined;
}

function namesAttributes(construct: string): string {
  return `name one of its attributes: \`\${${construct}.…}\``;
}
