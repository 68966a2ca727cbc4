import { expect } from 'chai';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { Span } from '../../src/core/span.ts';
import { sourceFile, textIndex } from '../../src/loader/source.ts';
import { countOf, renderDiagnostic } from '../../src/render/diagnostics.ts';

const text = 'app: notes\nstacks:\n  core:\n    constructs:\n      Jobs: { type: Table, maxRetrys: 3 }\n';
const read = sourceFile('app.yml', text);
const source = textIndex(new Map([[read.name, read]]));

const at = (line: number, from: number, to: number): Span => ({
  file: 'app.yml',
  start: { line, column: from },
  end: { line, column: to },
});

const problem = (more: Partial<Diagnostic>): Diagnostic => ({
  code: 'E1001',
  severity: 'error',
  message: 'unknown key `maxRetrys`',
  path: [],
  ...more,
});

describe('a problem as text', () => {
  it('shows code, sentence, place, line, caret and hint', () => {
    const shown = renderDiagnostic(problem({ span: at(5, 28, 37), hint: 'did you mean `maxRetries`?' }), source, { color: false });
    expect(shown).to.equal(
      [
        'error[E1001] unknown key `maxRetrys`',
        '  app.yml:5:28',
        '  5 |       Jobs: { type: Table, maxRetrys: 3 }',
        '    |                            ^^^^^^^^^',
        '  help: did you mean `maxRetries`?',
      ].join('\n'),
    );
  });

  it('shows related places', () => {
    const shown = renderDiagnostic(problem({ span: at(5, 7, 11), related: [{ message: 'first given here', span: at(1, 1, 4) }] }), source, {
      color: false,
    });
    expect(shown).to.contain('  note: first given here\n  app.yml:1:1\n  1 | app: notes\n    | ^^^');
  });

  it('shows the line of a source file that the loader did not read', () => {
    const place: Span = { file: 'src/list.ts', start: { line: 2, column: 3 }, end: { line: 2, column: 9 } };
    const shown = renderDiagnostic(problem({ span: place, lineText: '  return (1;' }), source, { color: false });
    expect(shown).to.contain('  src/list.ts:2:3\n  2 |   return (1;\n    |   ^^^^^^');
  });

  it('lets no control character of the file reach the terminal', () => {
    expect(renderDiagnostic(problem({ message: 'key `\u001b[2J`' }), source, { color: false })).to.equal('error[E1001] key `·[2J`');
  });

  it('counts errors and warnings', () => {
    expect(countOf([problem({}), problem({}), problem({ severity: 'warning' })])).to.equal('2 errors, 1 warning');
  });
});
