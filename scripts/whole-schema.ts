/** The app's schema and those of the constructs together, with all their annotations: what the generated files are made from. */
import type { AnnotatedSchema } from '../src/editor/schema.ts';
import { constructs, definitions as shared } from '../src/expand/constructs/index.ts';
import { constructCommon } from '../src/loader/app-schema/construct.ts';
import { appDefinitions, appSchema } from '../src/loader/app-schema/index.ts';

interface WholeSchema {
  readonly app: AnnotatedSchema;
  /** By type; each with the keys that all constructs have. */
  readonly constructs: Readonly<Record<string, AnnotatedSchema>>;
  /** By the name after `#/$defs/`. */
  readonly definitions: Readonly<Record<string, AnnotatedSchema>>;
}

export const wholeSchema: WholeSchema = {
  app: appSchema,
  constructs: Object.fromEntries(
    Object.entries(constructs)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([type, { schema }]) => [
        type,
        {
          ...schema,
          switchable: true,
          required: ['type', ...((schema.required as string[] | undefined) ?? [])],
          properties: { ...constructCommon, ...schema.properties },
        },
      ]),
  ),
  definitions: { ...shared, ...appDefinitions },
};
