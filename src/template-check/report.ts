/** What is found in a template, as a problem of the app file. */
import type { Finding, Problem } from '../aws-schemas/check.ts';
import type { Diagnostics } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import { type JsonPath, type Span, textIn } from '../core/span.ts';
import type { StackTemplate } from '../core/stages.ts';
import { nameAt } from './places.ts';

/** Where problems go, and the files that they stand in. */
export type Told = Pick<Diagnostics, 'report' | 'source'>;

export function report(
  problem: Exclude<Finding, { kind: 'unknown-type' }> & Problem,
  path: JsonPath,
  stack: StackTemplate,
  diagnostics: Told,
): void {
  const value = { part: 'value', text: problem.text } as const;
  const name = nameAt(problem.path);
  switch (problem.kind) {
    case 'unknown-property':
      diagnostics.report('E3102', path, problem);
      break;
    case 'read-only':
      diagnostics.report('E3103', path, { ...problem, id: String(problem.path[1]) });
      break;
    case 'missing-property':
      diagnostics.report('E3104', path, problem);
      break;
    case 'left-out':
      diagnostics.report('E3116', path, problem, value);
      break;
    case 'wrong-type':
      diagnostics.report('E3105', path, { ...problem, name }, value);
      break;
    case 'not-allowed':
      diagnostics.report('E3106', path, { ...problem, name, near: nearest(problem.value, problem.allowed) }, value);
      break;
    case 'unknown-attribute':
      diagnostics.report('E3107', path, problem, value);
      break;
    case 'unknown-function':
      diagnostics.report('E3108', path, problem);
      break;
    case 'wrong-arguments':
      diagnostics.report('E3109', path, problem, problem.text === undefined ? {} : value);
      break;
    case 'not-alone':
      diagnostics.report('E3110', path, problem);
      break;
    case 'misplaced':
      diagnostics.report('E3111', path, problem);
      break;
    case 'needs-macro':
      diagnostics.report('E3112', path, problem, problem.path.at(-1) === 'Type' ? value : {});
      break;
    case 'not-substituted':
      if (!isEscaped(problem.text, path, diagnostics)) diagnostics.report('E3115', path, problem, value);
      break;
    case 'unknown-name':
      if (problem.what === 'resource') {
        const hint = ofConstruct(problem.name, stack);
        diagnostics.report('E3025', path, { id: problem.name, near: problem.near }, { ...value, ...(hint && { hint }) });
      } else if (problem.what === 'pseudo parameter') diagnostics.report('E3114', path, problem, value);
      else diagnostics.report('E3113', path, problem, value);
  }
}

/** The way out for who refers to a construct as if it were a resource. */
function ofConstruct(name: string, { origins }: StackTemplate): string | undefined {
  const id = Object.keys(origins).find((one) => origins[one]?.construct === name);
  return id && `\`${name}\` is a construct: write \`\${${name}.…}\`, or the id of a resource of it, such as \`${id}\``;
}

/** `$${AWS::Region}` is meant as it is; in the template its first `$` is gone. */
function isEscaped(text: string, path: JsonPath, { source }: Told): boolean {
  const span = source?.locate(path, 'value');
  const file = span && source?.text(span.file);
  return file !== undefined && textIn(span as Span, file, `$${text}`) !== undefined;
}
