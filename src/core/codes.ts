/**
 * The one table of problem codes. A code is stable for ever; its wording is not. Families: E1 reading, E2 schema,
 * E3 references and expansion, E4 assembly, E5 deploy. Each has its file in `codes/`.
 */
import { assembly } from './codes/assembly.ts';
import { cloudformation } from './codes/cloudformation.ts';
import { constructTypes } from './codes/construct-types.ts';
import { deploy } from './codes/deploy.ts';
import { expansion } from './codes/expansion.ts';
import { files } from './codes/files.ts';
import { permissions } from './codes/permissions.ts';
import { reading } from './codes/reading.ts';
import { schema } from './codes/schema.ts';

export const codes = {
  ...reading,
  ...files,
  ...schema,
  ...constructTypes,
  ...permissions,
  ...expansion,
  ...cloudformation,
  ...assembly,
  ...deploy,
} as const;

export type DiagnosticCode = keyof typeof codes;

/** The arguments that a code's text is made from. */
export type CodeArguments<Code extends DiagnosticCode> = Parameters<(typeof codes)[Code]['text']>[0];
