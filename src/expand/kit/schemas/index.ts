/**
 * In: nothing. Out: the schemas that several constructs share, by the name after `#/$defs/`.
 * Never holds anything that only one construct needs.
 */
import { bind, level } from './bind.ts';
import { bundle } from './bundle.ts';
import { cors } from './cors.ts';
import { environment } from './environment.ts';
import { fn, functionDefaults } from './function.ts';
import { logRetention } from './log-retention.ts';
import { permissions } from './permissions.ts';

export const definitions = {
  Bind: bind,
  Bundle: bundle,
  Cors: cors,
  Environment: environment,
  Function: fn,
  FunctionItem: { $ref: '#/$defs/Function', switchable: true, description: 'A function in a list or map, which a stage may not have.' },
  FunctionDefaults: functionDefaults,
  Level: level,
  LogRetention: logRetention,
  Permissions: permissions,
} as const;
