import { AuditTrail, type EventSelection, LogArchive } from '../../../lib/index';
import { newStack, resourceOf, TRAIL } from '../synthesize';

/** The CloudFormation properties of the trail that the selection makes, on an archive of a known name. */
export function trailOf(eventSelection: EventSelection) {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], bucketName: 'company-logs' });
  new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, eventSelection });
  return resourceOf(stack, 'AWS::CloudTrail::Trail').Properties;
}
