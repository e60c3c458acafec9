import { writeFileSync } from 'node:fs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { readCatalogue } from '../../bin/rules/read-rule-files';
import { MAX_SILENCES, silenceId, subjectOf, toSilenceValue } from '../../lib/core/alert/alert-silence';
import { sampleAlert } from '../core/alert/sample-alert';
import { StatesServer } from './archive-search/states-server';
import { runTrailwatch } from './run-trailwatch';
import { at, useScanFolder } from './scan-folder';

useScanFolder();

const PATH = '/trailwatch/Processor/silences/medium';
const ARN = `arn:aws:ssm:eu-west-1:111122223333:parameter${PATH}`;
const ALERT = { ...sampleAlert(), severity: 'medium' as const, eventSource: 'iam.amazonaws.com' };
const SUBJECT = subjectOf(ALERT);
const ID = silenceId(SUBJECT);
const CALLER = 'arn:aws:sts::111122223333:assumed-role/oncall/alice';
const SET = ['silence', ALERT.id, '--path', ARN, '--for', '8h', '--reason', 'migration'];

const sts = mockClient(STSClient);
const environment = { ...process.env };
let server: StatesServer;
let parameters: Record<string, unknown>[];
let calls: [operation: string, parameters: object][];
let refusal: string | undefined;

beforeEach(async () => {
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Arn: CALLER, Account: '111122223333' });
  [parameters, calls, refusal] = [[], [], undefined];
  server = await StatesServer.start((operation, asked) => {
    calls.push([operation, asked]);
    if (refusal !== undefined) return { code: refusal, message: 'refused' };
    return operation === 'GetParametersByPath' ? { body: { Parameters: parameters as never } } : { body: {} };
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SSM: server.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  writeFileSync(at('alert.json'), JSON.stringify(ALERT));
});

afterEach(async () => {
  await server.stop();
  process.env = { ...environment };
});

/** A parameter that was written so many hours ago, for eight hours. */
function parameter(name: string, hoursAgo: number, actor = ALERT.actor) {
  const alert = { ...ALERT, actor };
  const Value = toSilenceValue({ alert, seconds: 8 * 3600, reason: 'migration', by: CALLER });
  return {
    ...{ Name: `${PATH}/${name}`, Value, Type: 'String' },
    // of the clock of runTrailwatch
    LastModifiedDate: Date.UTC(2026, 10, 20, 12) / 1000 - hoursAgo * 3600,
  };
}

const operations = () => calls.map(([operation]) => operation);

test('alerts like one are silenced, by a parameter with a duration and no time', async () => {
  const { stdout, stderr, status } = await runTrailwatch([...SET, '--alert', at('alert.json')]);
  expect(status).toBe(0);
  const shown = JSON.parse(stdout);
  const { account, actor } = SUBJECT;
  expect(shown).toMatchObject({ ...{ id: ID, rule: ALERT.ruleName, account, actor }, by: CALLER });
  expect(stderr).toContain(`--end ${ID}`);
  expect(operations()).toEqual(['GetParametersByPath', 'PutParameter']);
  const [, written] = calls[1] ?? [];
  expect(written).toMatchObject({
    ...{ Name: `${PATH}/${ID}`, Type: 'String', Tier: 'Standard', Overwrite: true },
  });
  expect(JSON.parse((written as { Value: string }).Value)).toEqual({
    ...{ version: 1, ...SUBJECT, ruleName: ALERT.ruleName, alertId: ALERT.id, seconds: 8 * 3600 },
    ...{ reason: 'migration', by: CALLER },
  });
});

test('the alert is found among others by the beginning of its id, and a dry run writes nothing', async () => {
  const other = { ...ALERT, id: 'f'.repeat(64), actor: { name: 'other' } };
  writeFileSync(at('alerts.ndjson'), `${JSON.stringify(other)}\nno alert\n${JSON.stringify(ALERT)}\n`);
  const [, , ...options] = SET;
  const argv = ['silence', ALERT.id.slice(0, 12), ...options, '--alert', at('alerts.ndjson'), '--dry-run'];
  const { stdout, stderr, status } = await runTrailwatch(argv);
  expect([status, JSON.parse(stdout).id, stderr]).toEqual([0, ID, 'nothing was written\n']);
  expect(operations()).toEqual([]);
});

test('silences that are over make room', async () => {
  const over = silenceId(subjectOf({ ...ALERT, actor: { name: 'other' } }));
  parameters = [parameter(over, 9, { name: 'other' })];
  const { status } = await runTrailwatch([...SET, '--alert', at('alert.json')]);
  expect(status).toBe(0);
  expect(calls[1]).toEqual(['DeleteParameter', { Name: `${PATH}/${over}` }]);
  expect(operations()[2]).toBe('PutParameter');
});

test('silences are listed with their state, and what has no effect with the reason', async () => {
  const other = { name: 'other' };
  const over = silenceId(subjectOf({ ...ALERT, actor: other }));
  parameters = [parameter(ID, 1), parameter(over, 9, other), parameter('all', 1)];
  const { stdout, stderr, status } = await runTrailwatch(['silence', '--list', '--path', ARN]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { id: ID, state: 'holds', actor: SUBJECT.actor, reason: 'migration', by: CALLER },
    { id: over, state: 'is over' },
    { id: 'all', problem: expect.stringContaining('name') },
  ]);
  expect([status, stderr]).toEqual([0, 'silences=3\n']);
});

test('one is ended by its id', async () => {
  const { status } = await runTrailwatch(['silence', '--end', ID, '--path', ARN]);
  expect([status, calls]).toEqual([0, [['DeleteParameter', { Name: `${PATH}/${ID}` }]]]);
});

test.each<[string, string[], string]>([
  ['no alert', ['silence', '--path', ARN], 'give the id of an alert'],
  ['two wishes', ['silence', ALERT.id, '--list', '--path', ARN], 'give the id of an alert'],
  ['an end that is to be a trial', ['silence', '--end', ID, '--dry-run', '--path', ARN], '--dry-run is for'],
  ['no document', SET, '--alert is missing'],
  ['no reason', [...SET.slice(0, 6), '--alert', 'FILE'], '--reason is missing'],
  ['four days', [...SET.map((word) => (word === '8h' ? '4d' : word)), '--alert', 'FILE'], '72 hours'],
  ['a time', [...SET.map((word) => (word === '8h' ? 'tomorrow' : word)), '--alert', 'FILE'], 'write it as'],
  ['another id', ['silence', 'f'.repeat(64), ...SET.slice(2), '--alert', 'FILE'], 'no alert with the id'],
  [
    'the beginning of no id',
    ['silence', 'f'.repeat(8), ...SET.slice(2), '--alert', 'FILE'],
    `alert.json has no alert with the id '${'f'.repeat(8)}'`,
  ],
  ...[ALERT.id.slice(0, 7), 'zzzz'].map((id): [string, string[], string] => [
    'a short id',
    ['silence', id, ...SET.slice(2), '--alert', 'FILE'],
    `'${id}' is too short; give the id of the alert, or at least its first 8 characters`,
  ]),
  [
    'the beginning of two ids',
    ['silence', ALERT.id.slice(0, 8), ...SET.slice(2), '--alert', 'TWO'],
    `'${ALERT.id.slice(0, 8)}' is the beginning of 2 ids; give the whole id`,
  ],
  [
    'a path of others',
    [...SET.slice(0, 3), 'arn:aws:s3:::x', ...SET.slice(4), '--alert', 'FILE'],
    'SilencesArn',
  ],
  ['an id that is none', ['silence', '--end', '../all', '--path', ARN], 'not the id of a silence'],
])('fails for %s with one sentence, and nothing is written', async (_, argv, sentence) => {
  const other = { ...ALERT, id: `${ALERT.id.slice(0, -1)}${ALERT.id.endsWith('0') ? '1' : '0'}` };
  writeFileSync(at('alerts.json'), JSON.stringify([ALERT, other]));
  const files = { FILE: at('alert.json'), TWO: at('alerts.json') };
  const words = argv.map((word) => (word === 'FILE' || word === 'TWO' ? files[word] : word));
  const { status, stdout, stderr } = await runTrailwatch(words);
  expect([status, stdout, calls]).toEqual([2, '', []]);
  expect(stderr).toContain(sentence);
});

test.each<[string, object, string]>([
  ['critical', { severity: 'critical' }, 'critical severity are never silenced'],
  ['worse than the stack lets', { severity: 'high' }, 'up to medium'],
  ['about CloudTrail', { eventSource: 'cloudtrail.amazonaws.com' }, 'CloudTrail itself'],
])('fails for an alert that is %s', async (_, members, sentence) => {
  writeFileSync(at('alert.json'), JSON.stringify({ ...ALERT, ...members }));
  const { status, stderr } = await runTrailwatch([...SET, '--alert', at('alert.json')]);
  expect([status, calls]).toEqual([2, []]);
  expect(stderr).toContain(sentence);
});

test('fails with the credentials of another account, where the parameter would be written to that', async () => {
  sts.on(GetCallerIdentityCommand).resolves({ Arn: CALLER, Account: '444455556666' });
  const { status, stderr } = await runTrailwatch([...SET, '--alert', at('alert.json')]);
  expect([status, calls]).toEqual([2, []]);
  expect(stderr).toContain('of account 444455556666, and the silences of 111122223333');
});

test('fails for one more than have an effect', async () => {
  parameters = Array.from({ length: MAX_SILENCES }, (_, number) => {
    const actor = { name: `actor ${number}` };
    return parameter(silenceId(subjectOf({ ...ALERT, actor })), 1, actor);
  });
  const { status, stderr } = await runTrailwatch([...SET, '--alert', at('alert.json')]);
  expect([status, operations()]).toEqual([2, ['GetParametersByPath']]);
  expect(stderr).toContain('end some');
});

test.each([
  ['AccessDeniedException', 'this requires ssm:GetParametersByPath'],
  ['ParameterNotFound', 'the silence does not exist'],
])('fails with what %s means', async (code, sentence) => {
  refusal = code;
  const argv = code === 'ParameterNotFound' ? ['--end', ID] : ['--list'];
  const { status, stderr } = await runTrailwatch(['silence', ...argv, '--path', ARN]);
  expect(status).toBe(2);
  expect(stderr).toContain(sentence);
});

test('a silence is listed by the rule that it silences, whatever its writer calls it', async () => {
  const [{ rule }] = readCatalogue() as [ReturnType<typeof readCatalogue>[number]];
  const alert = { ...ALERT, ruleId: rule.id, ruleName: 'backup-job-noise' };
  const Value = toSilenceValue({ alert, seconds: 8 * 3600, reason: 'noise', by: CALLER });
  parameters = [{ ...parameter(silenceId(subjectOf(alert)), 1), Value }];
  const { stdout } = await runTrailwatch(['silence', '--list', '--path', ARN]);
  expect(JSON.parse(stdout)).toMatchObject({ state: 'holds', rule: rule.name, ruleId: rule.id });
});

test('what is listed can be ended, also a parameter that is no silence', async () => {
  parameters = [parameter('junk-1', 1)];
  const { stdout } = await runTrailwatch(['silence', '--list', '--path', ARN]);
  const { status } = await runTrailwatch(['silence', '--end', JSON.parse(stdout).id, '--path', ARN]);
  expect([status, calls.at(-1)]).toEqual([0, ['DeleteParameter', { Name: `${PATH}/junk-1` }]]);
});
