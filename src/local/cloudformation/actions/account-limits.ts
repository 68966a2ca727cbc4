/** What an account may have of CloudFormation in a region: the quotas that AWS gives from the start. */
import type { XmlElement } from '../../protocols/xml.ts';
import { members } from './parts.ts';

const LIMITS = { StackLimit: 2000, StackOutputsLimit: 200, ConcurrentResourcesLimit: 2500 };

export function describeAccountLimits(): XmlElement {
  return { AccountLimits: members(Object.entries(LIMITS).map(([Name, value]) => ({ Name, Value: String(value) }))) };
}
