/** cfn-lint: no template of an example, a golden case or raw CloudFormation that we take for right has an error. Its warnings and informations are opinions, and stay out. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { expand } from '../../src/expand/expand.ts';
import { load } from '../../src/loader/index.ts';
import { copyOfExample, judge, proj, pythonPackage, repository } from './judge.ts';

await judge(async (folder) => {
  const bin = pythonPackage('cfn-lint', '1.58.0');
  const templates = [...templatesOfExamples(folder), ...templatesOfGoldens(), ...(await templatesOfRawFiles(folder))];
  if (templates.length === 0) throw new Error('there are no templates to judge');
  const files = templates.map(({ name, text }) => {
    const file = join(folder, `${name.replaceAll(/[^\w.-]+/g, '_')}.json`);
    writeFileSync(file, text);
    return file;
  });
  const args = ['--regions', 'us-east-1', '--ignore-checks', 'W', 'I', '--format', 'parseable', '--', ...files];
  const { status, stdout, stderr, error } = spawnSync(join(bin, 'cfn-lint'), args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error || status !== 0) throw new Error(`cfn-lint: ${error ?? ''}\n${stdout}${stderr}`.replaceAll(`${folder}/`, ''));
  return `${templates.length} templates without an error`;
});

interface Template {
  readonly name: string;
  readonly text: string;
}

function templatesOfExamples(folder: string): Template[] {
  return readdirSync(join(repository, 'examples')).flatMap((example) => {
    const app = copyOfExample(example, folder);
    proj(app, 'synth', '--stage', 'dev');
    const build = join(app, '.proj/build/dev');
    return readdirSync(build)
      .filter((name) => name.endsWith('.template.json'))
      .map((name) => ({ name: `${example}-${name}`, text: readFileSync(join(build, name), 'utf8') }));
  });
}

/** Golden files hold whole expansions: every template in them, with a name where the deployer would put a bundle's. */
function templatesOfGoldens(): Template[] {
  return ['src', 'test'].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.expected.json'))
      .flatMap((path) => {
        const found = templatesIn(JSON.parse(readFileSync(join(repository, folder, path), 'utf8')));
        return found.map((template, index) => ({ name: `${path}-${index}`, text: JSON.stringify(template) }));
      }),
  );
}

/** In which our own check of raw CloudFormation finds nothing: test/valid-files. */
async function templatesOfRawFiles(folder: string): Promise<Template[]> {
  const files = join(repository, 'test/valid-files');
  const names = readdirSync(files).filter((name) => /^raw-.*\.yml$/.test(name));
  const templates = names.map(async (name) => {
    const file = join(folder, name);
    copyFileSync(join(files, name), file);
    const diagnostics = new Diagnostics();
    const app = await load({
      workingDirectory: folder,
      file,
      local: false,
      environment: {},
      ci: true,
      stage: 'dev',
      mode: 'offline',
      diagnostics,
    });
    return expand(app, diagnostics).stacks.map(({ id, template }) => ({
      name: `${name}-${id}`,
      text: JSON.stringify(withoutPlaceholders(template)),
    }));
  });
  return (await Promise.all(templates)).flat();
}

function templatesIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Resources' in value) return [withoutPlaceholders(value)];
  return Object.values(value).flatMap(templatesIn);
}

function withoutPlaceholders(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutPlaceholders);
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === 'asset') return 'bundle.zip';
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutPlaceholders(item)]));
}
