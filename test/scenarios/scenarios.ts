import { account } from './account';
import { alarms } from './alarms';
import { alerts } from './alerts';
import { archiveApp, includedBucket, stages, tokens, trailApp } from './apps';
import { archiveSearch } from './archive-search';
import { alarmsOnly, allowLists, bucketOfTheApp, siemReader, singleRegion } from './choices';
import { delegatedAdministrator, importedEverything, organizationWithLogGroupAndTopic } from './deliveries';
import { ephemeral } from './ephemeral';
import { externalEvents } from './external-events';
import { guardrails } from './guardrails';
import { archiveElsewhere, controlTower, importedBucketAndKey } from './imported';
import { lake } from './lake';
import { acceleratorTrail, controlTowerTrail } from './landing-zones';
import {
  organizationInOneStack,
  organizationOverTwoAccounts,
  organizationWithEveryRoute,
} from './organization';
import { china, govCloud } from './partitions';
import { privateNetwork } from './private-network';
import { realtimeOrganization, threeRoutes } from './realtime';
import { objectLockAndReplication } from './replicated';
import { response } from './response';
import type { Scenario } from './scenario';
import { basicSelectors, dataEvents, everyResourceType, networkActivity, twoTrails } from './selections';
import { twentyAccounts, twoOwnersTwoRegions } from './several-accounts';
import { sharingWithThreeReaders } from './sharing';
import { sinks } from './sinks';
import { logTables } from './tables';
import { unified } from './unified';

/** Every scenario that policies, linters and emulators are tried on. */
export const SCENARIOS: readonly Scenario[] = [
  account,
  organizationInOneStack,
  organizationOverTwoAccounts,
  organizationWithEveryRoute,
  twentyAccounts,
  twoOwnersTwoRegions,
  objectLockAndReplication,
  sharingWithThreeReaders,
  importedBucketAndKey,
  controlTower,
  guardrails,
  importedEverything,
  organizationWithLogGroupAndTopic,
  delegatedAdministrator,
  dataEvents,
  networkActivity,
  everyResourceType,
  basicSelectors,
  twoTrails,
  alarms,
  alerts,
  sinks,
  threeRoutes,
  realtimeOrganization,
  archiveSearch,
];

/** Further estates, which the same policies serve: they are synthesized, linted and compared with what was deployed before. */
export const FURTHER_ESTATES: readonly Scenario[] = [
  archiveElsewhere,
  controlTowerTrail,
  acceleratorTrail,
  archiveApp,
  trailApp,
  includedBucket,
  stages,
  tokens,
  bucketOfTheApp,
  singleRegion,
  alarmsOnly,
  siemReader,
  logTables,
  response,
  ephemeral,
  ...allowLists,
  govCloud,
  china,
  lake,
  unified,
  externalEvents,
  privateNetwork,
];
