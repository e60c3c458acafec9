import type { CloudTrailRecord } from '../../record/record';
import { listAt, textAt } from './text-at';

/** How many resources an alert names; the record has the rest. */
const MAX_RESOURCES = 20;

/** An ARN in any partition and nothing else: no spaces, no wildcard for the service. */
const ARN = /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12}|aws)?:\S{1,1600}$/;

/**
 * The ARNs that a record is about: `resources[].ARN`, then each request parameter that is an ARN or a list of
 * ARNs. At most 20, each once, in the order of the record. Deeper parameters are left out: what a policy
 * document names is not what the call acted on.
 */
export function toResources(record: CloudTrailRecord): string[] {
  const named = listAt(record, 'resources').map((resource) => textAt(resource, 'ARN'));
  const parameters: unknown = record.requestParameters;
  const values = typeof parameters === 'object' && parameters !== null ? Object.values(parameters) : [];
  const found = new Set<string>();
  for (const value of [...named, ...values.flat()]) {
    if (found.size === MAX_RESOURCES) break;
    if (typeof value === 'string' && ARN.test(value)) found.add(value);
  }
  return [...found];
}
