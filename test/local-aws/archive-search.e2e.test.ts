import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { listObjects } from '../../lambda/aws/list-objects';
import type { Alert } from '../../lib/core/alert/alert';
import { searchPlaceOf } from '../../lib/core/archive-search/search-place';
import { parseSummary, type SearchSummary } from '../../lib/core/archive-search/search-summary';
import type { Json, JsonObject } from '../../lib/core/json/json-value';
import { decodeRules } from '../../lib/core/rule/rule-document';
import { ArchiveSearch, LogArchive } from '../../lib/index';
import { sampleArchive } from '../samples/sample-archive';
import { type Execution, runStateMachine } from '../state-machine/state-machine';
import { createStack, type LocalStateMachine, stateMachinesOf } from './create-stack';
import { FunctionContainer } from './function-container';
import { PATIENCE_MS } from './patience';
import { type LocalAws, startLocalAws } from './start-local-aws';
import { LOCAL_TRAIL, synthesizeStack } from './synthesize-stack';

const FILES = sampleArchive('o-exampleorgid');
const [DAMAGED = ''] = FILES.map(({ key }) => key).slice(-1);
const DAYS = { start: '2026-11-20', end: '2026-11-20' };

let aws: LocalAws;
let machine: LocalStateMachine;
let place: { readonly archiveBucket: string; readonly resultsBucket: string };
const containers = new Map<string, FunctionContainer>();
const assembly = mkdtempSync(join(tmpdir(), 'trailwatch-local-'));

beforeAll(async () => {
  aws = await startLocalAws();
  const stack = synthesizeStack(assembly, 'Local', (scope) => {
    const archive = new LogArchive(scope, 'Archive', { trails: [LOCAL_TRAIL] });
    new ArchiveSearch(scope, 'Search', { archive });
  });
  await createStack(aws, stack);
  [machine = { definition: '', functions: new Map() }] = stateMachinesOf(aws, stack);
  place = searchPlaceOf(machine.definition) ?? { archiveBucket: '', resultsBucket: '' };
  for (const { key: Key, body: Body } of FILES) {
    await aws.s3.send(new PutObjectCommand({ Bucket: place.archiveBucket, Key, Body }));
  }
}, PATIENCE_MS);

afterAll(async () => {
  for (const container of containers.values()) container.stop();
  await aws?.stop();
  rmSync(assembly, { recursive: true, force: true });
}, PATIENCE_MS);

/** Calls the shipped bundle that the template names, in a process of its own. */
async function invoke(functionArn: string, payload: Json): Promise<Json> {
  const source = machine.functions.get(functionArn);
  if (source === undefined) throw new Error(`the template has no function '${functionArn}'`);
  const container = containers.get(functionArn) ?? (await FunctionContainer.start({ aws, source }));
  containers.set(functionArn, container);
  try {
    return (await container.call(payload)) as Json;
  } catch (error) {
    const [name = 'Error'] = /\w+(?=:)/.exec(String(error).replace(/^Error: /, '')) ?? [];
    throw Object.assign(new Error(String(error)), { name });
  }
}

async function keys(bucket: string, prefix: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { key } of listObjects(aws.s3, bucket, prefix)) found.push(key);
  return found;
}

function start(name: string, input: Json): Promise<Execution> {
  const definition = JSON.parse(machine.definition) as JsonObject;
  const startedAt = new Date(Date.now() + 60_000).toISOString();
  return runStateMachine(definition, { name, startedAt, input }, { invoke, keys });
}

async function read(name: string, file: string): Promise<string> {
  const Key = file.startsWith('searches/') ? file : `searches/${name}/${file}`;
  const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: place.resultsBucket, Key }));
  return (await Body?.transformToString()) ?? '';
}

async function summaryOf(name: string): Promise<SearchSummary | undefined> {
  return parseSummary(await read(name, 'summary.json'));
}

async function alertsOf(name: string): Promise<readonly Alert[]> {
  const { alertFiles } = JSON.parse(await read(name, 'alert-files.json')) as {
    alertFiles: readonly string[];
  };
  const texts = await Promise.all(alertFiles.map((file) => read(name, file)));
  return texts.flatMap((text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Alert),
  );
}

test(
  'the synthesized state machine and the shipped functions find the attack, and name the damaged file',
  async () => {
    const { status, error, entered } = await start('whole', DAYS);
    expect([status, error]).toEqual(['FAILED', 'SearchIncomplete']);
    expect(entered).toEqual([
      ...['Begin', 'Plan', 'Planned', 'Search', 'Search/SearchBatch', 'Summarize', 'Whole', 'Incomplete'],
    ]);
    const summary = await summaryOf('whole');
    expect(summary?.problems).toEqual([{ key: DAMAGED, problem: 'byte 9036: the gzip data ends too early' }]);
    expect(summary?.searched.files).toBe(FILES.length - 1);
    const alerts = await alertsOf('whole');
    const { correlations } = decodeRules(readFileSync('dist/rules/built-in.json', 'utf8'));
    expect(alerts.length).toBe(summary?.alerts.total);
    expect(alerts.some(({ ruleId }) => correlations.some(({ id }) => id === ruleId))).toBe(true);
    expect(alerts.find(({ source }) => source.key !== undefined)?.source).toMatchObject({
      bucket: place.archiveBucket,
    });
  },
  PATIENCE_MS,
);

test(
  'a search of one account succeeds, and finds a part of that',
  async () => {
    const [account = ''] = FILES.map(({ key }) => key.split('/')[2] ?? '');
    expect(DAMAGED).not.toContain(account);
    const { status } = await start('one-account', { ...DAYS, accounts: [account] });
    expect(status).toBe('SUCCEEDED');
    const all = new Set((await alertsOf('whole')).map(({ id }) => id));
    const some = await alertsOf('one-account');
    expect(some.length).toBeGreaterThan(0);
    expect(some.every(({ id, recipientAccountId }) => all.has(id) && recipientAccountId === account)).toBe(
      true,
    );
  },
  PATIENCE_MS,
);

test('an input that is wrong ends the execution before anything is written', async () => {
  expect(await start('refused', { start: 'yesterday' })).toMatchObject({
    ...{ status: 'FAILED', error: 'SearchRefused' },
  });
  expect(await keys(place.resultsBucket, 'searches/refused/')).toEqual([]);
});
