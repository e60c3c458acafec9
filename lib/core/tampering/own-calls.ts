import { CALLS_ON_EVIDENCE } from './calls-on-evidence';
import { CALLS_ON_RESPONSES } from './calls-on-responses';
import { CALLS_ON_SURROUNDINGS } from './calls-on-surroundings';
import type { CallsOnKind, OwnKind } from './own-call';

/**
 * Every call that changes a resource of trailwatch, and the field of its record that names the resource: the one source of the
 * rules that detect tampering, and of `docs/own-resources.md`. Each action that guardrails deny is in it once.
 *
 * The fields are the parameters of the API, as CloudTrail writes them: with a small first letter.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const OWN_CALLS: Readonly<Record<OwnKind, CallsOnKind>> = {
  ...CALLS_ON_EVIDENCE,
  ...CALLS_ON_RESPONSES,
  ...CALLS_ON_SURROUNDINGS,
};
