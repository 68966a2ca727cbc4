#!/usr/bin/env node
/** argv → command → renderer → exit status. The only place that writes to a stream of the process or exits. */
import { parseCommandLine } from './commands/parse.ts';
import type { ExitStatus } from './core/errors.ts';
import { VERSION } from './package.ts';

// Who reads may go before the end (`proj status | head -1`): the work goes on, unheard.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const line = parseCommandLine(process.argv.slice(2));
switch (line.kind) {
  case 'version':
    finish(0, `${VERSION}\n`);
    break;
  case 'help': {
    const { helpText } = await import('./commands/help.ts');
    finish(0, helpText(line.command));
    break;
  }
  case 'wrong':
    if (process.argv.includes('--json')) {
      const { jsonRenderer } = await import('./render/json.ts');
      const renderer = jsonRenderer({ out: (text) => void process.stdout.write(text), err: (text) => void process.stderr.write(text) });
      renderer.failure({ code: 'wrong-command-line', message: line.message, hint: line.hint }, undefined);
      renderer.end(process.argv[2] ?? '', 1);
      finish(1);
      break;
    }
    process.stderr.write(`proj: ${line.message}\n  help: ${line.hint}\n`, () => finish(1));
    break;
  case 'run': {
    const { runCommand } = await import('./run.ts');
    finish(await runCommand(line.command, line.flags));
  }
}

function finish(exitStatus: ExitStatus, text = ''): void {
  // A pipe may still hold what was written: exit when both streams have taken it.
  process.stdout.write(text, () => process.stderr.write('', () => process.exit(exitStatus)));
}
