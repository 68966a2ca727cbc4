#!/usr/bin/env node
/** argv → command → renderer → exit status. The only place that writes to a stream of the process or exits. */
import { parseCommandLine } from './commands/parse.ts';
import type { ExitStatus } from './core/errors.ts';
import { VERSION } from './package.ts';

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
