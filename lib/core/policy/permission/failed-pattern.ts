import { outcomeOf } from '../../compile/predicate/record-facts';
import { targetsOf } from '../../fact/targets/targets-of';
import { requestOf } from '../../fact/text-at';
import type { CloudTrailRecord } from '../../record/record';

const PATTERN = /[*?]/;

/** A name or an ARN, and no document, expression or sentence. */
const ONE_WORD = /^[^\s{}"]*$/;

/**
 * Whether a call failed that has a pattern where names stand. The caller writes the parameters: `roleName: '*'` exists nowhere, and a
 * policy that took it for the name of a role would allow all of them. Such a call shows the use of nothing.
 */
export function isFailedPattern(record: CloudTrailRecord): boolean {
  if (outcomeOf(record)?.status !== 'failed') return false;
  const texts = Object.values(requestOf(record) ?? {})
    .flat()
    .filter((value) => typeof value === 'string' && ONE_WORD.test(value));
  const named = targetsOf(record).flatMap(({ name, arn = '' }) => [name, arn]);
  return [...texts, ...named].some((text) => PATTERN.test(String(text)));
}
