/**
 * The reference app: trailwatch for one account, or for an organization. `cdk deploy --all` as it is; what varies
 * is context (`-c name=value`, or `context` in cdk.json):
 *
 *     emails               who gets the alerts, with commas between
 *     minimumSeverity      leaves out rules that are less severe: informational, low, medium, high or critical
 *     alarms               securityHub or quiet: alarms on the trail, with its log group; by default none
 *     keyPrefix            what stands before AWSLogs/ in the archive
 *     trailName            by default trailwatch
 *     region               the trail's home Region and the archive's; by default that of the credentials
 *
 *     organizationId       o-…: logs every account of the organization; then these are needed too, with region
 *     managementAccountId  where the trail is created
 *     logArchiveAccountId  where everything else is; by default the management account
 */
import { App, Stack } from 'aws-cdk-lib';
import {
  AlarmSet,
  RuleSet,
  RuleSeverity,
  TrailIdentity,
  Trailwatch,
  type TrailwatchProps,
} from '../lib/index';

const app = new App();
const organizationId = context('organizationId');
if (organizationId === undefined) deployToAccount();
else deployToOrganization(organizationId);

function deployToAccount(): void {
  const stack = new Stack(app, 'Trailwatch', {
    description: 'trailwatch: a CloudTrail trail, its archive, and alerts',
    env: { region: context('region') },
    terminationProtection: true,
  });
  const identity = TrailIdentity.account({
    trailName: trailName(),
    homeRegion: stack.region,
    ownerAccount: stack.account,
  });
  new Trailwatch(stack, 'Trailwatch', { identity, ...choices() });
}

/** The trail in the management account; archive, processor and alerts in an account that few people can enter. */
function deployToOrganization(organizationId: string): void {
  const region = needed('region');
  const managementAccountId = needed('managementAccountId');
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
    managementAccountId,
    organizationId,
  });
  new Trailwatch(archiveStack, 'Trailwatch', { identity, trailScope: managementStack, ...choices() });
}

function choices(): TrailwatchProps {
  const rules = RuleSet.builtIn();
  const severity = context('minimumSeverity');
  return {
    emails: context('emails')
      ?.split(/[\s,]+/)
      .filter((email) => email !== ''),
    keyPrefix: context('keyPrefix'),
    alarms: alarms(),
    rules: severity === undefined ? rules : rules.withMinimumSeverity(toSeverity(severity)),
  };
}

function alarms(): AlarmSet | undefined {
  const wanted = context('alarms');
  if (wanted === undefined) return undefined;
  if (wanted === 'securityHub') return AlarmSet.securityHub();
  if (wanted === 'quiet') return AlarmSet.quiet();
  throw new Error(`context alarms is '${wanted}'; it may be securityHub or quiet`);
}

function trailName(): string {
  return context('trailName') ?? 'trailwatch';
}

function toSeverity(text: string): RuleSeverity {
  const known = Object.values(RuleSeverity);
  const severity = known.find((value) => value === text);
  if (severity === undefined) {
    throw new Error(`context minimumSeverity is '${text}'; it may be ${known.join(', ')}`);
  }
  return severity;
}

/**
 * Context comes as text from the command line and as anything from cdk.json: an account id there may be a number.
 */
function context(name: string): string | undefined {
  const value: unknown = app.node.tryGetContext(name);
  if (value === undefined || value === null || value === '') return undefined;
  return Array.isArray(value) ? value.join(',') : String(value);
}

function needed(name: string): string {
  const value = context(name);
  if (value !== undefined) return value;
  throw new Error(`context organizationId is set, so ${name} is needed as well: add -c ${name}=…`);
}
