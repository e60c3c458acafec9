import { account } from './account';
import { importedBucketAndKey } from './imported';
import { organizationInOneStack, organizationOverTwoAccounts } from './organization';
import type { Scenario } from './scenario';
import { twentyAccounts, twoOwnersTwoRegions } from './several-accounts';

/** Every scenario that policies, linters and emulators are tried on. */
export const SCENARIOS: readonly Scenario[] = [
  account,
  organizationInOneStack,
  organizationOverTwoAccounts,
  twentyAccounts,
  twoOwnersTwoRegions,
  importedBucketAndKey,
];
