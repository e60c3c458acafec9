import type { Json, JsonObject } from '../../../../lib/core/json/json-value';
import {
  toCompactDay,
  toCreateCompacted,
  toDeleteBefore,
  toOptimizeDay,
  toVacuum,
} from '../../../../lib/core/query/athena/compacted-table';
import {
  type CompactionParts,
  toCompactionDefinition,
} from '../../../../lib/core/query/compaction/machine-definition';
import { MACHINE_ARN, runJsonataMachine } from '../../../state-machine/jsonata-machine';

const LOCATION = 's3://compacted/cloudtrail_compacted/';
const [FIRST, SECOND, THIRD] = ['111122223333', '444455556666', '777788889999'];
const EARLIER = '2026-11-21T03:00:00Z';

const PARTS: CompactionParts = {
  ...{ partition: 'aws', databaseName: 'logs', workGroupName: 'logs_compaction', location: LOCATION },
  ...{ accounts: `${FIRST},${SECOND}`, days: 2, groupSize: 20 },
};

/** Athena, S3 and Step Functions, as a state machine sees them. */
class World {
  readonly statements: string[] = [];
  readonly listings: JsonObject[] = [];
  /** Errors by a piece of the statement; each is thrown once, in their order. */
  readonly failures: (readonly [piece: string, error: string])[] = [];
  /** Pages of the folders of accounts. */
  pages: readonly (readonly string[])[] = [];
  /** What else runs, at one question after the other. */
  others: (readonly (readonly [name: string, startedAt: string])[])[] = [];

  constructor(private readonly parts: Partial<CompactionParts> = {}) {}

  run(input: Json = {}) {
    const definition = toCompactionDefinition({ ...PARTS, ...this.parts });
    const start = { name: 'own', startedAt: '2026-11-21T03:15:20.123Z', input };
    return runJsonataMachine(definition, start, async (resource, request) => {
      if (resource === 'athena:startQueryExecution.sync') return this.#query(request);
      if (resource === 'aws-sdk:s3:listObjectsV2') return this.#list(request);
      expect([resource, request.StateMachineArn]).toEqual(['aws-sdk:sfn:listExecutions', MACHINE_ARN]);
      const running = [...(this.others.shift() ?? []), ['own', '2026-11-21T03:15:20.123Z']];
      const arn = (name = '') => `${MACHINE_ARN.replace('stateMachine', 'execution')}:${name}`;
      return { Executions: running.map(([name, at = '']) => ({ ExecutionArn: arn(name), StartDate: at })) };
    });
  }

  #query({ QueryString, WorkGroup }: JsonObject): Json {
    expect(WorkGroup).toBe('logs_compaction');
    const sql = String(QueryString);
    this.statements.push(sql);
    const at = this.failures.findIndex(([piece]) => sql.includes(piece));
    const [failure] = at < 0 ? [] : this.failures.splice(at, 1);
    if (failure !== undefined) throw Object.assign(new Error('StateChangeReason'), { name: failure[1] });
    return { QueryExecution: { Status: { State: 'SUCCEEDED' } } };
  }

  #list(request: JsonObject): Json {
    this.listings.push(request);
    const at = Number(request.ContinuationToken ?? 0);
    const folders = this.pages[at] ?? [];
    return {
      ...(folders.length === 0
        ? {}
        : { CommonPrefixes: folders.map((name) => ({ Prefix: `AWSLogs/o-1/${name}/` })) }),
      ...(at + 1 < this.pages.length ? { NextContinuationToken: String(at + 1) } : {}),
    };
  }

  fail(piece: string, ...errors: readonly string[]): void {
    this.failures.push(...errors.map((error) => [piece, error] as const));
  }
}

const dayOf = (text: string, accounts: readonly string[]) => {
  const at = (days: number) =>
    new Date(Date.parse(text) + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '/');
  return toCompactDay('logs', { day: at(0), dayBefore: at(-1), dayAfter: at(1), accounts });
};

describe('compaction', () => {
  it('compacts the last days, one after the other, and then joins and cleans up files', async () => {
    const world = new World();
    const execution = await world.run();
    expect(execution.status).toBe('SUCCEEDED');
    expect(world.statements).toEqual([
      toCreateCompacted('logs', LOCATION),
      dayOf('2026-11-19', [FIRST, SECOND]),
      toOptimizeDay('logs', '2026/11/19'),
      dayOf('2026-11-20', [FIRST, SECOND]),
      toOptimizeDay('logs', '2026/11/20'),
      toVacuum('logs'),
    ]);
  });

  it('compacts the days that the input names, over the end of a month and a year', async () => {
    const world = new World();
    expect((await world.run({ firstDay: '2025-12-31', lastDay: '2026-01-01' })).status).toBe('SUCCEEDED');
    expect(world.statements.filter((sql) => sql.startsWith('INSERT'))).toEqual([
      dayOf('2025-12-31', [FIRST, SECOND]),
      dayOf('2026-01-01', [FIRST, SECOND]),
    ]);
    const sinceThen = new World();
    await sinceThen.run({ firstDay: '2026-11-17' });
    expect(sinceThen.statements.filter((sql) => sql.startsWith('OPTIMIZE'))).toHaveLength(4);
  });

  it.each<[JsonObject, string]>([
    [{ lastDay: '2026-03-31' }, 'No day is from firstDay to lastDay'],
    [{ firstDay: '2026-03-31', lastDay: '2026-01-01' }, 'No day is from firstDay to lastDay'],
    [{ firstday: '2026-01-01', lastDay: '2026-11-20' }, 'The input has firstday'],
  ])('refuses %j, of which nothing, or something else, would be compacted', async (input, cause) => {
    const world = new World();
    const execution = await world.run(input);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'CompactionRefused' });
    expect(JSON.stringify(execution)).toContain(cause);
    expect(world.statements).toEqual([]);
  });

  it('finds the accounts of an organization page by page, and compacts them in groups', async () => {
    const world = new World({
      accounts: { bucket: 'logs', prefix: 'AWSLogs/o-1/' },
      groupSize: 2,
      days: 1,
    });
    world.pages = [[FIRST, "1' OR '1'='1", 'readme'], [], [SECOND, THIRD]];
    expect(await world.run()).toMatchObject({ status: 'SUCCEEDED' });
    const asked = { Bucket: 'logs', Prefix: 'AWSLogs/o-1/', Delimiter: '/' };
    expect(world.listings).toEqual([
      asked,
      { ...asked, ContinuationToken: '1' },
      { ...asked, ContinuationToken: '2' },
    ]);
    expect(world.statements.filter((sql) => sql.startsWith('INSERT'))).toEqual([
      dayOf('2026-11-20', [FIRST, SECOND]),
      dayOf('2026-11-20', [THIRD]),
    ]);
  });

  it('has nothing to add where there are no accounts yet', async () => {
    const world = new World({ accounts: { bucket: 'logs', prefix: 'AWSLogs/' } });
    expect((await world.run()).status).toBe('SUCCEEDED');
    expect(world.statements.filter((sql) => sql.startsWith('INSERT'))).toEqual([]);
  });

  it('deletes what is older than it is to be kept', async () => {
    const world = new World({ keepDays: 90 });
    await world.run();
    expect(world.statements.slice(-2)).toEqual([toDeleteBefore('logs', '2026/08/23'), toVacuum('logs')]);
  });

  it('waits until executions that began before have ended, and not for later ones', async () => {
    const world = new World();
    const same = '2026-11-21T03:15:20.123Z';
    world.others = [
      [
        ['backfill', EARLIER],
        ['first', same],
      ],
      [['first', same]],
      [
        ['twin', same],
        ['later', '2026-11-21T03:15:21Z'],
      ],
    ];
    const { entered, status } = await world.run();
    expect(status).toBe('SUCCEEDED');
    expect(entered.filter((state) => state === 'Wait')).toHaveLength(2);
  });
});

describe('compaction that fails', () => {
  it.each([
    ['a throttled start', 'Athena.TooManyRequestsException', 20],
    ['another failure', 'States.TaskFailed', 2],
  ])('tries %s again, and succeeds', async (_, error, times) => {
    const world = new World();
    world.fail('INSERT', ...Array<string>(times).fill(error));
    expect((await world.run()).status).toBe('SUCCEEDED');
    expect(world.statements.filter((sql) => sql.startsWith('INSERT'))).toHaveLength(2 + times);
  });

  it('joins and cleans up files until there is nothing left to do', async () => {
    const world = new World();
    world.fail('OPTIMIZE', ...Array<string>(7).fill('States.TaskFailed'));
    world.fail('VACUUM', ...Array<string>(7).fill('States.TaskFailed'));
    expect((await world.run()).status).toBe('SUCCEEDED');
  });

  it('compacts the other accounts and days, and names the day at its end', async () => {
    const world = new World({ groupSize: 1 });
    world.fail(`= '2026/11/19' AND "account" IN ('${FIRST}')`, ...Array<string>(3).fill('States.Timeout'));
    const { status, error, cause } = await world.run();
    expect([status, error]).toEqual(['FAILED', 'CompactionIncomplete']);
    expect(cause).toBe(
      'Compact these days again: 2026/11/19. The first error was: States.Timeout: StateChangeReason',
    );
    const inserted = world.statements.filter((sql) => sql.startsWith('INSERT'));
    expect(new Set(inserted)).toEqual(
      new Set(['2026-11-19', '2026-11-20'].flatMap((day) => [dayOf(day, [FIRST]), dayOf(day, [SECOND])])),
    );
    expect(world.statements.at(-1)).toBe(toVacuum('logs'));
  });

  it('names a day whose files could not be joined', async () => {
    const world = new World();
    world.fail('OPTIMIZE', ...Array<string>(21).fill('States.TaskFailed'));
    const { error, cause } = await world.run();
    expect(error).toBe('CompactionIncomplete');
    expect(cause).toContain('Compact these days again: 2026/11/19. The first');
  });

  it.each(['CREATE', 'VACUUM'])('without %s', async (piece) => {
    const world = new World();
    world.fail(piece, ...Array<string>(21).fill('States.TaskFailed'));
    expect(await world.run()).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
  });

  it('at a day that is none, before anything is run', async () => {
    const world = new World();
    const execution = await world.run({ firstDay: "2026-01-01' OR '1'='1" });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(world.statements).toEqual([]);
  });

  it('at more statements than an execution can run', async () => {
    const world = new World({ groupSize: 1 });
    const { error, cause } = await world.run({ firstDay: '2025-01-01', lastDay: '2026-10-01' });
    expect(error).toBe('TooManyDays');
    expect(cause).toMatch(/^This takes 1278 statements, and an execution runs up to 1000; choose fewer days/);
    expect(world.statements).toEqual([toCreateCompacted('logs', LOCATION)]);
  });
});
