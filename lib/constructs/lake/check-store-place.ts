import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isKnownDifference } from '../preflight/known-difference';
import { refusalOf } from '../preflight/report-finding';
import type { IEventDataStore } from './event-data-store-interface';

/** Throws on a store of another account or Region than the construct, as far as both are known. */
export function checkStorePlace(scope: IConstruct, property: string, { env, node }: IEventDataStore): void {
  const { account, region } = Stack.of(scope);
  if (!isKnownDifference(env.account, account) && !isKnownDifference(env.region, region)) return;
  throw refusalOf(
    'storeElsewhere',
    `${property}: '${node.path}' is in account '${env.account}' and Region '${env.region}', and '${scope.node.path}' in '${account}' and '${region}'`,
  );
}
