import { expect } from 'chai';
import { globPattern } from '../../src/deploy/publish/cache-rules.ts';

describe('patterns of cache rules', () => {
  const matching: [string, string[], string[]][] = [
    ['*.html', ['index.html', 'a/b/index.html'], ['index.htm', 'html']],
    ['/*.html', ['index.html'], ['a/index.html']],
    ['fonts/**', ['fonts/a.woff2', 'fonts/a/b.woff2'], ['a/fonts/b.woff2', 'fonts']],
    ['fonts/*', ['fonts/a.woff2'], ['fonts/a/b.woff2']],
    ['**/*.js', ['a.js', 'x/y/a.js'], ['a.jsx']],
    ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['az']],
    ['**/*[-.]????????.{js,css}', ['app-1a2b3c4d.js', 'x/app.1a2b3c4d.css'], ['app-1a2b.js', 'app_1a2b3c4d.js']],
    ['[!a]?.txt', ['bb.txt', 'x/bb.txt'], ['ab.txt']],
    ['{a,b/{c,d}}.js', ['a.js', 'b/c.js', 'b/d.js'], ['b.js']],
    ['a+(b).js', ['a+(b).js'], ['aab.js']],
    ['**', ['a', 'a/b/c'], []],
  ];
  for (const [glob, yes, no] of matching) {
    it(`takes \`${glob}\` by its usual meaning`, () => {
      const pattern = globPattern(glob);
      expect(yes.filter((path) => !pattern.test(path))).to.deep.equal([]);
      expect(no.filter((path) => pattern.test(path))).to.deep.equal([]);
    });
  }

  for (const odd of ['[', '{', 'a]', '}', '{a,[b', '\\', '[\\]', '[]a]', '(', '[z-a]']) {
    it(`takes \`${odd}\` for a pattern, not for a mistake of ours`, () => {
      expect(() => globPattern(odd)).not.to.throw();
    });
  }
});
