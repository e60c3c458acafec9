import { Stack, Token } from 'aws-cdk-lib';
import { Grant, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { groupBy } from '../../core/keyed/grouped';
import { HEARTBEAT_PARTITIONS } from '../../core/settings/claim-table';
import type { CoveredAccounts, RealtimeCoverage } from '../../core/settings/message/region-watch';
import type { ILogArchive } from '../archive/log-archive-interface';
import { errorAt } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { regionsThatSend } from '../realtime/management-regions';
import type { RealtimeAlerts } from '../realtime/realtime-alerts';
import { type RealtimeAlertsStackSet, stackSetsThatSend } from '../realtime/realtime-alerts-stack-set';
import type { QueueWorker } from '../worker/queue-worker';

/** Throws if the monitor cannot read the heartbeats, or cannot verify who wrote them. */
export function checkRealtime(
  scope: IConstruct,
  realtime: RealtimeAlerts,
  { macKey }: Pick<QueueWorker, 'macKey'>,
): void {
  const [own, other] = [Stack.of(scope), Stack.of(realtime)];
  const { path } = realtime.node;
  if (isKnownDifference(own.account, other.account) || isKnownDifference(own.region, other.region)) {
    throw errorAt(
      scope,
      `realtime '${path}' is of ${other.account} in ${other.region}, and the monitor of ${own.account} in ${own.region}; create both in one account and Region, or leave realtime out`,
    );
  }
  if (realtime._macKey === macKey) return;
  throw errorAt(
    scope,
    `realtime '${path}' has another alertTopic, whose key proves its heartbeats; give both the same alertTopic, or leave realtime out`,
  );
}

/** Allows the function to read heartbeats, and nothing else of the table. */
export function grantHeartbeats(role: Role, { table }: RealtimeAlerts): void {
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['dynamodb:Query'],
      resources: [table.tableArn],
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [HEARTBEAT_PARTITIONS] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    }),
  );
  const { encryptionKey } = table;
  if (encryptionKey === undefined) return;
  Grant.addToPrincipal({ grantee: role, actions: ['kms:Decrypt'], resourceArns: [encryptionKey.keyArn] });
}

/**
 * The accounts and Regions from which the app sends events to the home bus. Evaluate after all constructs have been added: the
 * senders are created after the home bus.
 */
export function coverageOf(realtime: RealtimeAlerts, { trails }: ILogArchive): RealtimeCoverage {
  const { account, region } = Stack.of(realtime);
  const owner = trails.find(({ isOrganizationTrail }) => isOrganizationTrail)?.ownerAccount;
  const own = ownRegions(realtime);
  const stackSets = stackSetsThatSend(realtime, realtime.busArn).map((stackSet) =>
    coveredBy(stackSet, { owner, ownAccounts: own.flatMap(({ accounts }) => accounts) }),
  );
  return { home: `${account}/${region}`, covered: [...own, ...stackSets] };
}

/** The Regions that have their own part, by account. */
function ownRegions(realtime: RealtimeAlerts): readonly CoveredAccounts[] {
  const stacks = groupBy(
    regionsThatSend(realtime, realtime.busArn).map((part) => Stack.of(part)),
    ({ account }) => account,
  );
  return [...stacks].map(([account, its]) => ({
    ...{ regions: its.map(({ region }) => region), accounts: [account], excluded: [] },
  }));
}

/**
 * The accounts of a StackSet. The accounts of organizational units are not known, and a service-managed StackSet excludes the
 * management account, whose id must be known. If they are not known, accounts are learned from their heartbeats, and accounts
 * with their own part say nothing about the StackSet.
 */
function coveredBy(
  stackSet: RealtimeAlertsStackSet,
  { owner, ownAccounts }: { readonly owner: string | undefined; readonly ownAccounts: readonly string[] },
): CoveredAccounts {
  const { regions, _accounts: accounts, _excludedAccounts: excluded } = stackSet;
  if (accounts !== undefined) return { regions, accounts, excluded };
  const management = stackSet.isDelegatedAdministrator ? owner : Stack.of(stackSet).account;
  if (!stackSet._isForOrganization || management === undefined || Token.isUnresolved(management)) {
    return { regions, accounts: 'heard', excluded: [...excluded, ...ownAccounts] };
  }
  return { regions, accounts: 'all', excluded: [...excluded, management] };
}
