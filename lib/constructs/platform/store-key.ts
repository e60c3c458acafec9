import { Aws, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { toLogDeliveryKeyStatement } from '../../core/policy/key-statements';
import {
  toBusKeyStatements,
  toQueueSenderStatement,
  toStoreKeyStatements,
} from '../../core/policy/lake/store-key-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { warnOf } from '../preflight/report-finding';
import { renderPolicy, toPolicyStatement } from '../statement/policy-length';
import { type PlatformOptions, withDefaults } from './platform-defaults';

/**
 * The key of the queues, tables and log groups of a construct, with a policy that allows the services to use it; undefined if
 * they are encrypted with service-owned keys.
 */
export function storeKeyOf(scope: Construct, options: PlatformOptions = {}): IKey | undefined {
  const { storeEncryption } = withDefaults(scope, options);
  if (storeEncryption !== undefined) letServicesUse(scope, storeEncryption);
  return storeEncryption;
}

/** The policy contains the statements once, regardless of the number of stores: the CDK omits duplicates. */
function letServicesUse(scope: Construct, key: IKey): void {
  const { region, account, partition } = Stack.of(scope);
  const statements = toStoreKeyStatements({
    account,
    logsService: `logs.${region}.${Aws.URL_SUFFIX}`,
    logGroups: `arn:${partition}:logs:${region}:${account}:log-group:*`,
  });
  allow(scope, key, statements);
}

/** Allows a service to send messages to a queue that the key encrypts, on behalf of an account's resources. */
export function letSenderUse(
  scope: Construct,
  key: IKey,
  { service, account }: { readonly service: string; readonly account: string },
): void {
  allow(scope, key, [toQueueSenderStatement('AllowBucketToSend', service, account)]);
}

/** Allows EventBridge to encrypt event buses of the account with the key. */
export function letBusesUse(scope: Construct, key: IKey): void {
  const { region, account, partition } = Stack.of(scope);
  allow(scope, key, toBusKeyStatements(account, `arn:${partition}:events:${region}:${account}:event-bus/*`));
}

/** Allows log delivery for state machines that the key encrypts. */
export function letLogDeliveryUse(scope: Construct, key: IKey, logs: string): void {
  allow(scope, key, [toLogDeliveryKeyStatement(logs)]);
}

function allow(scope: Construct, key: IKey, statements: readonly PolicyStatementData[]): void {
  const results = statements.map((statement) => key.addToResourcePolicy(toPolicyStatement(statement)));
  if (results.every(({ statementAdded }) => statementAdded)) return;
  warnOf(
    key,
    'storeKeyPolicy',
    `storeEncryption is an imported key, whose policy needs these statements: ${renderPolicy(scope, statements)}`,
  );
}
