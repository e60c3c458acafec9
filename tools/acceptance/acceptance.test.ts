import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { runTrailwatch } from '../../test/bin/run-trailwatch';
import { folderForAllTests } from '../../test/test-folder';
import { FakeAccount, type Faults } from './fake-account';
import { harmlessCalls } from './harmless-calls';
import { redactIds } from './redact-ids';
import { runSteps, type StepResult } from './run-steps';
import { type AcceptanceProps, acceptanceSteps } from './steps';
import { renderTranscript } from './transcript';

const ROOT = join(__dirname, '../..');
const folder = folderForAllTests();

const ORGANIZATION = {
  ...{ organizationId: 'o-a1b2c3d4e5', logArchiveAccount: '444455556666' },
  logArchiveProfile: 'log-archive',
};

/** Runs all steps in a fake account. */
async function accept(faults: Faults = {}, props: Partial<AcceptanceProps> = {}) {
  const [stopping, leaving] = [new AbortController(), new AbortController()];
  const account = new FakeAccount(faults);
  const { steps, estates } = acceptanceSteps({
    ...{ machine: account, account: '111122223333', region: 'eu-west-1', profile: 'audit-admin' },
    ...{ tarball: '/now.tgz', previous: '/then.tgz', organization: ORGANIZATION, waitMs: 60_000, folder },
    ...props,
  });
  let results: readonly StepResult[] = [];
  const run = {
    ...{ nowMs: account.nowMs, stopping: stopping.signal, leaving: leaving.signal },
    onResult: (all: readonly StepResult[]) => {
      results = [...all];
    },
  };
  const finish = async () => {
    await runSteps(steps, run);
    const standing = estates.flatMap((estate) => estate.standing);
    const transcript = renderTranscript({ versions: {}, steps, results, standing, known: {} });
    const outcomes = Object.fromEntries(results.map(({ id, outcome }) => [id, outcome]));
    return { account, results, outcomes, standing, transcript };
  };
  return { finish, stopping, leaving, steps };
}

const finished = async (faults?: Faults, props?: Partial<AcceptanceProps>) =>
  (await accept(faults, props)).finish();

test('a run in an account that does everything passes each step and leaves no stack', async () => {
  const { account, results, standing } = await finished();
  expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
  expect(account.standing).toEqual([]);
  expect(standing).toEqual([]);
  expect(results.find(({ id }) => id === 'route-log-file')?.facts).toEqual([
    'StopLogging on log-file: 5.0 s',
    expect.stringMatching(/^Prefix\/CloudWatch\.5-trail-changed on metric-alarm: \d+\.0 s$/),
  ]);
});

test('the last release is deployed first, updated, and deployed again at the end', async () => {
  const tarballs: (string | undefined)[] = [];
  const account = new FakeAccount();
  const { steps } = acceptanceSteps({
    machine: {
      ...{ nowMs: account.nowMs, say: () => undefined, sleep: (ms, signal) => account.sleep(ms, signal) },
      run: (command, args, how) => {
        if (command === 'npm') tarballs.push(how.env?.INTEG_TARBALL);
        return account.run(command, args, how);
      },
    },
    ...{ account: '111122223333', region: 'eu-west-1', waitMs: 0, folder },
    ...{ tarball: '/now.tgz', previous: '/then.tgz' },
  });
  const { signal } = new AbortController();
  await runSteps(steps, {
    nowMs: account.nowMs,
    stopping: signal,
    leaving: signal,
    onResult: () => undefined,
  });
  expect(tarballs).toEqual(['/then.tgz', '/now.tgz', '/now.tgz', '/then.tgz']);
});

test.each([
  ['npm run --silent test:integ', 'account-previous'],
  ['aws cloudtrail validate-logs', 'validate'],
  ['aws sqs receive-message', 'route-log-file'],
  ['node dist/bin/trailwatch.js cost', 'cost'],
])('a step that fails is written with its reason, and the rest is removed: %s', async (command, id) => {
  const { account, outcomes, transcript } = await finished({ refused: { [command]: 'out of order' } });
  expect(outcomes[id]).toBe('failed');
  expect(transcript).toMatch(new RegExp(`^\\| ${id} \\| failed \\| .*out of order`, 'm'));
  expect(account.standing).toEqual([]);
  expect(outcomes['account-remove']).toBe('passed');
});

test('fails where an update replaces evidence, or a removal takes it', async () => {
  const replaced = await finished({ replacesAt: 2 });
  expect(replaced.outcomes['account-deploy']).toBe('failed');
  expect(replaced.transcript).toContain('evidence was replaced or let go: 1 AWS::S3::Bucket');
  expect(replaced.account.standing).toEqual([]);
  const lost = await finished({ losesEvidence: true });
  expect(lost.outcomes['account-retained']).toBe('failed');
});

test('fails where an update lets a route fall silent', async () => {
  const { outcomes, transcript } = await finished({}, { waitMs: 0 });
  expect(outcomes['route-every']).toBe('failed');
  expect(transcript).toContain('no alert on event-bus and metric-alarm within 0 minutes');
});

test('fails before anything is deployed where the account is not bootstrapped, and says what to run', async () => {
  const { account, outcomes, transcript } = await finished({
    refused: { 'aws ssm get-parameter': 'An error occurred (ParameterNotFound)' },
  });
  expect(outcomes['account-absent']).toBe('failed');
  expect(transcript).toContain('has no bootstrap of the CDK in eu-west-1: run npx cdk bootstrap ');
  expect(account.commands.filter((command) => /^npm|delete|stop-logging/.test(command))).toEqual([]);
});

test('nothing is changed or removed where a stack of the same name exists', async () => {
  const { account, outcomes } = await finished({ existing: ['TrailwatchIntegAccount', 'Management'] });
  expect(outcomes['account-absent']).toBe('failed');
  expect(account.commands.filter((command) => /^npm|delete|stop-logging/.test(command))).toEqual([]);
  expect(account.standing).toEqual(['TrailwatchIntegAccount', 'Management']);
});

/** How many moments a run can be interrupted at: before and after each command. */
const moments = async () => 2 * (await finished()).account.commands.length;

test('a run that is interrupted at any command removes what it deployed', async () => {
  const all = await moments();
  expect(all).toBeGreaterThan(100);
  for (let at = 1; at <= all; at += 1) {
    let count = 0;
    const { finish, stopping } = await accept({
      around: () => {
        count += 1;
        if (count === at) stopping.abort();
      },
    });
    const { account, standing, transcript } = await finish();
    expect([at, account.standing, standing]).toEqual([at, [], []]);
    expect(transcript).toContain('- left behind: no stack');
  }
});

test('a run that is interrupted twice says which stacks are left', async () => {
  const all = await moments();
  for (let at = 1; at <= all; at += 1) {
    let count = 0;
    const { finish, stopping, leaving } = await accept({
      around: () => {
        count += 1;
        if (count !== at) return;
        stopping.abort();
        leaving.abort();
      },
    });
    const { account, standing } = await finish();
    expect(standing).toEqual(expect.arrayContaining([...account.standing]));
  }
});

test('a stack that cannot be deleted is named, and the others are deleted', async () => {
  const refused = { 'aws cloudformation wait stack-delete-complete': 'DELETE_FAILED' };
  const { standing, transcript } = await finished({ refused });
  expect(standing).toContain('TrailwatchIntegAccount');
  expect(transcript).toMatch(
    /^\| account-remove \| failed \| .*TrailwatchIntegAccount is left: DELETE_FAILED/m,
  );
});

test('the harmless calls raise an alert on each route, also when AWS refuses them', async () => {
  const records = harmlessCalls('nobody-has-this').map(({ eventName, errorCode }) => ({
    ...{
      eventVersion: '1.11',
      eventTime: '2026-11-30T00:00:00Z',
      eventID: eventName,
      awsRegion: 'eu-west-1',
    },
    ...{ eventSource: 'cloudtrail.amazonaws.com', eventName, errorCode, sourceIPAddress: '203.0.113.7' },
    userIdentity: { type: 'IAMUser', userName: 'alice', accountId: '111122223333' },
    ...{ requestParameters: { name: 'nobody-has-this' }, recipientAccountId: '111122223333' },
  }));
  const { stdout } = await runTrailwatch(['scan', '-', '--format', 'ndjson'], {
    stdin: JSON.stringify({ Records: records }),
  });
  const alerts = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const of = 'trail-stopped-or-deleted';
  expect(alerts.map(({ ruleName, eventName }) => [ruleName, eventName])).toEqual(
    expect.arrayContaining(records.map(({ eventName }) => [of, eventName])),
  );
  expect(JSON.stringify(alerts)).toContain('nobody-has-this');
  const rule = readFileSync(join(ROOT, `lib/rules/cloudtrail/${of}.yml`), 'utf8');
  expect(rule).toMatch(/engines: \[.*log-processor.*metric-filter.*event-pattern/);
});

describe('the transcript', () => {
  const digits = (count: number) => fc.stringMatching(new RegExp(`^[1-9][0-9]{${count - 1}}$`));
  const account = digits(12);
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{2,30}$/);
  const ids: Readonly<Record<string, fc.Arbitrary<string>>> = {
    account,
    'spaced account': digits(12).map((id) => `${id.slice(0, 4)}-${id.slice(4, 8)}-${id.slice(8)}`),
    arn: fc
      .tuple(
        fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'),
        fc.constantFrom('iam', 's3', 'kms'),
        account,
        name,
      )
      .map(([partition, service, id, what]) => `arn:${partition}:${service}::${id}:role/${what}`),
    'key id': fc
      .tuple(fc.constantFrom('AKIA', 'ASIA', 'AIDA', 'AROA'), fc.stringMatching(/^[A-Z2-7]{16}$/))
      .map((parts) => parts.join('')),
    'KMS key': fc.uuid(),
    organization: fc.stringMatching(/^o-[a-z0-9]{10,32}$/),
    unit: fc.stringMatching(/^ou-[a-z0-9]{4}-[a-z0-9]{8,32}$/),
    'secret key': fc.stringMatching(/^[A-Za-z][0-9][A-Za-z0-9/+]{38}$/),
    address: fc.ipV4(),
    'host of an address': fc.ipV4().map((ip) => `ip-${ip.replaceAll('.', '-')}.ec2.internal`),
    'portal of IAM Identity Center': name.map((own) => `https://${own}.awsapps.com/start`),
    'short resource id': fc.stringMatching(/^(sg|vpc|subnet|i|d)-[0-9a-f]{8}([0-9a-f]{9})?$/),
    'request id': fc.stringMatching(/^[0-9][A-F][0-9A-F]{14}$/),
    'e-mail': fc.tuple(name, name).map(([user, host]) => `${user}@${host}.example`),
  };
  /** What may stand next to an id in a message. */
  const edge = fc.constantFrom('', ' ', '"', '(', '/', ':', ',', '=', '|', '\n', 'a', 'Z', '_', 'x-', '. ');
  const text = fc.stringMatching(/^[ -~\n]{0,40}$/);

  test.each(Object.keys(ids))('has no %s, wherever it stands and whatever stands around it', (kind) => {
    fc.assert(
      fc.property(
        ids[kind] as fc.Arbitrary<string>,
        edge,
        edge,
        text,
        text,
        (id, left, right, before, after) => {
          const fact = `${before} ${left}${id}${right} ${after}`;
          const results = [
            { id: 'a', outcome: 'failed' as const, facts: [fact, fact], startedMs: 0, tookMs: 1 },
          ];
          const steps = [{ id: 'a', proves: '', run: async () => [] }];
          const page = { versions: { version: fact }, steps, results, standing: [fact], known: {} };
          expect(renderTranscript(page)).not.toContain(id);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('has no IPv6 address, and keeps times and types of resources', () => {
    const kept = 'at 21:05:33 AWS::EC2::VPC and AWS::S3::Bucket failed';
    expect(redactIds(`${kept}: 2001:db8:85a3::8a2e:370:7334, fe80:0:0:0:1:2:3:4`, {})).toBe(
      `${kept}: <ip address>, <ip address>`,
    );
  });

  test('has no profile or other word that the run knows, however plain it is', () => {
    const results = [
      { id: 'a', outcome: 'failed' as const, facts: ['profile plain'], startedMs: 0, tookMs: 1 },
    ];
    const steps = [{ id: 'a', proves: '', run: async () => [] }];
    const page = renderTranscript({
      versions: {},
      steps,
      results,
      standing: [],
      known: { plain: 'profile', '': 'x' },
    });
    expect(page).toContain('profile <profile>');
    expect(redactIds('the device dev', { dev: 'profile' })).toBe('the device <profile>');
  });

  test('has a row for each step of a run that ended before its end', () => {
    const { steps } = acceptanceSteps({
      ...{ machine: new FakeAccount(), account: '', region: 'eu-west-1', tarball: '', waitMs: 0, folder },
    });
    const page = renderTranscript({ versions: {}, steps, results: [], standing: [], known: {} });
    expect(page.match(/^\| [a-z-]+ \| not run \|.*the run ended before/gm)).toHaveLength(steps.length);
  });
});

test('docs/extend/acceptance.md lists every step with what it proves, and nothing else', async () => {
  const { steps } = await accept();
  const page = readFileSync(join(ROOT, 'docs/extend/acceptance.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (.+?) \| unproven \|$/gm)].map(([, id, proves]) => [
    id,
    proves,
  ]);
  expect(rows).toEqual(steps.map(({ id, proves }) => [id, proves]));
});
