import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { inFolder, loadFrom, ping } from './project.ts';

const named = (name: string) => ping().replace('app: notes', `app: ${name}`);

describe('finding the app file', () => {
  it('walks up to the repository’s root, the nearest first', async () => {
    await inFolder(
      { 'app.yml': named('outer'), 'inner/app.yaml': named('inner'), 'inner/deep/er/x': '', '.git/HEAD': '' },
      async (folder) => {
        expect((await loadFrom(join(folder, 'inner/deep/er'))).config).to.include({ app: 'inner', root: join(folder, 'inner') });
        expect((await loadFrom(folder)).config).to.include({ app: 'outer', root: folder });
      },
    );
  });

  it('does not leave the repository', async () => {
    await inFolder({ 'app.yml': named('outer'), 'repository/.git/HEAD': '' }, async (folder) => {
      const { problems } = await loadFrom(join(folder, 'repository'));
      expect(problems.map(({ code }) => code)).to.deep.equal(['E1001']);
    });
  });

  it('without a repository stops at the nearest package.json', async () => {
    await inFolder({ 'app.yml': named('outer'), 'package/package.json': '{}', 'package/src/x': '' }, async (folder) => {
      expect((await loadFrom(join(folder, 'package/src'))).problems[0]?.code).to.equal('E1001');
    });
  });

  it('takes the `proj` key of a package.json, with its lines', async () => {
    const app = '{\n  "name": "x",\n  "proj": {\n    "app": "packaged",\n    "stacks": { "core": {} },\n    "rgion": "x"\n  }\n}\n';
    await inFolder({ 'package.json': app }, async (folder) => {
      const { problems } = await loadFrom(folder);
      expect(problems.map(({ code, span }) => `${code} ${span?.file}:${span?.start.line}`)).to.deep.equal(['E2001 package.json:6']);
    });
    await inFolder({ 'package.json': app.replace(',\n    "rgion": "x"', '') }, async (folder) => {
      expect((await loadFrom(folder)).config?.app).to.equal('packaged');
    });
  });

  it('takes the file that `--config` names', async () => {
    await inFolder({ 'app.yml': named('first'), 'other/app.prod.yml': named('second') }, async (folder) => {
      expect((await loadFrom(folder, { file: 'other/app.prod.yml' })).config).to.include({ app: 'second', root: join(folder, 'other') });
      expect((await loadFrom(folder, { file: 'nowhere.yml' })).problems[0]?.code).to.equal('E1002');
    });
  });

  it('runs nothing that lies about: neither cosmiconfig’s own configuration nor a script', async () => {
    const trap = 'require("node:fs").writeFileSync("trapped", "");module.exports = {};';
    const files = { 'app.yml': ping(), '.config/config.js': trap, '.config/config.cjs': trap, 'app.js': trap, '.projrc.js': trap };
    await inFolder(files, async (folder) => {
      const before = process.cwd();
      process.chdir(folder);
      try {
        expect((await loadFrom(folder)).config?.app).to.equal('notes');
      } finally {
        process.chdir(before);
      }
      expect(existsSync(join(folder, 'trapped'))).to.equal(false);
    });
  });

  it('refuses an app file that is a link out of its folder', async () => {
    await inFolder({ 'elsewhere/app.yml': ping() }, async (folder) => {
      mkdirSync(join(folder, 'project'));
      symlinkSync(join(folder, 'elsewhere/app.yml'), join(folder, 'project/app.yml'));
      expect((await loadFrom(join(folder, 'project'))).problems[0]?.code).to.equal('E1019');
    });
  });
});
