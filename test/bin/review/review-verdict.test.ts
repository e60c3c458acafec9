import { reviewMarkdown } from '../../../bin/review/review-markdown';
import { quietAreas, renderVerdict } from '../../../bin/review/review-verdict';
import type { ReviewDocument } from '../../../lib/core/review/document/review-document';
import {
  CHANGE_KINDS,
  type ChangeKind,
  type ReviewChange,
  toChange,
} from '../../../lib/core/review/review-change';

const KINDS = Object.keys(CHANGE_KINDS) as readonly ChangeKind[];

function documentOf(changes: readonly ReviewChange[], more: Partial<ReviewDocument> = {}): ReviewDocument {
  const effects = ['weaker', 'unknown', 'changed', 'stronger'] as const;
  return {
    ...{ version: 1, head: 'cdk.out', base: 'main/cdk.out', changes, changedStacks: ['Audit'] },
    verdict: effects.find((effect) => changes.some((change) => change.effect === effect)) ?? 'no-change',
    ...{ unknowns: [], problems: [], upgrade: null },
    state: {
      ...{
        stacks: [],
        logging: [],
        detections: [],
        techniques: [],
        protection: [],
        access: [],
        messages: [],
      },
      cost: { usdBefore: null, usd: 0, missing: [] },
    },
    ...more,
  };
}

function verdictOf(changes: readonly ReviewChange[], more: Partial<ReviewDocument> = {}): readonly string[] {
  return renderVerdict(documentOf(changes, more)).trimEnd().split('\n');
}

const place = (logicalId: string) => ({ file: 'Audit.template.json', logicalId });

describe('the first screen of a review', () => {
  it('has at most 20 lines, whatever changes and cannot be read, beside what must not be missed', () => {
    const kept = /^(evidence|retention|update)-/;
    const changes = KINDS.filter((kind) => !kept.test(kind)).flatMap((kind) =>
      Array.from({ length: 9 }, (_, index) => toChange(kind, `subject ${kind} ${index}`, `message ${index}`)),
    );
    const problems = Array.from({ length: 30 }, (_, index) => `stack ${index}: no template`);
    const changedStacks = Array.from({ length: 30 }, (_, index) => `Stack${index}`);
    const lines = verdictOf(changes, { problems, changedStacks });
    expect(lines).toHaveLength(20);
    expect(lines.slice(3, 7)).toEqual([
      ...[0, 1, 2].map((index) => `- **not read:** stack ${index}: no template`),
      '- **not read:** 27 more',
    ]);
    const shown = lines.filter((line) => /^- \*\*(less|other|more|not known)\*\*/.test(line)).length;
    expect(lines[16]).toBe(`- ${changes.length - shown} more, in the tables below`);
    const expired = Array.from({ length: 30 }, (_, index) =>
      toChange('retention-shortened', `retention of Audit/${index}`, `${index + 2} days → 1 day`),
    );
    const all = verdictOf([...expired, ...changes]);
    for (const { subject } of expired)
      expect(all.filter((line) => line.includes(`${subject}:`))).toHaveLength(1);
  });

  it('has one line for what is removed in the same way, whatever it was for, and for rules that are gone, whatever their severities', () => {
    const removed = (id: string, why: string) =>
      toChange(
        'pipeline-interrupted',
        `alarm Audit/${id}`,
        `it was removed: nothing raises it: ${why}`,
        place(id),
      );
    const lost = (rule: string, severity: string) =>
      toChange(
        'detection-lost',
        rule,
        `severity ${severity}: no longer evaluated (LogProcessor)`,
        place('Function'),
      );
    const lines = verdictOf([
      ...['One', 'Two', 'Three', 'Four'].map((id) => removed(id, `a purpose of ${id}: and more`)),
      ...[lost('root-user-acted', 'high'), lost('key-created', 'low')],
    ]);
    expect(lines.slice(3, 5)).toEqual([
      '- **less** (4): nothing raises it: alarm Audit/One, alarm Audit/Two, alarm Audit/Three and 1 more are removed',
      '- **less** (2): 2 detections no longer raise alerts (LogProcessor): root-user-acted, key-created',
    ]);
    expect(verdictOf([removed('One', 'a purpose')])[3]).toMatch(
      /nothing raises it: alarm Audit\/One is removed$/,
    );
  });

  it('shows what is protected more before the access and cost that come with every new resource', () => {
    const added = Array.from({ length: 30 }, (_, at) =>
      toChange('access-added', `role Audit/Role${at} may write queue Audit/Queue${at}`, `by statement ${at}`),
    );
    const logged = toChange('logging-added', 'management events (read and write)', 'newly logged');
    expect(verdictOf([...added, toChange('cost-increased', 'monthly cost', '$1 → $2'), logged])[3]).toBe(
      '- **more**: management events (read and write): newly logged',
    );
  });

  it('names each of what one resource loses, and says what happens to it, where one name is longer than a line', () => {
    const lost = (subject: string, message = 'no longer logged') =>
      toChange('logging-reduced', subject, message, place('Trail'));
    const long = `data events of AWS::S3::Object with resources.ARN is ${'arn:aws:s3:::bucket/ or '.repeat(20)}`;
    const [, , , both = ''] = verdictOf([lost(long), lost('management events (read and write)')]);
    expect(both).toMatch(
      /^- \*\*less\*\* \(2\): management events \(read and write\), data events of AWS::S3::Object with .*…: no longer logged$/,
    );
    const apart = verdictOf([lost(long), lost('management events', 'only in eu-west-1')]);
    expect(apart[3]).toMatch(/^- \*\*less\*\*: data events .*…: no longer logged$/);
    expect(apart[4]).toBe('- **less**: management events: only in eu-west-1');
  });

  it('has one line for what is lost alike in a stack with another name, and says how', () => {
    const lost = (id: string) =>
      toChange(
        'evidence-unmanaged',
        `bucket Audit/TrailwatchArchive${id}`,
        `the stack Audit is no longer in the app: when it is destroyed, the existing resource stays in the account, outside the stack; it holds evidence; Security/TrailwatchArchive${id}, which is new, has the same logical id`,
        place(id),
      );
    const changes = ['BucketD5FA4E5C', 'AccessLogs7C648524', 'CopyBucketA1B2C3D4'].map(lost);
    expect(verdictOf(changes)[3]).toBe(
      '- **less** (3): bucket Audit/TrailwatchArchiveBucketD5FA4E5C, bucket Audit/TrailwatchArchiveAccessLogs7C648524, bucket Audit/TrailwatchArchiveCopyBucketA1B2C3D4: the stack Audit is no longer in the app: when it is destroyed, the existing resource stays in the account, outside the stack; it holds evidence',
    );
    expect(verdictOf(changes.slice(0, 1))[3]).toContain('Security/TrailwatchArchive');
  });

  it('names one administrator once, with how much the role may do', () => {
    const changes = Array.from({ length: 592 }, (_, index) =>
      toChange(
        'access-widened',
        `role Audit/Admin may read bucket Audit/Logs${index % 50}`,
        `by statement ${index}`,
      ),
    );
    expect(verdictOf(changes).slice(3, 5)).toEqual([
      '- **less** (592): role Audit/Admin may read bucket Audit/Logs0, bucket Audit/Logs1, bucket Audit/Logs2 and 47 more',
      '',
    ]);
  });

  it('names one bucket once, whoever may do more with it', () => {
    const changes = ['role Audit/A', 'role Audit/B', 'account 666677778888', 'organization o-a'].flatMap(
      (who) =>
        ['read', 'write'].map((verb) =>
          toChange('access-widened', `${who} may ${verb} bucket Audit/Logs`, `as ${who}`),
        ),
    );
    expect(verdictOf(changes)[3]).toBe(
      '- **less** (8): role Audit/A, role Audit/B, account 666677778888 and 1 more may read, write bucket Audit/Logs',
    );
  });

  it('names one edit of many resources once, and each change of one resource', () => {
    const alarms = ['A', 'B', 'C', 'D'].map((id) =>
      toChange('delivery-weakened', `actions of Audit/${id}`, 'on → off', place(id)),
    );
    const trail = [
      toChange(
        'integrity-weakened',
        'log file validation of Audit/Trail',
        'on → off, of the trail',
        place('Trail'),
      ),
      toChange('retention-shortened', 'retention of Audit/Trail', '9 days → 1 day', place('Trail')),
    ];
    expect(verdictOf([...trail, ...alarms]).slice(3, 6)).toEqual([
      '- **less**: retention of Audit/Trail: 9 days → 1 day',
      '- **less**: log file validation of Audit/Trail: on → off, of the trail',
      '- **less** (4): actions of Audit/A, actions of Audit/B, actions of Audit/C and 1 more: on → off',
    ]);
  });

  it('has one line of a stack for what is only different, and groups no other effects with it', () => {
    const other = ['A', 'B'].map((id) =>
      toChange('setting-changed', `bucket of ${id}`, `a → ${id}`, place(id)),
    );
    const less = toChange('integrity-weakened', 'validation of A', 'on → off', place('A'));
    expect(verdictOf([less, ...other]).slice(3, 5)).toEqual([
      '- **less**: validation of A: on → off',
      '- **other** (2): bucket of A, bucket of B: a → A',
    ]);
  });

  it('says of access that is gone that it is gone', () => {
    const [narrowed] = [toChange('access-narrowed', 'role A may read bucket B', 's3:GetObject; by policy P')];
    expect(verdictOf([narrowed!])[3]).toBe(
      '- **more**: role A may no longer read bucket B: s3:GetObject; by policy P',
    );
  });

  test.each([
    [[], 'no change'],
    [['cost-increased', 'access-added'], 'no change to protection'],
    [['cost-increased', 'detection-changed'], 'something changed, and nothing protects less'],
    [['access-narrowed'], 'this change improves protection'],
    [['access-narrowed', 'setting-unknown'], 'not all effects of this change are known'],
    [['access-narrowed', 'setting-unknown', 'state-lost'], 'this change reduces protection'],
  ] as const)('has for %j the headline %s', (kinds, headline) => {
    const changes = kinds.map((kind) => toChange(kind, 'subject', 'message'));
    expect(verdictOf(changes)[1]).toBe(`### CloudTrail review: ${headline}`);
  });
});

test('every kind of change is of one area', () => {
  const all = quietAreas([]);
  const areas = KINDS.map((kind) => {
    const quiet = quietAreas([toChange(kind, 'subject', 'message')]);
    return all.filter((area) => !quiet.includes(area));
  });
  expect(areas.filter((of) => of.length !== 1)).toEqual([]);
  expect(new Set(areas.flat())).toEqual(new Set(all));
});

test('what a principal may do with three resources or more is one row, and everything else is a row of its own', () => {
  const resources = Array.from({ length: 120 }, (_, at) => `alarm Audit/Alarm${at}`);
  const more = (subject: string) => toChange('access-widened', subject, 'by statement 1 of Admin');
  const changes = [
    ...resources.map((what) => more(`role Audit/Admin may delete ${what}`)),
    ...resources.slice(0, 2).map((what) => more(`role Audit/Admin may read ${what}`)),
    toChange('retention-shortened', 'bucket Audit/Logs', '90 days'),
  ];
  const rows = reviewMarkdown(documentOf(changes))
    .split('\n')
    .filter((line) => /^\| <code>/.test(line));
  expect(rows).toHaveLength(4);
  expect(rows.join('\n')).toContain(
    'role Audit/Admin may delete 120 resources | alarm Audit/Alarm0, alarm Audit/Alarm1, alarm Audit/Alarm2, ' +
      'alarm Audit/Alarm3, alarm Audit/Alarm4 and 115 more; the first: by statement 1 of Admin',
  );
});
