/**
 * One step of a GitHub workflow. In: the action's inputs as PROJ_ACTION_* variables. Out: what `proj --json` reports, as annotations,
 * groups, step outputs and a job summary; its exit status. Never: a package, or a shell.
 */
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { annotation, stepOutput } from '../../src/render/workflow-commands.mjs';
import { commandLine } from './command-line.mjs';
import { findProj } from './find-proj.mjs';
import { createReport } from './report.mjs';
import { summaryOf } from './summary.mjs';

process.exitCode = await main(process.env);

async function main(environment) {
  const request = commandLine(environment);
  const proj = findProj(process.cwd());
  const wrong = request.problem ?? proj.problem;
  if (wrong !== undefined) {
    process.stdout.write(annotation('error', wrong, {}));
    return 1;
  }
  const report = createReport({ workspace: environment.GITHUB_WORKSPACE ?? process.cwd(), directory: request.directory });
  const exitStatus = await runProj(proj.path, request.args, (line) => process.stdout.write(report.take(line)));
  process.stdout.write(report.end());
  const different = request.command === 'diff' && exitStatus === 5;
  write(environment.GITHUB_OUTPUT, stepOutput('exit-status', String(different ? 0 : exitStatus)));
  if (request.command === 'diff') write(environment.GITHUB_OUTPUT, stepOutput('changed', String(different)));
  if (report.outputs) write(environment.GITHUB_OUTPUT, stepOutput('outputs', JSON.stringify(report.outputs)));
  write(environment.GITHUB_STEP_SUMMARY, summaryOf(request, exitStatus, report));
  return different ? 0 : exitStatus;
}

/** Every line of stdout goes to `take`; stderr, where people would read progress, stays what it is. */
async function runProj(path, args, take) {
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = new Promise((resolve) => child.once('close', (status, signal) => resolve(signal ? 130 : status)));
  // A cancelled job interrupts the step: proj finishes what runs and says how to come back.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  for await (const line of createInterface({ input: child.stdout })) take(line);
  return exit;
}

function write(file, text) {
  if (file) appendFileSync(file, text);
}
