/** What is checked, and what is found. */

/** As much of a template as is looked at. */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, unknown>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly [attribute: string]: unknown;
}

export type Path = readonly (string | number)[];

/** `near` is what was probably meant. */
export type Finding =
  | { readonly kind: 'unknown-type'; readonly type: string }
  | { readonly kind: 'unknown-property'; readonly owner: string; readonly name: string; readonly near?: string | undefined }
  | { readonly kind: 'read-only'; readonly owner: string; readonly name: string }
  /** `written` is given in its place, at the problem's path. */
  | { readonly kind: 'missing-property'; readonly owner: string; readonly name: string; readonly written?: string }
  /** Required, and there is a place where the user says that it is left out: `AWS::NoValue`. */
  | { readonly kind: 'left-out'; readonly owner: string; readonly name: string }
  | { readonly kind: 'wrong-type'; readonly expected: string; readonly found: string }
  | { readonly kind: 'not-allowed'; readonly value: string; readonly allowed: readonly string[] }
  | {
      readonly kind: 'unknown-attribute';
      readonly type: string;
      readonly name: string;
      readonly near?: string | undefined;
      readonly known: readonly string[];
    }
  /** `of`, where it is a key: the mapping, or `Sizes.us-east-1`. */
  | {
      readonly kind: 'unknown-name';
      readonly what: NameKind;
      readonly name: string;
      readonly near?: string | undefined;
      readonly of?: string;
    }
  | { readonly kind: 'unknown-function'; readonly name: string; readonly near?: string | undefined }
  /** `takes` says how the function is called. */
  | { readonly kind: 'wrong-arguments'; readonly name: string; readonly takes: string }
  | { readonly kind: 'not-alone'; readonly name: string }
  | { readonly kind: 'misplaced'; readonly name: string }
  | { readonly kind: 'needs-macro'; readonly name: string; readonly macro: string }
  /** `${AWS::Region}` in a text that is in no `Fn::Sub`. */
  | { readonly kind: 'not-substituted'; readonly text: string };

export type NameKind = 'resource' | 'pseudo parameter' | 'parameter' | 'condition' | 'mapping' | 'key';

export type Problem = Finding & {
  /** Below the template: `['Resources', 'NotesTable', 'Properties', 'KeySchema']`. */
  readonly path: Path;
  /** The part that it is about of a text at `path`: `${Notes.Arn}`. */
  readonly text?: string;
};

/** Their properties are between the template and the function behind them. */
export function isCustom(type: string): boolean {
  return type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::');
}
