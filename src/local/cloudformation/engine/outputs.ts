/** A stack's outputs once its resources are there, and the rules of exports. */
import { resolve } from '../intrinsics.ts';
import type { Stack, StackOutput } from '../model.ts';
import { OperationFailure } from '../refusal.ts';
import type { Stacks } from '../stacks.ts';
import type { Prepared } from './run.ts';

export function stackOutputs(prepared: Prepared): StackOutput[] {
  return Object.entries(prepared.template.Outputs ?? {})
    .filter(([, { Condition }]) => Condition === undefined || prepared.scope.condition(Condition))
    .map(([key, output]) => {
      const value = resolve(output.Value, prepared.scope);
      if (typeof value === 'object' || typeof value === 'symbol' || value === undefined) {
        throw new OperationFailure(
          `Template format error: Output ${key} is malformed. The Value field of every Outputs member must evaluate to a String.`,
        );
      }
      const exportName = output.Export && String(resolve(output.Export.Name, prepared.scope));
      return {
        key,
        value: String(value),
        ...(output.Description !== undefined && { description: output.Description }),
        ...(exportName !== undefined && { exportName }),
      };
    });
}

/** An export's name belongs to one stack; while others import it, it neither changes nor goes. */
export function checkExports(stacks: Stacks, stack: Stack, outputs: readonly StackOutput[]): void {
  const exports = new Map(outputs.flatMap(({ exportName, value }) => (exportName === undefined ? [] : [[exportName, value] as const])));
  for (const other of stacks.exports(stack.region)) {
    if (other.stack.id !== stack.id && exports.has(other.name)) {
      throw new OperationFailure(`Export with name ${other.name} is already exported by stack ${other.stack.name}.`);
    }
  }
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined || exports.get(exportName) === value) continue;
    const importers = stacks.importers(stack.region, exportName).filter((name) => name !== stack.name);
    if (importers.length === 0) continue;
    const verb = exports.has(exportName) ? 'updated' : 'deleted';
    throw new OperationFailure(`Export ${exportName} cannot be ${verb} as it is in use by ${inWords(importers)}`);
  }
}

/** A stack goes only when nobody imports from it. */
export function exportInUse(stacks: Stacks, stack: Stack): string | undefined {
  for (const { exportName } of stack.outputs) {
    const importers = exportName === undefined ? [] : stacks.importers(stack.region, exportName).filter((name) => name !== stack.name);
    if (importers.length > 0) return `Delete canceled. Cannot delete export ${exportName} as it is in use by ${inWords(importers)}.`;
  }
  return undefined;
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
