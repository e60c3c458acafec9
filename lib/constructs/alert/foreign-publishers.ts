import { Aws, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import { oneOrMany, type PolicyStatementData } from '../../core/policy/policy-statement-data';
import {
  toAlertKeyStatement,
  toAlertTopicStatement,
  toForeignPublisherKeyStatements,
  toForeignPublisherStatements,
  toOrganizationPublisherKeyStatement,
  toOrganizationPublisherStatement,
} from '../../core/policy/topic-statements';
import { checkName } from '../preflight/check-name';
import { warnOf } from '../preflight/report-finding';
import { createdPolicyOf } from '../resource/generated-name';
import { checkDocumentSize, checkKeyPolicySize } from '../statement/check-document-size';
import { renderPolicy, toPolicyStatement } from '../statement/policy-length';

/** A topic and the key of its messages. Publishers need access to both. */
export interface EncryptedTopic {
  readonly topic: ITopic;
  readonly encryptionKey: IKey;
}

/** Throws on an invalid account id, and on an empty list. */
export function checkPublishers(accounts: readonly string[]): void {
  if (accounts.length === 0) throw new Error('allowPublishFrom needs at least one account');
  for (const account of accounts) checkName('accounts', 'account id', account);
}

/**
 * Allows CloudWatch alarms of the topic's own account to publish; a missing permission in a policy outside this app is a
 * warning.
 */
export function letAlarmsPublish(scope: IConstruct, { topic, encryptionKey }: EncryptedTopic): void {
  const { account } = Stack.of(scope);
  topic.addToResourcePolicy(toPolicyStatement(toAlertTopicStatement(topic.topicArn, account)));
  const encrypt = toAlertKeyStatement(account);
  if (encryptionKey.addToResourcePolicy(toPolicyStatement(encrypt)).statementAdded) return;
  warnOf(
    scope,
    'topicKeyPolicy',
    `encryptionKey is an imported key, whose policy needs this statement: ${renderPolicy(scope, encrypt)}`,
  );
}

/**
 * Allows principals and CloudWatch alarms of these accounts to publish. Accounts that are added later are included: SNS allows
 * 100 statements, so there are two for all of them.
 */
export function letAccountsPublish(
  { topic, encryptionKey }: EncryptedTopic,
  accounts: ReadonlySet<string>,
): void {
  const all = [Token.asString(Lazy.uncachedAny({ produce: () => oneOrMany([...accounts]) }))];
  addTo(topic, toForeignPublisherStatements(topic.topicArn, all));
  addTo(encryptionKey, toForeignPublisherKeyStatements(snsAsKmsNamesIt(topic), all));
}

/** The SNS quotas. @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html */
const MAX_TOPIC_POLICY = { mostBytes: 30_720, mostStatements: 100 };

const FEWER_ACCOUNTS =
  'use allowPublishFromOrganization instead of its accounts, and let their alarms publish to topics of their own';

/** Fails the synthesis if the policy of the topic or its key exceeds the AWS quota. */
export function checkTopicPolicySizes({ topic, encryptionKey }: EncryptedTopic): void {
  checkDocumentSize({
    ...{ scope: topic, ...MAX_TOPIC_POLICY },
    document: () => createdPolicyOf(topic)?.policyDocument ?? {},
    whose: "the topic's policy",
    remedy: FEWER_ACCOUNTS,
  });
  checkKeyPolicySize(encryptionKey, FEWER_ACCOUNTS);
}

/** Allows the users and roles of an organization's other accounts to publish. */
export function letOrganizationPublish(
  { topic, encryptionKey }: EncryptedTopic,
  organizationId: string,
): void {
  checkName('organizationId', 'organization id', organizationId);
  const members = { organizationId, ownAccount: Stack.of(topic).account };
  addTo(topic, [toOrganizationPublisherStatement(topic.topicArn, members)]);
  addTo(encryptionKey, [toOrganizationPublisherKeyStatement(snsAsKmsNamesIt(topic), members)]);
}

/**
 * The identity policy of a principal in another account. The policies of the topic and its key allow the account. The key has
 * no name that is known in another account, so the statement allows any key, and only through SNS.
 */
export function grantForeignPublish(topic: ITopic, grantee: IGrantable): Grant {
  const { partition, region, account } = Stack.of(topic);
  const publish = Grant.addToPrincipal({
    grantee,
    actions: ['sns:Publish'],
    resourceArns: [topic.topicArn],
  });
  const encrypt = Grant.addToPrincipal({
    grantee,
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resourceArns: [`arn:${partition}:kms:${region}:${account}:key/*`],
    conditions: { StringEquals: { 'kms:ViaService': snsAsKmsNamesIt(topic) } },
  });
  return publish.combine(encrypt);
}

function snsAsKmsNamesIt(topic: ITopic): string {
  return `sns.${Stack.of(topic).region}.${Aws.URL_SUFFIX}`;
}

function addTo(resource: ITopic | IKey, statements: readonly PolicyStatementData[]): void {
  for (const statement of statements) resource.addToResourcePolicy(toPolicyStatement(statement));
}
