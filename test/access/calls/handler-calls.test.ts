import { account } from '../../scenarios/account';
import { templatesOf } from '../../scenarios/synthesized';
import type { EstateDeployment } from '../estate';
import { deploymentsFrom } from '../estate';
import { JOBS, operationsOf } from './bundles';
import { DECIDED_OPERATIONS, undecidedAmong } from './call-table';
import { judgeEstate } from './judge-calls';
import { ALL, faultsOf } from './judged-scenarios';

describe('the operations of the SDK in the bundles', () => {
  test.each(JOBS)('of %s each have an entry that says on what it is made', (job) => {
    expect(operationsOf(job).length).toBeGreaterThan(0);
    expect(undecidedAmong(job, operationsOf(job))).toEqual([]);
  });

  test('fails for an operation without an entry', () => {
    expect(undecidedAmong('integrity', ['ListPublicKeys', 'DeleteObject'])).toEqual(['DeleteObject']);
    expect(undecidedAmong('regional-response', ['StopLogging'])).toEqual(['StopLogging']);
  });

  test('no entry is about an operation that no bundle has', () => {
    const all = new Set(JOBS.flatMap(operationsOf));
    expect(DECIDED_OPERATIONS.filter((operation) => !all.has(operation))).toEqual([]);
  });
});

const ESTATES = ALL.map((scenario) => ({
  name: scenario.name,
  judge: () => judgeEstate(deploymentsFrom(templatesOf(scenario))),
}));

describe('each function may make its calls, and nothing else', () => {
  const jobs = new Set<string>();

  test.each(ESTATES)('in $name', ({ judge }) => {
    const judged = judge();
    for (const job of judged.jobs) jobs.add(job);
    expect(faultsOf(judged)).toEqual([]);
  });

  test('the functions of every bundle are there', () => {
    expect([...jobs].sort()).toEqual([...JOBS].sort());
  });
});

/** The account with another template. */
function changed(edit: (text: string) => string): readonly EstateDeployment[] {
  return deploymentsFrom(templatesOf(account)).map((deployment) => {
    const text = JSON.stringify(deployment.template);
    return { ...deployment, template: JSON.parse(edit(text)) };
  });
}

test.each([
  ['an action is missing', '"sns:Publish"', '"sns:Subscribe"', 'Publish: sns:Publish on arn:aws:sns:'],
  [
    'an action is not needed',
    '"kms:GenerateMac"',
    '["kms:GenerateMac","kms:ScheduleKeyDeletion"]',
    'kms:ScheduleKeyDeletion on arn:aws:kms:',
  ],
  [
    'another resource is meant',
    '/CloudTrail-Digest/eu-central-1/*"',
    '/CloudTrail-Digest/eu-west-1/*"',
    'which no call needs',
  ],
])('fails where %s', (_what, found, replaced, words) => {
  const faults = faultsOf(judgeEstate(changed((text) => text.replaceAll(found, replaced))));
  expect(faults.join('\n')).toContain(words);
});
