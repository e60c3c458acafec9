import { type App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import {
  EventDataStore,
  EventSelection,
  LakeEvents,
  LakeRetention,
  Trailwatch,
  type TrailwatchProps,
} from '../../../lib/index';
import { folderForEachTest } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';
import { synthesizeApp } from './synthesize-app';

const folder = folderForEachTest();

interface Built {
  readonly region?: string;
  readonly edit?: (trailwatch: Trailwatch) => void;
}

/** The app of the README. */
function readme(props: TrailwatchProps = {}, { region = 'eu-west-1', edit }: Built = {}): (app: App) => void {
  return (app) => {
    const stack = new Stack(app, 'Audit', { env: { account: '111122223333', region } });
    const made = new Trailwatch(stack, 'Trailwatch', { emails: ['security@example.com'], ...props });
    edit?.(made);
  };
}

function expiringAfter(days: number): TrailwatchProps {
  return { lifecycleRules: [{ id: 'Expire', expiration: Duration.days(days) }] };
}

/** The headline and the lines of causes, and how the gate ends. */
async function firstScreen(before: (app: App) => void, after: (app: App) => void) {
  const [base, head] = [synthesizeApp(folder, before), synthesizeApp(folder, after)];
  const argv = ['review', head, '--base', base, '--format', 'text', '--fail-on', 'weaker,unknown'];
  const { stdout, stderr, status } = await runTrailwatch(argv);
  const [headline = ''] = stdout.split('\n');
  return {
    headline: headline.replace('CloudTrail review: ', ''),
    lines: stdout.split('\n').filter((line) => line.startsWith('- ')),
    ...{ status, stderr },
  };
}

test('tamper detection that is off, and log files that expire, are two lines', async () => {
  const after = readme({ tamperDetection: false, ...expiringAfter(400) });
  const { lines } = await firstScreen(readme(), after);
  expect(lines).toEqual([
    expect.stringMatching(
      /^- less \(\d+\): changes to trailwatch's own resources no longer raise alerts \(22 detections, 14 of them critical\): tamperDetection of Audit\/Trailwatch is off$/,
    ),
    '- less: log files are deleted after 400 days (kept forever before): expiration of Audit/Trailwatch/Archive/Bucket',
  ]);
});

test('a shorter Object Lock hides no shorter expiration, and takes the setting that follows from it', async () => {
  const locked = (lock: number, days: number) =>
    readme({ objectLock: ObjectLockRetention.compliance(Duration.days(lock)), ...expiringAfter(days) });
  const { lines } = await firstScreen(locked(365, 2555), locked(30, 90));
  expect(lines).toEqual([
    '- less (2): log files can be deleted sooner: Object Lock of Audit/Trailwatch/Archive/Bucket: 365 days → 30 days',
    '- less: log files are deleted after 90 days (after 2555 days before): expiration of Audit/Trailwatch/Archive/Bucket',
  ]);
});

test('a recipient who is gone is one line, with the warning that follows', async () => {
  const { lines } = await firstScreen(readme(), readme({ emails: [] }));
  expect(lines).toEqual([
    '- less (2): alerts no longer reach security@example.com: subscription Audit/Trailwatch/Alerts/Topic/security@example.com is removed',
  ]);
});

test('a construct that is gone is one line, beside the evidence that it had', async () => {
  const { lines } = await firstScreen(readme({ realtime: {} }), readme());
  expect(lines.slice(0, 2)).toEqual([
    expect.stringMatching(/^- less \(\d+\): Audit\/Trailwatch\/Realtime is removed: events no longer reach /),
    expect.stringMatching(/^- less: log group Audit\/Trailwatch\/Realtime\/Logs: it is no longer /),
  ]);
});

test('JSON has the causes with the fingerprints of their changes', async () => {
  const [base, head] = [
    synthesizeApp(folder, readme()),
    synthesizeApp(folder, readme({ tamperDetection: false })),
  ];
  const { stdout } = await runTrailwatch(['review', head, '--base', base, '--format', 'json']);
  const { causes, changes } = JSON.parse(stdout) as {
    causes: { effect: string; words: string; changes: string[] }[];
    changes: { fingerprint: string }[];
  };
  expect(causes[0]).toMatchObject({ effect: 'weaker', words: expect.stringContaining('tamperDetection') });
  expect(causes.flatMap((cause) => cause.changes).sort()).toEqual(
    changes.map(({ fingerprint }) => fingerprint).sort(),
  );
});

test('Markdown has the parts of a cause in a table below its line, and SARIF names the cause of each', async () => {
  const [base, head] = [
    synthesizeApp(folder, readme()),
    synthesizeApp(folder, readme({ tamperDetection: false, ...expiringAfter(400) })),
  ];
  const page = (await runTrailwatch(['review', head, '--base', base])).stdout;
  const [, ...folded] = page.split('<details>');
  const [, ...sections] = (folded[0] ?? '').split(/\n\*\*/);
  const [tampering = '', expiration = ''] = sections;
  expect(sections.map((section) => section.split('\n')[0])).toEqual(
    page
      .split('<details>')[0]
      ?.split('\n')
      .flatMap((line) => (line.startsWith('- **') ? [line.slice(4)] : [])),
  );
  expect(tampering).toContain('tamperDetection of');
  expect(tampering).toContain('variable TRAILWATCH&#95;OWN&#95;KEYS of');
  expect(tampering).toContain('data events of AWS::DynamoDB::Table');
  expect(expiration).toContain('<code>retention&#45;shortened</code>'.replace('&#45;', '-'));
  expect(expiration).not.toContain('TRAILWATCH');
  const { stdout } = await runTrailwatch(['review', head, '--base', base, '--format', 'sarif']);
  const { results } = JSON.parse(stdout).runs[0] as { results: { properties: { cause: string } }[] };
  const causes = new Set(results.map(({ properties }) => properties.cause));
  expect([...causes].sort()).toEqual([
    expect.stringMatching(/^changes to trailwatch's own resources no longer raise alerts/),
    expect.stringMatching(/^log files are deleted after 400 days/),
  ]);
});

describe('a deployment that AWS refuses fails the gate, and the headline says so', () => {
  const store = (retention: LakeRetention) => (app: App) => {
    const stack = new Stack(app, 'Audit', { env: { account: '111122223333', region: 'eu-west-1' } });
    const events = LakeEvents.cloudTrail(EventSelection.managementEvents());
    new EventDataStore(stack, 'Store', { events, retention });
  };
  const further = (count: number) =>
    readme(
      {},
      {
        edit: ({ node: { scope } }) => {
          for (let number = 0; number < count; number += 1)
            new CfnTrail(scope as Stack, `Trail${number}`, { isLogging: true, s3BucketName: 'given' });
        },
      },
    );
  const overridden = (values: Readonly<Record<string, unknown>>, props: TrailwatchProps = {}) =>
    readme(props, {
      edit: ({ node }) => {
        for (const each of node.findAll())
          if (each instanceof CfnResource && each.node.path.endsWith('/Archive/Bucket/Resource'))
            for (const [path, value] of Object.entries(values)) each.addPropertyOverride(path, value);
      },
    });
  const objectLock = ObjectLockRetention.compliance(Duration.days(30));

  it.each([
    [
      'seven-year pricing after extendable pricing',
      store(LakeRetention.extendable()),
      store(LakeRetention.sevenYears()),
      /BillingMode changes: an event data store with one-year extendable retention pricing cannot get/,
    ],
    ['a sixth trail', further(4), further(5), /account 111122223333 in eu-west-1 has 6 trails/],
    [
      'another home Region',
      readme(),
      readme({}, { region: 'eu-central-1' }),
      /whose home Region is eu-west-1, has the same name, trailwatch, and is still there/,
    ],
    [
      'Object Lock that is off, of a bucket with a name',
      readme({ bucketName: 'example-logs', objectLock }),
      readme({ bucketName: 'example-logs' }),
      /ObjectLockEnabled changes, which needs another resource, and the existing one has the name example-logs/,
    ],
    [
      'versioning that is suspended, with Object Lock',
      overridden({}, { objectLock }),
      overridden({ 'VersioningConfiguration.Status': 'Suspended' }, { objectLock }),
      /versioning of a bucket with Object Lock cannot be suspended/,
    ],
  ])('%s', async (_, before, after, why) => {
    const { headline, lines, status, stderr } = await firstScreen(before, after);
    expect({ headline, status }).toEqual({
      headline: expect.stringMatching(/^the deployment fails/),
      status: 1,
    });
    expect(lines[0]).toMatch(/^- refused/);
    expect(lines[0]).toMatch(why);
    expect(stderr).toMatch(/verdict=refused .* refused=1\n/);
  });

  it.each([
    [
      'extendable pricing after seven-year pricing',
      store(LakeRetention.sevenYears()),
      store(LakeRetention.extendable()),
    ],
    ['a fifth trail', further(3), further(4)],
    ['Object Lock that is new', readme(), readme({ objectLock })],
  ])('but not %s', async (_, before, after) => {
    expect((await firstScreen(before, after)).headline).not.toContain('the deployment fails');
  });
});
