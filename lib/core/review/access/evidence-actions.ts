import type { Does } from '../../inventory/calls/call';
import { CALLS, type CallKind } from '../../inventory/calls/calls';
import type { Verb } from './access-cell';
import type { ReadStatement } from './read-statement';
import type { PlaceOfStack } from './template-values';

/** Where the resources that calls of a kind name are: below the ARN of the resource, or next to it in its account and Region. */
export interface NamedPlace {
  readonly of: 'resource' | 'account';
  /** What their names begin with, behind the ARN or the account. */
  readonly marker: string;
  /** As requirements call them: `objects`. */
  readonly noun: string;
}

/** A question: an action, and whether it acts on the resource itself. */
export interface AskedAction {
  readonly action: string;
  readonly does: readonly Verb[];
  readonly place?: NamedPlace;
}

/** A type of resource that contains or protects evidence. */
export interface EvidenceType {
  /** As cells call it: `bucket`. */
  readonly noun: string;
  readonly actions: readonly AskedAction[];
}

/** A resource that contains or protects evidence. */
export interface Evidence extends PlaceOfStack {
  /** In words: `bucket StackA/LogArchive/Bucket`. */
  readonly what: string;
  readonly arn: string;
  readonly type: EvidenceType;
  /** Of a role that is in no template: whom it trusts. */
  readonly trust?: readonly ReadStatement[];
}

/** The objects of a bucket. */
export const OBJECTS: NamedPlace = { of: 'resource', marker: '/', noun: 'objects' };
/** The streams of a log group. */
export const STREAMS: NamedPlace = { of: 'resource', marker: ':log-stream:', noun: 'log streams' };
const ANYWHERE = inAccount(':', 'resources');

/** Actions that are asked for what is inside, whatever their kind. */
const OF_STREAMS = /^logs:(PutLogEvents|GetLogEvents|DeleteLogStream)$/;

/**
 * The types, and the kinds of calls that are asked for each; those of some kinds are on other resources, such as the mappings of
 * a function.
 */
export const EVIDENCE_TYPES: Readonly<Record<string, EvidenceType>> = {
  'AWS::S3::Bucket': evidence('bucket', {
    bucket: undefined,
    logFile: OBJECTS,
    replica: OBJECTS,
    accessPoint: inAccount(':accesspoint/', 'access points'),
  }),
  'AWS::KMS::Key': evidence('key', ofKey()),
  'AWS::KMS::ReplicaKey': evidence('key', ofKey()),
  'AWS::CloudTrail::Trail': evidence('trail', { trail: undefined }),
  'AWS::CloudTrail::EventDataStore': evidence('event data store', { eventDataStore: undefined }),
  'AWS::CloudTrail::Channel': evidence('channel', { channel: undefined, sentEvent: undefined }),
  // a permission of the dashboard's schedule, and no change of the pipeline
  'AWS::CloudTrail::Dashboard': {
    noun: 'dashboard',
    actions: [{ action: 'cloudtrail:StartDashboardRefresh', does: ['read'] }],
  },
  'AWS::ObservabilityAdmin::TelemetryRule': telemetry(),
  'AWS::ObservabilityAdmin::OrganizationTelemetryRule': telemetry(),
  'AWS::ObservabilityAdmin::OrganizationCentralizationRule': telemetry(),
  'AWS::Logs::LogGroup': evidence('log group', { logGroup: undefined, logAccount: ANYWHERE }),
  'AWS::SNS::Topic': evidence('topic', { topic: undefined, subscription: undefined }),
  'AWS::SQS::Queue': evidence('queue', { queue: undefined, notice: undefined }),
  'AWS::DynamoDB::Table': evidence('table', { table: undefined, claim: undefined }),
  'AWS::Lambda::Function': ofFunction(),
  'AWS::Lambda::LayerVersion': evidence('layer', { layer: inAccount(':layer:', 'layers') }),
  'AWS::Events::Rule': evidence('EventBridge rule', { eventRule: undefined }),
  'AWS::Events::EventBus': evidence('event bus', { eventBus: undefined, busPermission: undefined }),
  'AWS::CloudWatch::Alarm': evidence('alarm', { alarm: undefined, mute: undefined }),
  'AWS::CloudWatch::CompositeAlarm': evidence('alarm', { alarm: undefined, mute: undefined }),
  'AWS::StepFunctions::StateMachine': evidence('state machine', {
    machine: undefined,
    response: undefined,
    execution: inAccount(':execution:', 'executions'),
    approval: ANYWHERE,
  }),
  'AWS::KinesisFirehose::DeliveryStream': evidence('delivery stream', { stream: undefined }),
  'AWS::Events::ApiDestination': ofSink('API destination', /ApiDestination$/),
  'AWS::Events::Connection': ofConnection(),
  'AWS::SecretsManager::Secret': evidence('secret', { secret: undefined, secretValue: undefined }),
  'AWS::Chatbot::SlackChannelConfiguration': chat(),
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': chat(),
  'AWS::CloudFormation::StackSet': evidence('stack set', {
    stackSet: inAccount(':stackset/', 'stack sets'),
  }),
  'AWS::IAM::Role': evidence('role', { role: undefined, session: undefined }),
  'AWS::IAM::ManagedPolicy': evidence('managed policy', { managedPolicy: undefined }),
};

/** Stacks themselves: who updates them rewrites all that they have. */
export const STACK: EvidenceType = evidence('stack', { stack: undefined });

/** Roles that deploy stacks, or look up values for them: who takes one, or rewrites it, has what it may. */
export const DEPLOYMENT_ROLE: EvidenceType = {
  noun: 'role',
  actions: evidence('role', { role: undefined, session: undefined }).actions.flatMap(({ does, ...asked }) =>
    does.includes('take') ? [{ ...asked, does: ['take'] as const }] : [],
  ),
};

/** Silences that people set, of the functions that read them: who may set one silences their alerts. */
export const SILENCES: EvidenceType = evidence('alerts of', {
  silence: inAccount(':parameter/trailwatch/', 'parameters'),
});

type Kinds = Readonly<Partial<Record<CallKind, NamedPlace | undefined>>>;

function evidence(noun: string, kinds: Kinds): EvidenceType {
  const actions = (Object.keys(kinds) as CallKind[]).flatMap((kind) =>
    CALLS[kind].calls
      .filter(({ does }) => does.length > 0)
      .map(({ action, does }): AskedAction => {
        const place = OF_STREAMS.test(action) ? STREAMS : kinds[kind];
        return { action, does: verbsOf(does), ...(place === undefined ? {} : { place }) };
      }),
  );
  return { noun, actions };
}

/** To send evidence or alerts elsewhere silences, too: who is to have them does not. */
function verbsOf(does: readonly Does[]): readonly Verb[] {
  return [...new Set(does.map((each): Verb => (each === 'redirect' ? 'silence' : each)))];
}

function ofFunction(): EvidenceType {
  const { noun, actions } = evidence('function', {
    function: undefined,
    responseFunction: undefined,
    eventSource: inAccount(':event-source-mapping:', 'mappings'),
  });
  // a permission of function URLs, and no call
  return { noun, actions: [...actions, { action: 'lambda:InvokeFunctionUrl', does: ['write'] }] };
}

/** One kind has the calls on API destinations and those on their connections. */
function ofSink(noun: string, fits: RegExp): EvidenceType {
  const { actions } = evidence(noun, { sink: undefined });
  return { noun, actions: actions.filter(({ action }) => fits.test(action)) };
}

/** EventBridge keeps the credentials of a connection in a separate secret. */
function ofConnection(): EvidenceType {
  const secrets = inAccount(':secret:events!connection/', 'secrets of connections');
  const noun = 'connection';
  const { actions } = evidence(noun, { secret: secrets, secretValue: secrets, credential: secrets });
  return { noun, actions: [...ofSink(noun, /Connection(Credentials)?$/).actions, ...actions] };
}

function ofKey(): Kinds {
  return { key: undefined, macKey: undefined, alias: inAccount(':alias/', 'aliases') };
}

function telemetry(): EvidenceType {
  return evidence('telemetry rule', { telemetryRule: ANYWHERE, telemetryAccount: ANYWHERE });
}

function chat(): EvidenceType {
  const chats = inAccount(':chat-configuration/', 'chat configurations');
  return evidence('chat configuration', { chat: chats, chatAccount: ANYWHERE });
}

function inAccount(marker: string, noun: string): NamedPlace {
  return { of: 'account', marker, noun };
}
