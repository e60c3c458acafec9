import {
  fail,
  PASS,
  type PostureCheck,
  type PostureVerdict,
  unknown,
} from '../../../lib/core/posture/posture-check';
import type { SelectableRecord } from '../../../lib/core/selector/explain/examined-record';
import { isLogged } from '../../../lib/core/selector/explain/explain-selection';
import { type FieldSelector, presentMembers, type Selection } from '../../../lib/core/selector/selection';
import type { LiveAccount, LiveTrail, UnreadRegion } from './live-estate';

/** Whether a trail does it, or why that is not known. */
type Answer = { readonly is: boolean } | { readonly unknown: string };

const NO: Answer = { is: false };

/** Events as trails select them: one that reads and one that writes, of no service that a trail may leave out. */
const MANAGEMENT_PROBES: readonly SelectableRecord[] = [
  {
    ...{ eventCategory: 'Management', eventSource: 'ec2.amazonaws.com', eventName: 'DescribeInstances' },
    ...{ readOnly: true, eventType: 'AwsApiCall' },
  },
  {
    ...{ eventCategory: 'Management', eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances' },
    ...{ readOnly: false, eventType: 'AwsApiCall' },
  },
];

/** Events of the services that a trail may leave out. */
const EXCLUDABLE_PROBES: readonly SelectableRecord[] = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'].flatMap(
  (eventSource) => MANAGEMENT_PROBES.map((probe) => ({ ...probe, eventSource })),
);

/** Checks on an account: what the trails that log its events do together. */
export const ACCOUNT_CHECKS: readonly PostureCheck<LiveAccount>[] = [
  {
    ...{ name: 'multi-region-trail', severity: 'high' },
    ...{ securityHub: ['CloudTrail.1'], cis: ['3.1'] },
    prowler: ['cloudtrail_multi_region_enabled_logging_management_events'],
    asks: 'A trail of all Regions logs management events, both those that read and those that write.',
    remedy:
      'create an AuditTrail (multiRegion is its default), or an organization trail in the management account',
    judge: judgeManagement,
  },
  {
    ...{ name: 'management-sources', severity: 'low' },
    ...{ securityHub: ['CloudTrail.1'], cis: [], prowler: [] },
    asks: 'A trail of all Regions logs management events of every service, also of KMS and the RDS Data API.',
    remedy:
      'remove withoutKms() and withoutRdsDataApi() from the eventSelection of a trail; calls to KMS are most of the ' +
      'events of busy accounts, so leaving them out may be right',
    judge: (account) =>
      judgeManagement(account).status === 'pass'
        ? ofAllRegions(
            account,
            'every trail of all Regions leaves out events of KMS or the RDS Data API',
            EXCLUDABLE_PROBES,
          )
        : undefined,
  },
  {
    ...{ name: 'any-trail', severity: 'high' },
    ...{ securityHub: ['CloudTrail.3'], cis: [], prowler: [] },
    asks: 'At least one trail logs events of the account.',
    remedy: 'create an AuditTrail, or start the trail that is stopped: aws cloudtrail start-logging',
    judge: (account) => someTrail(account, 'no trail logs', logs),
  },
  {
    ...{ name: 'every-region', severity: 'high' },
    ...{ securityHub: [], cis: ['3.1'], prowler: ['cloudtrail_multi_region_enabled'] },
    asks: 'A trail logs in each Region that was checked.',
    remedy: 'set multiRegion of a trail, or create a trail in each of these Regions',
    judge: judgeRegions,
  },
  {
    ...{ name: 's3-write-events', severity: 'low' },
    ...{ securityHub: ['S3.22'], cis: ['3.8'], prowler: ['cloudtrail_s3_dataevents_write_enabled'] },
    asks: 'A trail of all Regions logs all events that write objects, of all buckets but its own.',
    remedy:
      'add dataEvents(DataEventType.S3_OBJECT) to the eventSelection of the trail; data events are charged, so another choice may be ' +
      'right',
    judge: (account) => judgeObjectEvents(account, 'PutObject', false),
  },
  {
    ...{ name: 's3-read-events', severity: 'low' },
    ...{ securityHub: ['S3.23'], cis: ['3.9'], prowler: ['cloudtrail_s3_dataevents_read_enabled'] },
    asks: 'A trail of all Regions logs all events that read objects, of all buckets but its own.',
    remedy:
      'add dataEvents(DataEventType.S3_OBJECT) to the eventSelection of the trail; data events are charged, so another choice may be ' +
      'right',
    judge: (account) => judgeObjectEvents(account, 'GetObject', true),
  },
  {
    ...{ name: 'one-management-copy', severity: 'low' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: 'No Region has the same management events logged by two trails; the first copy is free.',
    remedy:
      'select managementEvents() on one of the trails only, or read-only events on one and write-only events on the other',
    judge: judgeCopies,
  },
  {
    ...{ name: 'stores-listed', severity: 'low' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: 'The event data stores of the account can be listed, so they can be checked.',
    remedy: 'allow cloudtrail:ListEventDataStores',
    judge: ({ unreadStores }) => unlessUnread(unreadStores, undefined),
  },
];

function regionsOf(regions: readonly { readonly region: string }[]): string {
  return regions.map(({ region }) => region).join(', ');
}

function logs({ status }: LiveTrail): Answer {
  return 'value' in status ? { is: status.value.isLogging } : status;
}

/** Whether a trail selects all of the events. */
function selects(trail: LiveTrail, records: readonly SelectableRecord[]): Answer {
  const { selection, region } = trail;
  if ('unknown' in selection) return selection;
  return { is: records.every((record) => isLogged(selection.value, { ...record, awsRegion: region })) };
}

/** A selector with a condition on one of these leaves calls or callers out, whichever one of them is tried. */
const NARROWING = ['eventName', 'eventType', 'sessionCredentialFromConsole', 'userIdentity.arn'];

/** The trail without the selectors that take certain calls, callers or buckets only. */
function ofAllCalls(trail: LiveTrail): LiveTrail {
  const { selection, described } = trail;
  if ('unknown' in selection) return trail;
  return { ...trail, selection: { value: withoutNarrow(selection.value, described.S3BucketName) } };
}

function withoutNarrow(selection: Selection, ownBucket: string | undefined): Selection {
  const advanced = selection.advanced?.filter(({ fieldSelectors }) =>
    fieldSelectors.every(
      (each) => !NARROWING.some((name) => name === each.field) && isOfAnyBucket(each, ownBucket),
    ),
  );
  return presentMembers({ ...selection, advanced });
}

/**
 * Whether a condition leaves out no bucket but that of the trail, in which each log file would be an event again: on ARNs, the start that
 * those of all buckets have, and none that begins with that bucket.
 */
function isOfAnyBucket(
  { field, startsWith, notStartsWith = [], ...others }: FieldSelector,
  ownBucket: string | undefined,
): boolean {
  if (field !== 'resources.ARN') return true;
  const isOpen = startsWith?.some((value) => typeof value === 'string' && /^arn:[^:]*:s3:{0,3}$/.test(value));
  const isOwn = (value: unknown) =>
    typeof value === 'string' && value.replace(/^arn:[^:]*:s3:::/, '').startsWith(`${ownBucket}/`);
  return isOpen !== false && notStartsWith.every(isOwn) && Object.keys(others).length === 0;
}

function both(one: Answer, other: Answer): Answer {
  if (('is' in one && !one.is) || ('is' in other && !other.is)) return NO;
  if ('unknown' in one) return one;
  return other;
}

/** A Region that was not read may have the trail that is missing. */
function someTrail(
  { trails, unreadRegions }: LiveAccount,
  fault: string,
  ask: (trail: LiveTrail) => Answer,
): PostureVerdict {
  const answers = trails.map(ask);
  if (answers.some((answer) => 'is' in answer && answer.is)) return PASS;
  const open = answers.find((answer) => 'unknown' in answer);
  if (open !== undefined && 'unknown' in open) return unknown(open.unknown);
  return unlessUnread(unreadRegions, fail(fault));
}

/** The verdict, where no Region that was not read may hold what changes it. The reason names the first Region. */
function unlessUnread<Verdict>(
  [unread, ...others]: readonly UnreadRegion[],
  verdict: Verdict,
): Verdict | PostureVerdict {
  if (unread === undefined) return verdict;
  return unknown(others.length === 0 ? unread.why : `${unread.why}; not read either: ${regionsOf(others)}`);
}

/** Whether one trail of all Regions logs all of the management events. */
function ofAllRegions(
  account: LiveAccount,
  fault: string,
  probes: readonly SelectableRecord[],
): PostureVerdict {
  return someTrail(account, fault, (trail) =>
    trail.described.IsMultiRegionTrail === true
      ? both(logs(trail), selects(trail, [...MANAGEMENT_PROBES, ...probes]))
      : NO,
  );
}

function judgeManagement(account: LiveAccount): PostureVerdict {
  return ofAllRegions(account, 'no trail of all Regions logs both read and write management events', []);
}

function judgeObjectEvents(account: LiveAccount, eventName: string, readOnly: boolean): PostureVerdict {
  const verb = readOnly ? 'read' : 'write';
  return someTrail(
    account,
    `no trail of all Regions logs all events that ${verb} objects of all buckets`,
    (trail) => {
      if (trail.described.IsMultiRegionTrail !== true) return NO;
      const partition = trail.arn.split(':')[1] ?? 'aws';
      const record = {
        ...{
          eventCategory: 'Data',
          eventSource: 's3.amazonaws.com',
          eventName,
          readOnly,
          eventType: 'AwsApiCall',
        },
        // A bucket that no selector names.
        resources: [
          { type: 'AWS::S3::Object', ARN: `arn:${partition}:s3:::any-bucket-of-the-account/object` },
        ],
      };
      return both(logs(trail), selects(ofAllCalls(trail), [record]));
    },
  );
}

/** The trails that log a Region, if they do. */
function trailsOf({ trails, known }: LiveAccount, region: string): readonly LiveTrail[] {
  return trails.filter(({ arn }) => known.get(region)?.includes(arn));
}

function judgeRegions(account: LiveAccount): PostureVerdict {
  const read = account.regions.filter(
    (region) => !account.unreadRegions.some((one) => one.region === region),
  );
  const answers = read.map((region) => {
    const one = { ...account, unreadRegions: [], trails: trailsOf(account, region) };
    return { region, verdict: someTrail(one, 'no trail logs', logs) };
  });
  const bare = answers.filter(({ verdict }) => verdict.status === 'fail');
  if (bare.length > 0) return fail(`no trail logs in ${regionsOf(bare)}`);
  const open = answers.find(({ verdict }) => verdict.status === 'unknown')?.verdict;
  return open ?? unlessUnread(account.unreadRegions, PASS);
}

function judgeCopies(account: LiveAccount): PostureVerdict {
  let open: string | undefined;
  for (const region of account.regions) {
    for (const probe of MANAGEMENT_PROBES) {
      const copies = trailsOf(account, region).filter((trail) => {
        const answer = both(logs(trail), selects(trail, [probe]));
        if ('unknown' in answer) open ??= answer.unknown;
        return 'is' in answer && answer.is;
      });
      const names = copies.map(({ name }) => name).join(', ');
      if (copies.length > 1) return fail(`${names} log the same management events in ${region}`);
    }
  }
  return open === undefined ? unlessUnread(account.unreadRegions, PASS) : unknown(open);
}
