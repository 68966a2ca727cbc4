/**
 * `projctl/construct`: what a module of `constructTypes` may build with. The built-in constructs use the same functions.
 * `index.d.ts` beside it is what its users see; nothing is exported that isn't described there.
 */
export { isExpression as isReference } from '../../core/expression.ts';
export { itemName, physicalName } from '../../core/names.ts';
export { own } from '../../expand/kit/grant.ts';
export { allow, role } from '../../expand/kit/iam.ts';
export { arn, attribute, join, ref } from '../../expand/kit/intrinsics.ts';
export { jsonText } from '../../expand/kit/json-text.ts';
export { retention } from '../../expand/kit/retention.ts';
