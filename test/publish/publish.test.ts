import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ProjError } from '../../src/core/errors.ts';
import { isPublished, siteKey } from '../../src/deploy/publish/index.ts';
import { MemoryTarget, type Site, site, siteStep } from './site.ts';

const immutable = { files: 'assets/**', cacheControl: 'public, max-age=31536000, immutable' };

async function failure(run: Promise<unknown>): Promise<ProjError> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ProjError) return error;
  throw error ?? new Error('it was expected to fail');
}

describe('publishing a site', () => {
  let app: Site;
  let target: MemoryTarget;
  beforeEach(() => {
    target = new MemoryTarget();
  });
  afterEach(() => app.remove());

  it('uploads files before pages, then empties the cache, then writes what is there', async () => {
    app = site({ 'web/index.html': '<p>', 'web/app.js': 'js', 'web/deep/page.html': '<b>', 'web/z.css': 'css' });
    const published = await app.publish(target);
    expect(target.calls.slice(0, 3)).to.have.members(['marker', 'put app.js', 'put z.css']);
    expect(target.calls.slice(3)).to.deep.equal(['put deep/page.html', 'put index.html', 'invalidate /*', 'marker']);
    expect(published).to.deep.equal({ outcome: 'published', uploaded: 4, removed: 0, bytes: 11 });
  });

  it('writes nothing where nothing changed', async () => {
    app = site({ 'web/index.html': '<p>' });
    await app.publish(target);
    target.restart();
    expect(await app.publish(target)).to.deep.equal({ outcome: 'unchanged' });
    expect(target.calls).to.deep.equal([]);
  });

  it('uploads only the files that changed', async () => {
    app = site({ 'web/index.html': '<p>', 'web/app.js': 'js' });
    await app.publish(target);
    target.restart();
    app.write('web/app.js', 'new');
    await app.publish(target);
    expect(target.calls).to.deep.equal(['marker', 'put app.js', 'invalidate /*', 'marker']);
  });

  it('uploads a file again whose header changed, and one that somebody deleted', async () => {
    app = site({ 'web/index.html': '<p>', 'web/app.js': 'js', 'web/one.txt': '1' });
    await app.publish(target);
    target.restart();
    target.objects.delete('one.txt');
    await app.publish(target, siteStep({ cache: [{ files: '*.js', cacheControl: 'no-store' }] }));
    expect(target.calls).to.have.members(['marker', 'put app.js', 'put one.txt', 'invalidate /*', 'marker']);
    expect(target.objects.get('app.js')?.cacheControl).to.equal('no-store');
  });

  it('removes what is gone after the upload, but keeps hashed files for one more release', async () => {
    const step = siteStep({ cache: [immutable] });
    app = site({ 'web/index.html': '1', 'web/old.html': 'old', 'web/assets/a-1.js': 'a1' });
    await app.publish(target, step);
    app.remove('web/old.html');
    app.remove('web/assets/a-1.js');
    app.write('web/assets/a-2.js', 'a2');
    app.write('web/index.html', '2');
    target.restart();
    await app.publish(target, step);
    expect(target.calls).to.deep.equal(['marker', 'put assets/a-2.js', 'put index.html', 'delete old.html', 'invalidate /*', 'marker']);
    expect(Object.keys(target.served)).to.deep.equal(['assets/a-1.js', 'assets/a-2.js', 'index.html']);
    app.write('web/index.html', '3');
    await app.publish(target, step);
    expect(Object.keys(target.served)).to.deep.equal(['assets/a-2.js', 'index.html']);
  });

  it('ends with the same site and a true marker, wherever a run before was killed', async () => {
    const first = { 'web/index.html': '1', 'web/old.html': 'old', 'web/same.txt': 'same' };
    for (let dieAt = 0; dieAt < 6; dieAt++) {
      app = site(first);
      target = new MemoryTarget();
      await app.publish(target);
      app.write('web/index.html', '2');
      app.write('web/new.js', 'new');
      app.remove('web/old.html');
      target.restart();
      target.dieAt = dieAt;
      const died = await app.publish(target).catch((error: Error) => error.message);
      expect(died).to.equal('killed');
      // What was being published is taken back: the marker must not say that the first release is still there.
      app.write('web/index.html', '1');
      app.write('web/old.html', 'old');
      app.remove('web/new.js');
      target.restart();
      await app.publish(target);
      expect(target.served, `killed at write ${dieAt}`).to.deep.equal({ 'index.html': '1', 'old.html': 'old', 'same.txt': 'same' });
      if (dieAt > 0) expect(target.calls).to.include('invalidate /*').and.not.include('put same.txt');
      target.restart();
      expect(await app.publish(target)).to.deep.equal({ outcome: 'unchanged' });
      app.remove();
    }
  });

  it('empties the cache after all where a run before was killed between a removal and that', async () => {
    app = site({ 'web/index.html': '1', 'web/old.html': 'old' });
    await app.publish(target);
    app.remove('web/old.html');
    target.restart();
    target.dieAt = 2;
    expect(await app.publish(target).catch((error: Error) => error.message)).to.equal('killed');
    expect(target.calls).to.deep.equal(['marker', 'delete old.html']);
    target.restart();
    await app.publish(target);
    expect(target.calls).to.deep.equal(['marker', 'invalidate /*', 'marker']);
  });

  it('takes a marker of another bucket, or a broken one, for none', async () => {
    app = site({ 'web/index.html': '<p>' });
    await app.publish(target);
    for (const marker of [target.marker?.replace('"bucket":"bucket"', '"bucket":"other"'), target.marker?.slice(0, 20), 'null', '[]']) {
      target.restart();
      target.marker = marker;
      await app.publish(target);
      expect(target.calls).to.include('put index.html');
    }
  });

  it('tells from the marker alone whether a step is published', async () => {
    app = site({ 'web/index.html': '<p>' });
    const place = { bucket: 'bucket', distribution: 'distribution' };
    await app.publish(target);
    const options = { root: app.root, environment: {}, inherited: app.environment };
    expect(isPublished(target.marker, await siteKey(siteStep(), options), place)).to.equal(true);
    expect(isPublished(target.marker, await siteKey(siteStep(), options), { ...place, bucket: 'other' })).to.equal(false);
    app.write('web/index.html', '<b>');
    expect(isPublished(target.marker, await siteKey(siteStep(), options), place)).to.equal(false);
  });

  it('sets content types and the last cache rule that matches', async () => {
    app = site({ 'web/index.html': '', 'web/app.mjs': '', 'web/feed.atom': '', 'web/x.WOFF2': '', 'web/LICENCE': '', 'web/data.json': '' });
    await app.publish(
      target,
      siteStep({
        cache: [
          { files: '**', cacheControl: 'a' },
          { files: '*.json', cacheControl: 'b' },
        ],
      }),
    );
    expect(
      Object.fromEntries([...target.objects].map(([key, { contentType, cacheControl }]) => [key, `${contentType} | ${cacheControl}`])),
    ).to.deep.equal({
      'index.html': 'text/html; charset=utf-8 | a',
      'app.mjs': 'text/javascript; charset=utf-8 | a',
      'feed.atom': 'application/atom+xml; charset=utf-8 | a',
      'x.WOFF2': 'font/woff2 | a',
      LICENCE: 'application/octet-stream | a',
      'data.json': 'application/json; charset=utf-8 | b',
    });
  });

  it('publishes no hidden file and no package, but .well-known', async () => {
    app = site({
      'web/index.html': '',
      'web/.env': 'SECRET=1',
      'web/.git/config': '',
      'web/node_modules/x/index.js': '',
      'web/.well-known/security.txt': '',
    });
    await app.publish(target);
    expect(Object.keys(target.served)).to.deep.equal(['.well-known/security.txt', 'index.html']);
  });

  it('follows links inside the folder and refuses those that leave it', async () => {
    app = site({ 'web/index.html': '<p>', 'secret.txt': 'secret' });
    symlinkSync('index.html', join(app.root, 'web/home.html'));
    symlinkSync('.', join(app.root, 'web/circle'));
    await app.publish(target);
    expect(target.served).to.deep.equal({ 'home.html': '<p>', 'index.html': '<p>' });
    symlinkSync('../secret.txt', join(app.root, 'web/leak.txt'));
    const { exitStatus, failure: found } = await failure(app.publish(target));
    expect([exitStatus, found.code]).to.deep.equal([1, 'E4023']);
    expect(found.message).to.include('leak.txt');
    expect(Object.keys(target.served)).not.to.include('leak.txt');
  });

  it('does not follow a link out of the project when it looks for changes', async () => {
    app = site({ 'web/page.html': '' });
    symlinkSync('/', join(app.root, 'web/everything'));
    await app.publish(target, siteStep({ build: { command: 'mkdir -p dist && echo x > dist/index.html', output: 'dist' } }));
    expect(Object.keys(target.served)).to.deep.equal(['index.html']);
  });

  it('says that there is no folder, or nothing in it', async () => {
    app = site({ 'web/.env': '' });
    expect((await failure(app.publish(target))).failure.code).to.equal('E4022');
    expect((await failure(app.publish(target, siteStep({ source: 'none' })))).failure).to.include({ code: 'E4020', construct: 'Site' });
  });
});

describe('building a site', () => {
  let app: Site;
  let target: MemoryTarget;
  beforeEach(() => {
    target = new MemoryTarget();
  });
  afterEach(() => app.remove());

  const build = (command: string) => siteStep({ build: { command, output: 'dist' } });
  const write = (expression: string) => `node -e "fs.mkdirSync('dist',{recursive:true});fs.writeFileSync('dist/index.html',${expression})"`;

  it('runs the command in the folder of the site, with the values of its environment', async () => {
    app = site({ 'web/page.html': '' });
    await app.publish(target, build(write('process.cwd()+process.env.VITE_API_URL')), { VITE_API_URL: ' https://api' });
    expect(target.served).to.deep.equal({ 'index.html': `${join(app.root, 'web')} https://api` });
  });

  it('hides the credentials of the deploy from the build', async () => {
    app = site({ 'web/page.html': '' });
    app.environment.AWS_SECRET_ACCESS_KEY = 'secret';
    app.environment.MINE = 'mine';
    await app.publish(target, build(write('[process.env.AWS_SECRET_ACCESS_KEY,process.env.MINE].join()')));
    expect(target.served['index.html']).to.equal(',mine');
  });

  it('finds the commands of installed packages, up to those of the workspace', async () => {
    app = site({ 'web/page.html': '', 'node_modules/.bin/make-site': `#!/bin/sh\nmkdir -p dist && echo made > dist/index.html\n` });
    chmodSync(join(app.root, 'node_modules/.bin/make-site'), 0o755);
    await app.publish(target, build('make-site'));
    expect(target.served['index.html']).to.equal('made\n');
  });

  it('passes on every line, of both streams', async () => {
    app = site({ 'web/page.html': '' });
    await app.publish(target, build(`echo one && echo two 1>&2 && ${write("'x'")} && printf three`));
    const lines = app.events.map((event) => (event.type === 'build.output' ? `${event.id} ${event.line}` : event.type));
    expect(lines).to.have.members(['Site one', 'Site two', 'Site three']);
  });

  it('fails with exit status 1, the last lines, the construct and its place; nothing is uploaded', async () => {
    app = site({ 'web/page.html': '' });
    const { exitStatus, failure: found } = await failure(app.publish(target, build('seq 1 30; echo broken 1>&2; exit 3')));
    expect(exitStatus).to.equal(1);
    expect(found).to.deep.include({ code: 'E4021', construct: 'Site', path: ['stacks', 'web', 'constructs', 'Site'] });
    expect(found.message).to.include('ended with exit status 3');
    expect(found.hint?.split('\n')).to.have.length(21);
    expect(found.hint).to.include('broken').and.include('\n30');
    expect(target.calls).to.deep.equal([]);
  });

  it('takes a build that died of Ctrl-C for interrupted, not for broken', async () => {
    app = site({ 'web/page.html': '' });
    app.interrupt.abort();
    expect((await failure(app.publish(target, build('exit 1')))).exitStatus).to.equal(130);
  });

  it('says that a build left no files', async () => {
    app = site({ 'web/page.html': '' });
    const { failure: found } = await failure(app.publish(target, build('true')));
    expect(found.code).to.equal('E4022');
    expect(found.message).to.equal('the site `Site` has no files: `web/dist` is empty after `true`');
  });

  it('builds again only when something it is made from changed', async () => {
    app = site({ 'web/src/page.html': '1', 'package-lock.json': '1' });
    const builds = async (step = build(`echo built && ${write("'x'")}`), own = {}) => {
      app.events.length = 0;
      await app.publish(target, step, own);
      return app.events.length === 1;
    };
    expect(await builds()).to.equal(true);
    expect(await builds(), 'unchanged').to.equal(false);
    app.write('web/node_modules/x/index.js', '');
    app.write('web/.vite/cache', '');
    app.write('web/dist/other.html', '');
    app.write('other/file.txt', '');
    expect(await builds(), 'packages, caches, output, other folders').to.equal(false);
    app.write('web/src/page.html', '2');
    expect(await builds(), 'source').to.equal(true);
    app.write('web/.env', 'VITE_X=1');
    expect(await builds(), 'env file').to.equal(true);
    app.write('package-lock.json', '2');
    expect(await builds(), 'lockfile').to.equal(true);
    expect(await builds(undefined, { VITE_API_URL: 'https://api' }), 'environment').to.equal(true);
    expect(await builds(), 'environment back').to.equal(true);
    app.environment.VITE_INHERITED = '1';
    expect(await builds(), 'inherited').to.equal(true);
    app.environment.UNRELATED = '1';
    expect(await builds(), 'unrelated').to.equal(false);
    expect(await builds(build(`echo built && ${write("'y'")}`)), 'command').to.equal(true);
  });
});
