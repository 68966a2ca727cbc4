export function commandLine(environment: Readonly<Record<string, string | undefined>>): {
  readonly problem?: string;
  readonly args?: readonly string[];
};
