import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { TrailIdentity } from '../identity/trail-identity';
import { errorAt } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/known-difference';
import { noteOf } from '../preflight/report-finding';
import { importOf } from '../trail/app-trails';
import type { IAuditTrail } from '../trail/audit-trail-interface';
import type { DeliveryMonitorProps } from './delivery-monitor-props';

/** Every member account sees the status of an organization trail. One that is known by its ARN alone may be of one account. */
function isOfOrganization(trail: IAuditTrail): boolean {
  const { identity } = importOf(trail) ?? trail;
  return identity?.isOrganizationTrail === true;
}

/** The ARNs of the trails whose status the monitor can read from its own account. */
export function watchedTrailsOf(
  scope: Construct,
  { archive, furtherTrails = [] }: Pick<DeliveryMonitorProps, 'archive' | 'furtherTrails'>,
): readonly string[] {
  const { account } = Stack.of(scope);
  for (const trail of furtherTrails) {
    if (!isKnownDifference(trail.env.account, account) || isOfOrganization(trail)) continue;
    throw errorAt(
      scope,
      `furtherTrails has the trail '${trail.node.path}' of account '${trail.env.account}', and the monitor is in '${account}'; CloudTrail shows its status there only, so create a DeliveryMonitor there`,
    );
  }
  const isElsewhere = ({ isOrganizationTrail, ownerAccount }: TrailIdentity) =>
    !isOrganizationTrail && isKnownDifference(ownerAccount, account);
  const elsewhere = archive.trails.filter(isElsewhere);
  if (elsewhere.length > 0) {
    const names = elsewhere.map(({ trailName, ownerAccount }) => `'${trailName}' of ${ownerAccount}`);
    noteOf(scope, 'trailsElsewhere', `${names.length} of the archive's trails, such as ${names[0]}`);
  }
  const own = archive.trails.filter((trail) => !isElsewhere(trail));
  return [...new Set([...own, ...furtherTrails].map(({ trailArn }) => trailArn))];
}
