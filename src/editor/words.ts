/** The words about a key, as editors show them. */
import { dump } from 'js-yaml';
import type { AnnotatedSchema } from './schema.ts';

export function words({ title, description, default: standard, examples = [] }: AnnotatedSchema): AnnotatedSchema {
  const all = examples as readonly unknown[];
  const scalars = all.filter((example) => !isCollection(example));
  const shown = isEmpty(standard) ? undefined : standard;
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description, markdownDescription: markdown(String(description), shown, all.find(isCollection)) }),
    ...(shown !== undefined && { default: shown }),
    // Editors offer each as a value, by its text: a map has none, and is shown in the description.
    ...(scalars.length > 0 && { examples: scalars }),
  };
}

/** No editor shows the default by itself. */
function markdown(description: string, standard: unknown, example: unknown): string {
  return [
    description,
    ...(standard === undefined ? [] : [`Default: \`${dump(standard, { flowLevel: 0 }).trim()}\``]),
    ...(example === undefined ? [] : [`\`\`\`yaml\n${dump(example, { lineWidth: -1 })}\`\`\``]),
  ].join('\n\n');
}

function isCollection(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isEmpty(value: unknown): boolean {
  return isCollection(value) && Object.keys(value).length === 0;
}
