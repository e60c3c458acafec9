import { runTrailwatch } from '../run-trailwatch';
import { at, logFile, put, RULE, record, useScanFolder } from '../scan-folder';

useScanFolder();

const ROLE = 'arn:aws:iam::111122223333:role/Deploy';
const ANN = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/ann',
  accountId: '111122223333',
  sessionContext: { sessionIssuer: { type: 'Role', arn: ROLE, userName: 'Deploy' } },
};
const USER = { type: 'IAMUser', userName: 'bob', arn: 'arn:aws:iam::111122223333:user/bob' };
const FILES = ['head', 'base', 'logs', 'bad.yml', 'untrue.yml', 'policy.json', 'saved'];

/** Command lines that find something, with their exit status. */
const GATES: readonly (readonly [argv: string, status: number])[] = [
  ['validate logs', 1],
  ['rules check bad.yml', 1],
  ['rules test untrue.yml', 1],
  ['rules compile untrue.yml --to event-pattern --format ndjson', 3],
  ['results verify saved', 1],
  ['clickops logs', 1],
  [`permissions --policy policy.json ${ROLE} logs`, 1],
  ['review head/t.template.json --base base/t.template.json --fail-on weaker', 1],
  ['backtest --base untrue.yml --head rules/looked.yml --fail-on lost logs', 1],
];

function templateOf(isLogging: boolean): string {
  const Trail = {
    Type: 'AWS::CloudTrail::Trail',
    Properties: { S3BucketName: 'b', IsLogging: true, EnableLogFileValidation: isLogging },
  };
  return JSON.stringify({ Resources: { Trail } });
}

beforeEach(() => {
  const change = (eventID: string, more: object) => ({
    ...record('UpdateFunctionConfiguration20150331v2', eventID),
    ...{ eventSource: 'lambda.amazonaws.com', requestParameters: { functionName: 'api', memorySize: 128 } },
    ...{ readOnly: false, responseElements: null, ...more },
  });
  put(
    'logs/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/08/18/111122223333_CloudTrail_eu-west-1_20260818T1200Z_abcdefghijklmnop.json',
    logFile(
      record('StopLogging', 'e1'),
      change('e2', {
        userIdentity: { ...USER, invokedBy: 'cloudformation.amazonaws.com' },
        userAgent: 'cloudformation.amazonaws.com',
      }) as never,
      change('e3', { userIdentity: ANN, sessionCredentialFromConsole: 'true' }) as never,
    ),
  );
  put('bad.yml', RULE.replace('condition: selection', 'condition: none'));
  put(
    'untrue.yml',
    RULE.replace('eventName: StopLogging', "eventName|re: '^S.*p'") +
      'trailwatch:\n  examples:\n    matching:\n      - { eventName: DescribeTrails }\n',
  );
  put(
    'policy.json',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:DeleteUser","Resource":"*"}]}',
  );
  put('saved/result_1.csv.gz', 'x');
  put('head/t.template.json', templateOf(false));
  put('base/t.template.json', templateOf(true));
});

it.each(GATES)('%s ends with %i, also where its reader has gone', async (line, status) => {
  const words = line.split(' ').map((word) => (isFile(word) ? at(word) : word));
  const read = await runTrailwatch(words);
  expect({ status: read.status, hasText: read.stdout !== '' }).toEqual({ status, hasText: true });
  const closed = await runTrailwatch(words, { closesAfterWrites: 0 });
  expect(closed).toEqual({ ...read, stdout: '' });
});

function isFile(word: string): boolean {
  return FILES.includes(word.split('/')[0] ?? '') || word.startsWith('rules/');
}
