/** What is checked, and what is found. */

/** As much of a template as is looked at. */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Mappings?: unknown;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly [attribute: string]: unknown;
}

export type Path = readonly (string | number)[];

export interface Problem {
  readonly kind: 'unknown-type' | 'unknown-property' | 'missing-property' | 'type' | 'value' | 'reference';
  /** Below the template: `['Resources', 'NotesTable', 'Properties', 'KeySchema']`. */
  readonly path: Path;
  readonly message: string;
}

/** Their properties are between the template and the function behind them. */
export function isCustom(type: string): boolean {
  return type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::');
}
