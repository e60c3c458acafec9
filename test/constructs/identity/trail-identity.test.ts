import { TrailIdentity } from '../../../lib/index';
import {
  ACCOUNT,
  MANAGEMENT,
  ORGANIZATION_TRAIL,
  ORGANIZATION_TRAIL_ARN,
  REGION,
  TRAIL,
} from '../synthesize';

describe('a trail identity', () => {
  test.each([
    ['eu-central-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('makes the ARN from literals, for %s in %s', (homeRegion, partition) => {
    const identity = TrailIdentity.account({ trailName: 'primary', homeRegion, ownerAccount: ACCOUNT });
    expect(identity.trailArn).toBe(`arn:${partition}:cloudtrail:${homeRegion}:${ACCOUNT}:trail/primary`);
  });

  test('of an organization belongs to the management account', () => {
    expect(ORGANIZATION_TRAIL.trailArn).toBe(ORGANIZATION_TRAIL_ARN);
    expect(ORGANIZATION_TRAIL.ownerAccount).toBe(MANAGEMENT);
    expect(ORGANIZATION_TRAIL.isOrganizationTrail).toBe(true);
    expect(TRAIL.isOrganizationTrail).toBe(false);
  });

  test.each([
    [
      { trailName: 'my--trail' },
      "trailName 'my--trail' is not a valid trail name: periods, underscores and hyphens must not be next to each other",
    ],
    [
      { ownerAccount: '1234' },
      "ownerAccount '1234' is not a valid account id: it must have 12 digits, leading zeros included",
    ],
    [
      { homeRegion: 'Frankfurt' },
      "homeRegion 'Frankfurt' is not a valid Region: it must be a Region's code, such as 'eu-central-1'",
    ],
  ])('fails on %j', (wrong, message) => {
    const right = { trailName: 'primary', homeRegion: REGION, ownerAccount: ACCOUNT };
    expect(() => TrailIdentity.account({ ...right, ...wrong })).toThrow(new Error(message));
  });

  test('fails on an organization id that is none', () => {
    const right = { trailName: 'everyone', homeRegion: REGION, managementAccount: MANAGEMENT };
    expect(() => TrailIdentity.organization({ ...right, organizationId: 'r-abcd' })).toThrow(
      new Error(
        "organizationId 'r-abcd' is not a valid organization id: it must be 'o-' and then 10 to 32 lower-case letters or digits",
      ),
    );
  });
});
