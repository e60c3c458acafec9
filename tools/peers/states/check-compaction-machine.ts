import { isDeepStrictEqual } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { LogArchive, LogTable, LogTableCompaction, TrailIdentity } from '../../../lib/index';
import {
  type StatesAnswer,
  type StatesScript,
  StatesServer,
} from '../../../test/bin/archive-search/states-server';
import { createStack, stateMachinesOf } from '../../../test/local-aws/create-stack';
import { archiveBucketOf } from '../../../test/local-aws/local-worker';
import { LOCAL_ACCOUNT, LOCAL_REGION, startLocalAws } from '../../../test/local-aws/start-local-aws';
import { synthesizeStack } from '../../../test/local-aws/synthesize-stack';
import type { Outcome } from '../outcome';
import type { Interpreter, StatesEngine } from './interpreter';
import { startLambdaGateway } from './lambda-gateway';

const ACCOUNTS = ['111122223333', '444455556666'];
const DAYS = ['2026/11/18', '2026/11/19', '2026/11/20'];
const [FIRST_DAY = '', FAILING_DAY = '', LAST_DAY = ''] = DAYS;
const RANGE = { firstDay: FIRST_DAY.replaceAll('/', '-'), lastDay: LAST_DAY.replaceAll('/', '-') };

/** What Athena says of a statement that failed. */
const REASON = 'HIVE_CANNOT_OPEN_SPLIT: the file is "cut short"';

/**
 * Athena with two faults: the statement of an account and a day fails whenever it runs, and the first one of another is refused
 * because there are too many.
 */
class Athena {
  /** Statements that were begun, shortened. */
  readonly made: string[] = [];
  isFailing = true;
  private throttles = 1;

  readonly answer: StatesScript = (operation, { QueryString = '', QueryExecutionId = '' }) => {
    if (operation === 'StartQueryExecution') return this.begin(shortened(QueryString));
    const [State = ''] = QueryExecutionId.split(' ');
    return { body: { QueryExecution: { QueryExecutionId, Status: { State, StateChangeReason: REASON } } } };
  };

  private begin(statement: string): StatesAnswer {
    if (statement === `INSERT ${LAST_DAY} ${ACCOUNTS[0]}` && this.throttles-- > 0) {
      return { code: 'TooManyRequestsException' };
    }
    this.made.push(statement);
    const fails = this.isFailing && statement === `INSERT ${FAILING_DAY} ${ACCOUNTS[1]}`;
    return { body: { QueryExecutionId: `${fails ? 'FAILED' : 'SUCCEEDED'} ${this.made.length}` } };
  }
}

/** Such as `INSERT 2026/11/18 111122223333`. */
function shortened(sql: string): string {
  const [kind = ''] = sql.split(' ');
  const [, day] = /WHERE "timestamp" = '([^']*)'/.exec(sql) ?? [];
  const accounts =
    kind === 'INSERT' ? (/"account" IN \(([^)]*)\)/.exec(sql)?.[1] ?? '').replaceAll("'", '') : undefined;
  return [kind, day, accounts].filter((part) => part !== undefined).join(' ');
}

/**
 * The synthesized state machine of `LogTableCompaction` in another interpreter: JSONata, the folders of the accounts in the embedded S3,
 * and an Athena in which a statement fails. Every other day is compacted, and the failed one is named; executions run one after the other.
 */
export async function checkCompactionMachine(
  engine: StatesEngine,
  folder: string,
  outcome: Outcome,
): Promise<void> {
  const aws = await startLocalAws();
  const stack = synthesizeStack(folder, 'Local', (scope) => {
    const trails = [
      TrailIdentity.organization({
        ...{ trailName: 'audit', homeRegion: LOCAL_REGION },
        ...{ managementAccount: LOCAL_ACCOUNT, organizationId: 'o-exampleorgid' },
      }),
    ];
    const archive = new LogArchive(scope, 'Archive', { trails });
    const table = new LogTable(scope, 'Table', { archive, firstDay: '2026-01-01', savedQueries: [] });
    new LogTableCompaction(scope, 'Compaction', { table, groupSize: 1 });
  });
  const athena = new Athena();
  const athenaServer = await StatesServer.start(athena.answer);
  const gateway = await startLambdaGateway(
    ({ headers }) =>
      String(headers['x-amz-target']).startsWith('AmazonAthena') ? athenaServer.endpoint : aws.endpoint,
    () => Promise.reject(new Error('it calls no function')),
  );
  try {
    const created = await createStack(aws, stack);
    for (const account of ACCOUNTS) {
      const Key = `AWSLogs/o-exampleorgid/${account}/CloudTrail/us-east-1/2026/11/18/log.json.gz`;
      await aws.s3.send(new PutObjectCommand({ Bucket: archiveBucketOf(created), Key, Body: 'log' }));
    }
    const [machine] = stateMachinesOf(aws, stack);
    await engine.serve(gateway.port, async (interpreter) => {
      const arn = await interpreter.create('compaction', machine?.definition ?? '');
      await checkFailingDay(athena, { interpreter, arn, outcome });
      athena.isFailing = false;
      await checkOrder(athena, { interpreter, arn, outcome });
    });
  } finally {
    await gateway.stop();
    await athenaServer.stop();
    await aws.stop();
  }
}

interface Checked {
  readonly interpreter: Interpreter;
  readonly arn: string;
  readonly outcome: Outcome;
}

/** What a run of the three days begins, in any order. */
const STATEMENTS = [
  'CREATE',
  ...DAYS.flatMap((day) => [...ACCOUNTS.map((account) => `INSERT ${day} ${account}`), `OPTIMIZE ${day}`]),
  'VACUUM',
].sort();

/** Three statements fail, two of them repeated; all else is done, and the execution names the day and why. */
async function checkFailingDay(athena: Athena, { interpreter, arn, outcome }: Checked): Promise<void> {
  const { status, error, cause = '' } = await interpreter.run(arn, 'failing', RANGE);
  const made = athena.made.splice(0).sort();
  const failed = `INSERT ${FAILING_DAY} ${ACCOUNTS[1]}`;
  const expected = [...STATEMENTS, failed, failed].sort();
  const what =
    'compaction in the interpreter of LocalStack: a day that fails does not keep the others from being compacted';
  outcome.check(isDeepStrictEqual(made, expected), what, made);
  const ended = `${status} ${error}: ${cause}`;
  const named = `FAILED CompactionIncomplete: Compact these days again: ${FAILING_DAY}. The first error was: States.TaskFailed: ${REASON}`;
  outcome.check(ended === named, 'compaction names the day that failed, and why', [ended, named]);
}

/** Of two executions the later one waits: their statements do not mix. */
async function checkOrder(athena: Athena, { interpreter, arn, outcome }: Checked): Promise<void> {
  const ended = await Promise.all(['one', 'two'].map((name) => interpreter.run(arn, name, RANGE)));
  const { made } = athena;
  const runs = [made.slice(0, STATEMENTS.length), made.slice(STATEMENTS.length)].map((run) => run.sort());
  const holds =
    ended.every(({ status }) => status === 'SUCCEEDED') &&
    runs.every((run) => isDeepStrictEqual(run, STATEMENTS));
  outcome.check(holds, 'compaction: an execution waits until those that began before have ended', made);
}
