/**
 * Our keywords beside those of JSON Schema, and what their values must be, as JSON Schema. What each means stands in
 * src/loader/schema.ts; those that modules of `constructTypes` may use, in docs/custom-constructs.md.
 */
export const SCHEMA_KEYWORDS = {
  shorthand: { type: 'object', propertyNames: { enum: ['string', 'number', 'boolean', 'array'] } },
  unit: { enum: ['seconds', 'megabytes', 'days'] },
  known: { const: true },
  layered: { const: true },
  passThrough: { const: true },
  shell: { const: true },
  outsideTemplate: { const: true },
  cloudFormation: { const: true },
  construct: { const: true },
  keysAre: { const: 'construct' },
  switchable: { const: true },
  pathTo: { enum: ['file', 'folder', 'handler'] },
  form: { type: 'string' },
  keyForm: { type: 'string' },
  idPattern: { type: 'string' },
  because: { type: 'object' },
} as const;
