import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isKnownDifference } from '../preflight/known-difference';
import type { TrailIdentity } from './trail-identity';

/**
 * Where trails are, seen from a stack: all in other accounts or home Regions, in its own beside others, or neither is certain:
 * the first is elsewhere, a later one is not, and whether it was added later synth cannot know.
 */
export type WhereTrailsAre = 'elsewhere' | 'here' | 'unclear';

/** Where the trails of an archive or topic are. Trails are added at the end of a list, so the first one decides. */
export function whereTrailsAre(trails: readonly TrailIdentity[], scope: IConstruct): WhereTrailsAre {
  const { account, region } = Stack.of(scope);
  const isElsewhere = ({ ownerAccount, homeRegion }: TrailIdentity) =>
    isKnownDifference(ownerAccount, account) || isKnownDifference(homeRegion, region);
  const [first] = trails;
  if (first === undefined || !isElsewhere(first)) return 'here';
  return trails.every(isElsewhere) ? 'elsewhere' : 'unclear';
}
