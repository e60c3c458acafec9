import { AuditTrail, type AuditTrailProps, LogArchive } from '../../../lib/index';
import { newStack, TRAIL } from '../synthesize';

export type Choices = Omit<AuditTrailProps, 'identity' | 'archive'>;

export function synthesize(choices: Choices = {}, identity = TRAIL) {
  const stack = newStack({ env: { account: identity.ownerAccount, region: identity.homeRegion } });
  const archive = new LogArchive(stack, 'Archive', { trails: [identity] });
  const trail = new AuditTrail(stack, 'Trail', { identity, archive, ...choices });
  return { stack, archive, trail };
}
