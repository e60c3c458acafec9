import type { Severity } from '../../rule/rule';
import type { CallKind } from '../calls/calls';

/** Kinds of resources whose calls raise one alert, and how it reads. */
export interface TamperingGroup {
  readonly name: string;
  readonly title: string;
  readonly severity: Extract<Severity, 'critical' | 'high'>;
  readonly kinds: readonly CallKind[];
  /** What happened, and its consequence. */
  readonly description: string;
  readonly firstStep: string;
  /** Whether the roles that call CloudFormation may make the calls, in addition to those whom the calls name. */
  readonly isByDeployers?: true;
  /** Whether the resources are those of member accounts. */
  readonly isOfMembers?: true;
}

/** The rules on the resources of trailwatch, by the loss that they detect. */
export const TAMPERING_GROUPS: readonly TamperingGroup[] = [
  {
    ...{ name: 'tampering-with-trail', severity: 'critical', kinds: ['trail'] },
    title: 'Trail of trailwatch changed or stopped',
    description:
      'A trail that trailwatch reads was stopped, deleted or changed. Calls that it does not log leave no evidence.',
    firstStep: 'Start logging again (aws cloudtrail start-logging), and deploy the stack of the trail.',
  },
  {
    ...{
      name: 'tampering-with-event-data-store',
      severity: 'critical',
      kinds: ['eventDataStore', 'channel'],
    },
    title: 'Event data store or channel of CloudTrail Lake changed, stopped or deleted',
    description:
      'An event data store or the channel of an integration was changed, stopped or deleted. Events may be lost, deleted ' +
      'early, or shared with others.',
    firstStep:
      'Restore the store within seven days (aws cloudtrail restore-event-data-store) or start its ingestion, and deploy its stack.',
  },
  {
    name: 'tampering-with-telemetry-rule',
    severity: 'critical',
    kinds: ['telemetryRule', 'telemetryAccount'],
    title: 'Telemetry rule changed or deleted, or telemetry evaluation stopped',
    description:
      'A rule with which CloudWatch collects CloudTrail events was changed or deleted, or telemetry evaluation was stopped. ' +
      'Events may no longer reach a log group.',
    firstStep:
      'Start telemetry evaluation (aws observabilityadmin start-telemetry-evaluation), and deploy the stack of the rule.',
  },
  {
    ...{ name: 'tampering-with-archive', severity: 'critical', kinds: ['bucket', 'accessPoint'] },
    title: 'Bucket of the log archive changed',
    description:
      'A bucket of the log archive was changed or deleted. Log files may be exposed, deleted, or no longer delivered.',
    firstStep: 'Compare the bucket with its template (drift detection), and deploy its stack again.',
  },
  {
    ...{ name: 'tampering-with-key', severity: 'critical', kinds: ['key'] },
    title: 'Key of trailwatch changed',
    description:
      'A key that encrypts log files or alerts was disabled or scheduled for deletion, or its policy or grants were ' +
      'changed. Without it, nothing is delivered or sent.',
    firstStep:
      'Cancel the deletion (aws kms cancel-key-deletion), enable the key, and compare its policy with the template.',
  },
  {
    ...{ name: 'forging-with-key', severity: 'critical', kinds: ['macKey'] },
    title: 'Key that authenticates alerts used by another principal',
    description:
      'A principal other than the functions of trailwatch used the key that authenticates claims and alerts. It can forge ' +
      'them.',
    firstStep:
      'Search the log files of the last hours (trailwatch scan s3://BUCKET), and revoke the sessions.',
  },
  {
    ...{ name: 'tampering-with-key-alias', severity: 'high', kinds: ['alias'] },
    title: 'Alias of a key of trailwatch changed',
    description:
      'The alias of a key was deleted or points to another key. Guardrails identify the key by its alias.',
    firstStep: 'Deploy the stack of the key again; then look for calls on the key.',
  },
  {
    ...{ name: 'tampering-with-alert-topic', severity: 'critical', kinds: ['topic', 'subscription'] },
    title: 'Alert topic or one of its subscriptions changed',
    description:
      'The alert topic, or one of its subscriptions, was changed or deleted. Alerts may not be delivered.',
    firstStep: 'List the subscriptions with their filter policies, and send a test alert.',
  },
  {
    ...{ name: 'tampering-with-queue', severity: 'critical', kinds: ['queue'] },
    title: 'Queue of trailwatch changed, purged or deleted',
    description:
      'A queue was purged, changed or deleted. Log files and events in its messages may not have been searched.',
    firstStep:
      'Search the log files of the last hours (trailwatch scan s3://BUCKET), and deploy the stack of the queue again.',
  },
  {
    ...{ name: 'tampering-with-messages', severity: 'critical', kinds: ['notice'] },
    title: 'Messages of trailwatch read, deleted or moved',
    description:
      'Messages of a queue were received, deleted or moved by a principal that is neither a function of trailwatch nor an ' +
      'operator. Their log files may not have been searched.',
    firstStep: 'Search the log files of the last hours (trailwatch scan s3://BUCKET).',
  },
  {
    ...{ name: 'tampering-with-function', severity: 'critical', kinds: ['function', 'layer', 'eventSource'] },
    title: 'Function of trailwatch changed',
    description:
      'A function, its code, settings, concurrency, rules or event source was changed or deleted. Detections may have stopped.',
    firstStep: 'Deploy the stack of the function again, and compare its code with the package.',
  },
  {
    ...{ name: 'tampering-with-state-machine', severity: 'critical', kinds: ['machine'] },
    title: 'State machine of trailwatch changed or deleted',
    description:
      'A state machine was changed or deleted. A changed definition can misuse its role; without it, there are no ' +
      'responses.',
    firstStep: 'Deploy the stack of the state machine again, and review the calls of its role since.',
  },
  {
    ...{ name: 'tampering-with-response', severity: 'critical', kinds: ['response', 'execution'] },
    title: 'Response started, stopped or repeated by another principal',
    description:
      'An execution of a responder was started, stopped or repeated by a principal that is neither a function of trailwatch nor ' +
      'an operator. It may change other resources, or not respond.',
    firstStep:
      'Read the input of the execution (aws stepfunctions describe-execution). Undo what it did, or respond by hand.',
  },
  {
    ...{ name: 'tampering-with-claims-table', severity: 'critical', kinds: ['table'] },
    title: 'Claims table of trailwatch changed',
    description: 'The table of sent alerts was changed or deleted. Without it, no alert can be sent.',
    firstStep: 'Deploy its stack again. If the table was deleted, restore it to the time before the call.',
  },
  {
    ...{ name: 'tampering-with-claims', severity: 'critical', kinds: ['claim'] },
    title: 'Claims of alerts written by another principal',
    description:
      'An item of the claims table was written by a principal other than the functions of trailwatch. An alert that is ' +
      'already claimed is never sent.',
    firstStep: 'Search the log files of the last hours (trailwatch scan s3://BUCKET), which ignores claims.',
  },
  {
    name: 'tampering-with-event-rule',
    severity: 'critical',
    kinds: ['eventRule', 'eventBus', 'busPermission'],
    title: 'Event rule or bus of trailwatch changed',
    description:
      'A rule or bus that sends log files and events to trailwatch was disabled, changed or deleted. They may not be searched.',
    firstStep: 'Enable the rule (aws events enable-rule), list its targets, and deploy its stack again.',
  },
  {
    ...{ name: 'tampering-with-alarm', severity: 'high', kinds: ['alarm'] },
    title: 'Alarm of trailwatch changed or deleted',
    description: 'An alarm was changed or deleted, or its state was set by hand. It may not notify.',
    firstStep: 'Deploy its stack again, and check the metric of the alarm since the call.',
  },
  {
    ...{ name: 'muting-of-alarm', severity: 'high', kinds: ['mute'] },
    title: 'Alarm of trailwatch muted',
    description:
      'The actions of an alarm were disabled by a principal other than an operator. It does not notify.',
    firstStep:
      'Enable its actions (aws cloudwatch enable-alarm-actions), and check its state since the call.',
  },
  {
    ...{ name: 'tampering-with-log-group', severity: 'high', kinds: ['logGroup', 'logAccount'] },
    title: 'Log group of trailwatch changed',
    description:
      'A log group, its filters or its retention was changed or deleted, or an account policy changed what log groups store.',
    firstStep: 'Deploy its stack again: alarms depend on the metric filters of the log group.',
  },
  {
    ...{ name: 'tampering-with-role', severity: 'critical', kinds: ['role', 'managedPolicy'] },
    title: 'Role or policy of trailwatch changed',
    description:
      'A role of trailwatch, or one that deploys it, or its policy was changed. A function without permissions detects ' +
      'nothing; anyone who can assume the role acts as trailwatch.',
    firstStep:
      'Compare its trust policy and permissions with the template, deploy its stack again, and revoke its sessions.',
  },
  {
    ...{ name: 'tampering-with-identity-provider', severity: 'high', kinds: ['identityProvider'] },
    title: 'Identity provider of an account of trailwatch changed',
    description:
      'Anyone who controls an identity provider can assume roles that trust it, even those that deploy trailwatch.',
    firstStep: 'List the roles whose trust policies name the provider, and revoke their sessions.',
  },
  {
    ...{ name: 'tampering-with-stack', severity: 'critical', kinds: ['stack', 'stackSet', 'roleOfStack'] },
    isByDeployers: true,
    title: 'Stack of trailwatch changed, or its deployment role used',
    description:
      'A principal that does not deploy trailwatch changed or deleted one of its stacks, or gave its execution role to ' +
      'another stack.',
    firstStep: 'Cancel the update (aws cloudformation cancel-update-stack), and deploy the stack again.',
  },
  {
    ...{ name: 'tampering-with-chat', severity: 'high', kinds: ['chat', 'chatAccount'] },
    title: 'Chat channel of alerts changed',
    description: 'The channel or workspace that shows alerts was changed or deleted.',
    firstStep: 'Deploy its stack again, and send a test alert.',
  },
  {
    ...{ name: 'tampering-with-sink', severity: 'high', kinds: ['sink', 'stream'] },
    title: 'API destination, connection or delivery stream of alerts changed',
    description:
      'A resource that sends alerts to another system was changed or deleted, or its credentials were. Alerts may be lost, or ' +
      'sent to others.',
    firstStep: 'Deploy its stack again, authorize the connection, and send a test alert.',
  },
  {
    ...{ name: 'tampering-with-sink-secret', severity: 'high', kinds: ['secret'] },
    title: 'Secret of a connection or delivery stream of alerts changed',
    description:
      'The secret for sending alerts was changed, deleted or shared. A destination may get no alerts, and anyone with the ' +
      'secret can forge them.',
    firstStep:
      'Restore the secret (aws secretsmanager restore-secret) or deploy its stack again, send a test alert, and issue a new token.',
  },
  {
    ...{ name: 'replacing-of-sink-secret', severity: 'high', kinds: ['secretValue'] },
    title: 'Value of a secret of alerts replaced',
    description:
      'The value of the secret for sending alerts was replaced by a principal other than an operator. With a token of another ' +
      'account, alerts go to that account.',
    firstStep:
      'Make the previous version current again (aws secretsmanager update-secret-version-stage), and send a test alert.',
  },
  {
    ...{
      name: 'tampering-with-member-forwarding',
      severity: 'critical',
      kinds: ['eventRule', 'role', 'stack'],
    },
    isOfMembers: true,
    title: 'Forwarding of events changed in a member account',
    description:
      'A rule, role or stack that forwards events of a member account was changed or deleted. Its realtime alerts may stop.',
    firstStep: 'Deploy the StackSet to the account again. Log files still raise its alerts within minutes.',
  },
];
