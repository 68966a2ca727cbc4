/**
 * All problems as one SARIF 2.1.0 log on stdout at the end, for code scanning. Paths are relative to the repository's root. What has no
 * place in a file (AWS, a flag, a bug) is a notification of the run, not a result.
 */
import type { Explanation } from './explain.ts';
import type { Renderer, Streams } from './renderer.ts';
import { failureAsTold, type Place, problemAsTold, type ToldProblem } from './told.ts';
import { inRepository, type Where } from './workflow-commands.mjs';

export interface SarifOptions {
  readonly version: string;
  readonly where: Where;
  /** By code. */
  readonly explanations: Readonly<Record<string, Explanation>>;
}

export function sarifRenderer(streams: Streams, { version, where, explanations }: SarifOptions): Renderer {
  const problems: ToldProblem[] = [];
  const notifications: object[] = [];
  const codes = Object.keys(explanations);

  return {
    event() {},
    problems: (found) => void problems.push(...found.map(problemAsTold)),
    failure: (failure, source) => void notifications.push(notification(failureAsTold(failure, source))),
    bug: (error) => void notifications.push(notification({ code: 'bug', message: String(error) })),
    result() {},
    logLine() {},
    notice() {},
    end: (_command, exitCode) => streams.out(`${JSON.stringify(log(exitCode), null, 2)}\n`),
  };

  function log(exitCode: number) {
    const located = problems.filter((one) => one.file !== undefined);
    const others = problems.filter((one) => one.file === undefined);
    const toolExecutionNotifications = [...others.map(notification), ...notifications];
    return {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'proj', semanticVersion: version, rules: Object.values(explanations).map(ruleOf) } },
          columnKind: 'utf16CodeUnits',
          // What is wrong with the app is a result of the run; only what kept the run from looking is a failure of it.
          invocations: [{ executionSuccessful: toolExecutionNotifications.length === 0, exitCode, toolExecutionNotifications }],
          results: located.map(resultOf),
        },
      ],
    };
  }

  function resultOf({ code, severity, message, hint, related, ...place }: ToldProblem) {
    return {
      ruleId: code,
      ruleIndex: codes.indexOf(code),
      level: severity,
      message: { text: withHint({ message, hint }) },
      locations: [locationOf(place)],
      ...(related && {
        relatedLocations: related
          .filter((one) => one.file !== undefined)
          .map((one) => ({ ...locationOf(one), message: { text: one.message } })),
      }),
    };
  }

  function locationOf({ file = '', line, column, endLine, endColumn }: Partial<Place>) {
    const uri = encodeURI(inRepository(file, where) ?? file);
    const region = { startLine: line, startColumn: column, endLine, endColumn };
    return { physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region } };
  }
}

function notification({ code, message, hint, severity = 'error' }: { code: string; message: string; hint?: string; severity?: string }) {
  return { descriptor: { id: code }, level: severity, message: { text: withHint({ message, hint }) } };
}

function ruleOf({ code, title, severity, why }: Explanation) {
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: why ?? title },
    help: { text: `\`proj explain ${code}\` shows an example and its correction.` },
    defaultConfiguration: { level: severity === 'notice' ? 'note' : severity },
  };
}

function withHint({ message, hint }: { readonly message: string; readonly hint: string | undefined }): string {
  return hint === undefined ? message : `${message}\n${hint}`;
}
