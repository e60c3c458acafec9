/**
 * The reference app: trailwatch for one account, or for an organization. Run `cdk deploy --all`; use context for settings
 * (`-c name=value`, or `context` in cdk.json):
 *
 *     emails                 addresses that get the alerts, with commas between
 *     slackWorkspaceId       a Slack workspace that Amazon Q Developer may use, and slackChannelId: a channel that gets the
 *                            alerts; both or neither
 *     alertSeverity          the least severity of the alerts that e-mail and Slack get, by default medium; the daily summary counts
 *                            all others. informational: every alert, and repeats
 *     minimumSeverity        leaves out rules that are less severe: informational, low, medium, high or critical
 *     alarms                 securityHub or quiet: alarms on the trail, with its log group; by default none
 *     managementEvents       all, writeOnly or withoutKms; by default all
 *     dataEvents             resource types whose data events are logged, such as AWS::S3::Object, with commas between
 *     insights               callRate, errorRate or both, with a comma between; by default none
 *     realtime               true: alerts within seconds; by default false
 *     realtimeRegions        Regions besides the home Region whose events are forwarded, with commas between; us-east-1 has
 *                            those of global services. Needs realtime, region, and accountId or an organization
 *     keyPrefix              what is before AWSLogs/ in the archive
 *     trailName              by default trailwatch
 *     region                 the trail's home Region and the archive's; by default that of the credentials
 *     accountId              the account; by default that of the credentials
 *
 *     organizationId         o-…: logs every account of the organization; then these are needed too, with region
 *     managementAccountId    where the trail is created
 *     logArchiveAccountId    where everything else is; by default the management account
 *     bucketName             the archive's bucket in an account of its own; by default trailwatch-logs-<account>-<region>
 *     organizationalUnitIds  with realtimeRegions: the root or the units whose accounts forward events: r-…, ou-…
 */
import { App, Stack } from 'aws-cdk-lib';
import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import {
  AlarmSet,
  type AlertFilter,
  ChatTopic,
  DataEventType,
  EventSelection,
  Insights,
  RuleSet,
  RuleSeverity,
  TrailIdentity,
  Trailwatch,
  type TrailwatchProps,
  type TrailwatchRealtimeOptions,
} from '../lib/index';

/** A value of the context that cannot be used. */
class ContextError extends Error {}

const app = new App();
try {
  const organizationId = context('organizationId');
  if (organizationId === undefined) deployToAccount();
  else deployToOrganization(organizationId);
} catch (error) {
  // an error in the context is one sentence; a stack trace does not help its author
  if (!(error instanceof ContextError) && (error as Error).name !== 'ConstructError') throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}

function deployToAccount(): void {
  const env = { account: context('accountId'), region: context('region') };
  const stack = new Stack(app, 'Trailwatch', {
    description: 'trailwatch: a CloudTrail trail, its archive, and alerts',
    env,
    terminationProtection: true,
  });
  const identity = TrailIdentity.account({
    trailName: trailName(),
    homeRegion: stack.region,
    ownerAccount: stack.account,
  });
  if (list('realtimeRegions').length > 0) needed('accountId', 'realtimeRegions');
  refuseAlone('organizationalUnitIds', 'organizationId');
  const realtime = realtimeOf((region) => forwarder('Trailwatch', env.account, region));
  create(stack, { identity, realtime });
}

/** The trail in the management account; archive, processor and alerts in an account that few people can enter. */
function deployToOrganization(organizationId: string): void {
  const region = needed('region', 'organizationId');
  const managementAccountId = needed('managementAccountId', 'organizationId');
  const logArchiveAccountId = context('logArchiveAccountId') ?? managementAccountId;
  const archiveStack = new Stack(app, 'TrailwatchLogArchive', {
    description: 'trailwatch: the archive of the organization trail, and alerts',
    env: { account: logArchiveAccountId, region },
    terminationProtection: true,
  });
  const managementStack = new Stack(app, 'TrailwatchManagement', {
    description: 'trailwatch: the organization trail',
    env: { account: managementAccountId, region },
    terminationProtection: true,
  });
  const identity = TrailIdentity.organization({
    trailName: trailName(),
    homeRegion: region,
    managementAccount: managementAccountId,
    organizationId,
  });
  const forwarding = realtimeOf((other) => forwarder('TrailwatchManagement', managementAccountId, other));
  const realtime = forwarding === undefined ? undefined : { ...forwarding, ...memberOptions(region) };
  // a trail refers to its bucket by name, and only an explicit account makes that a name in another account
  const bucketName =
    logArchiveAccountId === managementAccountId
      ? undefined
      : (context('bucketName') ?? `trailwatch-logs-${logArchiveAccountId}-${region}`);
  create(archiveStack, { identity, trailScope: managementStack, realtime, bucketName });
}

function create(stack: Stack, place: TrailwatchProps): void {
  const severity = choice('minimumSeverity', Object.values(RuleSeverity));
  const emails = list('emails');
  const filter = alertFilter();
  const slackWorkspaceId = slackId('slackWorkspaceId', 'slackChannelId');
  const slackChannelId = slackId('slackChannelId', 'slackWorkspaceId');
  const { alertTopic } = new Trailwatch(stack, 'Trailwatch', {
    ...place,
    ...(emails.length === 0 ? {} : { emails, emailFilter: filter }),
    keyPrefix: context('keyPrefix'),
    alarms: alarms(),
    eventSelection: eventSelection(),
    rules: severity === undefined ? undefined : RuleSet.builtIn().withMinimumSeverity(severity),
  });
  if (slackWorkspaceId === undefined || slackChannelId === undefined) return;
  const channel = new SlackChannelConfiguration(stack, 'Slack', {
    slackChannelConfigurationName: 'trailwatch',
    slackWorkspaceId,
    slackChannelId,
  });
  new ChatTopic(stack, 'Chat', { alertTopic, filter }).addSlackChannel(channel);
}

/** Undefined: the defaults for people. */
function alertFilter(): AlertFilter | undefined {
  const minimumSeverity = choice('alertSeverity', Object.values(RuleSeverity));
  if (minimumSeverity === undefined) return undefined;
  return { minimumSeverity, includeRepeats: minimumSeverity === RuleSeverity.INFORMATIONAL };
}

function alarms(): AlarmSet | undefined {
  const wanted = choice('alarms', ['securityHub', 'quiet']);
  if (wanted === undefined) return undefined;
  return wanted === 'securityHub' ? AlarmSet.securityHub() : AlarmSet.quiet();
}

/** Undefined without any such context: the trail then logs all management events. */
function eventSelection(): EventSelection | undefined {
  const management = choice('managementEvents', ['all', 'writeOnly', 'withoutKms']);
  const types = list('dataEvents').map(dataEventType);
  const insights = list('insights').map((name) => {
    if (name === 'callRate') return Insights.callRate();
    if (name === 'errorRate') return Insights.errorRate();
    throw new ContextError(`context insights is '${name}'; it may be callRate or errorRate`);
  });
  if (management === undefined && types.length === 0 && insights.length === 0) return undefined;
  const all = EventSelection.managementEvents();
  const managed =
    management === 'writeOnly' ? all.writeOnly() : management === 'withoutKms' ? all.withoutKms() : all;
  const selection = types.length === 0 ? managed : managed.plus(EventSelection.dataEvents(...types));
  return insights.length === 0 ? selection : selection.withInsights(...insights);
}

function dataEventType(name: string): DataEventType {
  const known = DataEventType.all().find(({ resourceType }) => resourceType === name);
  if (known !== undefined) return known;
  throw new ContextError(
    `context dataEvents is '${name}'; it may be resource types that CloudTrail logs, such as AWS::S3::Object or AWS::Lambda::Function`,
  );
}

/** A forwarding stack for each of the other Regions. */
function realtimeOf(createForwarder: (region: string) => Stack): TrailwatchRealtimeOptions | undefined {
  const regions = list('realtimeRegions');
  if (choice('realtime', ['true', 'false']) !== 'true') {
    refuseAlone('realtimeRegions', 'realtime=true');
    return undefined;
  }
  if (regions.length === 0) return {};
  const home = needed('region', 'realtimeRegions');
  for (const region of regions) checkRegion('realtimeRegions', region);
  return { regionScopes: regions.filter((region) => region !== home).map(createForwarder) };
}

function memberOptions(home: string): TrailwatchRealtimeOptions {
  const organizationalUnitIds = list('organizationalUnitIds');
  if (organizationalUnitIds.length === 0) return {};
  return { organizationalUnitIds, memberRegions: [...new Set([home, ...list('realtimeRegions')])] };
}

function forwarder(name: string, account: string | undefined, region: string): Stack {
  return new Stack(app, `${name}-${region}`, {
    description: 'trailwatch: sends what its rules may match to the home Region',
    env: { account, region },
    terminationProtection: true,
  });
}

function checkRegion(name: string, region: string): void {
  if (/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) return;
  throw new ContextError(
    `context ${name} is '${region}'; it may be Regions, such as us-east-1, with commas between`,
  );
}

function slackId(name: string, other: string): string | undefined {
  const id = context(name);
  if (id === undefined) return undefined;
  needed(other, name);
  if (/^[0-9A-Z]+$/.test(id)) return id;
  throw new ContextError(
    `context ${name} is '${id}'; it may have capital letters and digits only, as Slack shows it`,
  );
}

function trailName(): string {
  return context('trailName') ?? 'trailwatch';
}

/** One of several words. */
function choice<T extends string>(name: string, words: readonly T[]): T | undefined {
  const value = context(name);
  if (value === undefined) return undefined;
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const known = words.length < 4 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : words.join(', ');
  throw new ContextError(`context ${name} is '${value}'; it may be ${known}`);
}

/** Several values, separated by commas or spaces. */
function list(name: string): string[] {
  return (context(name) ?? '').split(/[\s,]+/).filter((value) => value !== '');
}

/** Context is text on the command line and any JSON value in cdk.json: an account id there may be a number. */
function context(name: string): string | undefined {
  const value: unknown = app.node.tryGetContext(name);
  if (value === undefined || value === null || value === '') return undefined;
  return Array.isArray(value) ? value.join(',') : String(value);
}

function needed(name: string, because: string): string {
  const value = context(name);
  if (value !== undefined) return value;
  throw new ContextError(`context ${because} is set, so ${name} is needed as well: add -c ${name}=…`);
}

function refuseAlone(name: string, other: string): void {
  if (context(name) === undefined) return;
  throw new ContextError(
    `context ${name} is set without ${other}, and has no effect; add ${other}, or leave it out`,
  );
}
