import type { Severity } from '../../rule/rule';
import type { CallKind } from '../calls/calls';

/** Kinds of resources whose calls raise one alert, and how it reads. */
export interface TamperingGroup {
  readonly name: string;
  readonly title: string;
  readonly severity: Extract<Severity, 'critical' | 'high'>;
  readonly kinds: readonly CallKind[];
  /** The gain of an attacker. */
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
      'A trail that trailwatch reads was stopped, deleted or changed. What it does not log leaves no evidence.',
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
      'An event data store was stopped, deleted, shortened or opened, or the channel of an integration was changed. Events are ' +
      'kept no longer, or read by others.',
    firstStep:
      'Restore the store within seven days (aws cloudtrail restore-event-data-store) or start its ingestion, and deploy its stack.',
  },
  {
    name: 'tampering-with-telemetry-rule',
    severity: 'critical',
    kinds: ['telemetryRule', 'telemetryAccount'],
    title: 'Telemetry rule changed or deleted, or telemetry evaluation stopped',
    description:
      'A rule by which CloudWatch takes events of CloudTrail was changed or deleted, or no rule is applied any longer. Events of ' +
      'CloudTrail may arrive in no log group.',
    firstStep:
      'Start telemetry evaluation (aws observabilityadmin start-telemetry-evaluation), and deploy the stack of the rule.',
  },
  {
    ...{ name: 'tampering-with-archive', severity: 'critical', kinds: ['bucket', 'accessPoint'] },
    title: 'Bucket of the log archive changed',
    description:
      'A bucket of the log archive was opened, changed or deleted. Log files may be read, expire, or arrive no longer.',
    firstStep: 'Compare the bucket with its template (drift detection), and deploy its stack again.',
  },
  {
    ...{ name: 'tampering-with-key', severity: 'critical', kinds: ['key'] },
    title: 'Key of trailwatch changed',
    description:
      'A key that encrypts log files or alerts was disabled, scheduled for deletion, granted or given another policy. ' +
      'Without it nothing is delivered, read or sent.',
    firstStep:
      'Cancel the deletion (aws kms cancel-key-deletion), enable the key, and compare its policy with the template.',
  },
  {
    ...{ name: 'forging-with-key', severity: 'critical', kinds: ['macKey'] },
    title: 'Key that authenticates alerts used by another principal',
    description:
      'A principal that is no function of trailwatch computed a code with the key that authenticates claims and alerts. It can ' +
      'forge them.',
    firstStep:
      'Search the log files of the last hours by hand (trailwatch scan s3://BUCKET), and revoke the sessions.',
  },
  {
    ...{ name: 'tampering-with-key-alias', severity: 'high', kinds: ['alias'] },
    title: 'Alias of a key of trailwatch changed',
    description:
      'The alias of a key was deleted or points to another key. Guardrails know the key by its alias.',
    firstStep: 'Deploy the stack of the key again; then look for calls on the key itself.',
  },
  {
    ...{ name: 'tampering-with-alert-topic', severity: 'critical', kinds: ['topic', 'subscription'] },
    title: 'Alert topic or a subscription of it changed',
    description:
      'The topic of alerts, or a subscription of it, was changed, filtered or deleted. Alerts may reach no one.',
    firstStep: 'List the subscriptions with their filter policies, and send a test alert.',
  },
  {
    ...{ name: 'tampering-with-queue', severity: 'critical', kinds: ['queue'] },
    title: 'Queue of trailwatch changed, purged or deleted',
    description:
      'A queue was purged, changed or deleted. The log files and events whose messages it held were not searched.',
    firstStep:
      'Search the log files of the last hours by hand (trailwatch scan s3://BUCKET), and deploy the stack of the queue again.',
  },
  {
    ...{ name: 'tampering-with-messages', severity: 'critical', kinds: ['notice'] },
    title: 'Messages of trailwatch taken or moved',
    description:
      'Messages of a queue were received, deleted or moved by a principal that is neither a function of trailwatch nor an ' +
      'operator. What they announce was not searched.',
    firstStep: 'Search the log files of the last hours by hand (trailwatch scan s3://BUCKET).',
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
      'A state machine was changed or deleted. With another definition it does something else with its role; without it no ' +
      'alert is answered.',
    firstStep: 'Deploy the stack of the state machine again, and look for what its role did since the call.',
  },
  {
    ...{ name: 'tampering-with-response', severity: 'critical', kinds: ['response', 'execution'] },
    title: 'Response started, stopped or repeated by another principal',
    description:
      'An execution of a responder was started, stopped or repeated by a principal that is neither a function of trailwatch nor ' +
      'an operator. It acts on what its input names, or no longer acts.',
    firstStep:
      'Read the input of the execution (aws stepfunctions describe-execution), take back what it did, or do what it was to do.',
  },
  {
    ...{ name: 'tampering-with-claims-table', severity: 'critical', kinds: ['table'] },
    title: 'Claims table of trailwatch changed',
    description:
      'The table of alerts that were sent was changed or deleted. Without it no alert can be sent.',
    firstStep: 'Deploy its stack again; restore the table to the time before the call where it was deleted.',
  },
  {
    ...{ name: 'tampering-with-claims', severity: 'critical', kinds: ['claim'] },
    title: 'Claims of alerts written by another principal',
    description:
      'An item of the claims table was written by a principal that is no function of trailwatch. An alert that is claimed ' +
      'beforehand is never sent.',
    firstStep:
      'Search the log files of the last hours by hand (trailwatch scan s3://BUCKET): it claims nothing.',
  },
  {
    name: 'tampering-with-event-rule',
    severity: 'critical',
    kinds: ['eventRule', 'eventBus', 'busPermission'],
    title: 'Event rule or bus of trailwatch changed',
    description:
      'A rule or bus that brings log files and events to trailwatch was disabled, changed or deleted. They are searched no longer.',
    firstStep: 'Enable the rule (aws events enable-rule), list its targets, and deploy its stack again.',
  },
  {
    ...{ name: 'tampering-with-alarm', severity: 'high', kinds: ['alarm'] },
    title: 'Alarm of trailwatch changed or deleted',
    description: 'An alarm was changed, deleted or set to a state by hand. It may report nothing.',
    firstStep: 'Deploy its stack again, and look at the metric of the alarm since the call.',
  },
  {
    ...{ name: 'muting-of-alarm', severity: 'high', kinds: ['mute'] },
    title: 'Alarm of trailwatch muted',
    description:
      'The actions of an alarm were disabled by a principal that is no operator. It reports nothing.',
    firstStep:
      'Enable its actions (aws cloudwatch enable-alarm-actions), and look at its state since the call.',
  },
  {
    ...{ name: 'tampering-with-log-group', severity: 'high', kinds: ['logGroup', 'logAccount'] },
    title: 'Log group of trailwatch changed',
    description:
      'A log group, its filters or its retention was changed or deleted, or a policy of the account changes what log groups hold.',
    firstStep: 'Deploy its stack again: alarms count what metric filters find in the log group.',
  },
  {
    ...{ name: 'tampering-with-role', severity: 'critical', kinds: ['role', 'managedPolicy'] },
    title: 'Role or policy of trailwatch changed',
    description:
      'A role of trailwatch, or one that deploys it, was changed, or a policy of it. A function without its permissions detects ' +
      'nothing; who can assume the role acts as trailwatch.',
    firstStep:
      'Compare trust and permissions with the template, deploy the stack again, and revoke the sessions of the role.',
  },
  {
    ...{ name: 'tampering-with-identity-provider', severity: 'high', kinds: ['identityProvider'] },
    title: 'Identity provider of an account of trailwatch changed',
    description:
      'Who controls an identity provider assumes the roles that trust it, those that deploy trailwatch too.',
    firstStep: 'List the roles whose trust policies name the provider, and revoke their sessions.',
  },
  {
    ...{ name: 'tampering-with-stack', severity: 'critical', kinds: ['stack', 'stackSet', 'roleOfStack'] },
    isByDeployers: true,
    title: 'Stack of trailwatch changed, or its deployment role used',
    description:
      'A stack of trailwatch was changed or deleted, or another stack was given its execution role, by a principal that does ' +
      'not deploy it.',
    firstStep: 'Cancel the update (aws cloudformation cancel-update-stack), and deploy the stack again.',
  },
  {
    ...{ name: 'tampering-with-chat', severity: 'high', kinds: ['chat', 'chatAccount'] },
    title: 'Chat channel of alerts changed',
    description: 'The channel or workspace that shows alerts was changed or taken away.',
    firstStep: 'Deploy its stack again, and send a test alert.',
  },
  {
    ...{ name: 'tampering-with-sink', severity: 'high', kinds: ['sink', 'stream'] },
    title: 'API destination, connection or delivery stream of alerts changed',
    description:
      'What brings alerts to another system was changed, deleted or given other credentials. Its people may get no alert, or ' +
      'others may get them.',
    firstStep: 'Deploy its stack again, authorize the connection, and send a test alert.',
  },
  {
    ...{ name: 'tampering-with-sink-secret', severity: 'high', kinds: ['secret'] },
    title: 'Secret of a connection or delivery stream of alerts changed',
    description:
      'The secret that alerts are sent with was changed, deleted or shared. A destination may get no alert, and who has the ' +
      'secret may forge some.',
    firstStep:
      'Restore the secret (aws secretsmanager restore-secret) or deploy its stack again, send a test alert, and issue another token.',
  },
  {
    ...{ name: 'replacing-of-sink-secret', severity: 'high', kinds: ['secretValue'] },
    title: 'Value of a secret of alerts replaced',
    description:
      'What is in the secret that alerts are sent with was replaced by a principal that is no operator. With the token of another ' +
      'customer, the destination keeps the alerts there.',
    firstStep:
      'Make the version before it current again (aws secretsmanager update-secret-version-stage), and send a test alert.',
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
      'A rule, role or stack that forwards events of a member account was changed or deleted. Realtime alerts of the account stop.',
    firstStep: 'Deploy the StackSet to the account again; log files bring its alerts within minutes.',
  },
];
