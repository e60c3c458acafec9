import { type App, Stack } from 'aws-cdk-lib';
import { AuditTrail, LogArchive, TrailIdentity } from '../../lib/index';
import { LOG_ARCHIVE, LOG_BUCKET, REGION, TRAIL } from '../constructs/synthesize';
import { regionHere } from './place';
import type { Scenario } from './scenario';

/** The twenty accounts of the scenario that has so many. */
export const TWENTY_ACCOUNTS: readonly string[] = Array.from({ length: 20 }, (_, index) =>
  String(100_000_000_001 + index),
);

/** An account whose trail lives in another Region than the archive, without sharing an organization. */
export const SECOND_OWNER = '555566667777';
export const SECOND_REGION = regionHere('us-east-1');

/** One bucket for the trails of twenty accounts that are in no organization. */
export const twentyAccounts: Scenario = {
  name: 'twenty-accounts',
  build: (app) => {
    const trails = TWENTY_ACCOUNTS.map((ownerAccount) =>
      TrailIdentity.account({ trailName: 'primary', homeRegion: REGION, ownerAccount }),
    );
    deliverToOneArchive(app, trails);
  },
};

/** One bucket for two trails with different owners and home Regions. */
export const twoOwnersTwoRegions: Scenario = {
  name: 'two-owners-two-regions',
  build: (app) => {
    const second = { trailName: 'secondary', homeRegion: SECOND_REGION, ownerAccount: SECOND_OWNER };
    deliverToOneArchive(app, [TRAIL, TrailIdentity.account(second)]);
  },
};

function deliverToOneArchive(app: App, trails: TrailIdentity[]): void {
  const archiveStack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
  const archive = new LogArchive(archiveStack, 'Archive', { trails, bucketName: LOG_BUCKET });
  for (const identity of trails) {
    const { ownerAccount, homeRegion } = identity;
    const stack = new Stack(app, `Trail${ownerAccount}`, {
      env: { account: ownerAccount, region: homeRegion },
    });
    new AuditTrail(stack, 'Trail', { identity, archive });
  }
}
