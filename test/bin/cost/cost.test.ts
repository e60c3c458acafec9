import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '../../test-folder';
import { runTrailwatch, type Surroundings } from '../run-trailwatch';

const ESTATE = 'test/bin/cost/estate.json';
const COUNTS = {
  ...{ managementEvents: 4_000_000, managementWriteEvents: 1_000_000, dataEvents: 30_000_000 },
  ...{ logFiles: 20_000, logFileBytes: 20 * 1024 ** 3, digestFiles: 720, monthsKept: 24 },
  ...{ alerts: 500, functionMs: 400, kmsRequests: 10_000, endpointBytes: 3 * 1024 ** 3 },
};

interface Line {
  readonly kind: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly price: string;
  readonly quantity: number;
  readonly usd: number | null;
  readonly missing: readonly string[];
  readonly notes: readonly string[];
}

const folder = folderForEachTest();

function put(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function run(argv: readonly string[], surroundings?: Surroundings) {
  return runTrailwatch(['cost', ...argv], surroundings);
}

async function linesOf(argv: readonly string[]): Promise<readonly Line[]> {
  const { status, stdout, stderr } = await run(argv);
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('usd-month=') });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

/** Each figure is worked out by hand from the pages of prices: amount × price. */
const BY_HAND: readonly (readonly [logicalId: string, price: string, usd: number])[] = [
  // The first trail's copy is free. Of 4 M events, call rates analyse 1 M writes, and error rates all.
  ['First', 'managementCopy', 0],
  ['First', 'managementInsights', 10 * 0.35],
  ['First', 'managementInsights', 40 * 0.35],
  // 1 M writes at $2 for 100,000, and 30 M data events at $0.10 for 100,000.
  ['Second', 'managementCopy', 10 * 2],
  ['Second', 'dataEvent', 300 * 0.1],
  // 20 GB a month: three months in Standard, nine in Glacier Instant Retrieval, gone after twelve.
  ['Archive', 's3Standard', 20 * 3 * 0.023],
  ['Archive', 's3GlacierInstant', 20 * 9 * 0.004],
  ['Archive', 's3ToGlacierInstant', 20.72 * 0.02],
  ['Archive', 's3Put', 20.72 * 0.005],
  // The replica: transfer, a PUT a file, and twelve months of Deep Archive.
  ['Archive', 's3ReplicationTransfer', 20 * 0.02],
  ['Archive', 's3Put', 20.72 * 0.005],
  ['Archive', 's3DeepArchive', 20 * 12 * 0.00099],
  ['Key', 'kmsKey', 1],
  ['Key', 'kmsRequest', 0.03],
  // 20,000 notices and 720 heartbeats, three requests each; five pollers that wait 20 seconds are 648,000 requests.
  ['Queue', 'sqsRequest', 0.06216 * 0.4],
  ['Mapping', 'sqsRequest', 0.648 * 0.4],
  // 20,720 invocations of 0.4 s at 1 GB, which log 2,000 bytes each; the 20,000 files are read.
  ['Reader', 'lambdaInvocation', 0.02072 * 0.2],
  ['Reader', 'lambdaArm', 20_720 * 0.4 * 0.0000133334],
  ['Reader', 'logsIngestion', ((20_720 * 2_000) / 1_073_741_824) * 0.5],
  ['Reader', 's3Get', 20 * 0.0004],
  ['Topic', 'snsPublish', 0.0005 * 0.5],
  ['Mail', 'snsEmail', 0.005 * 2],
  // Two zones of 720 hours, and 3 GB.
  ['Endpoint', 'endpointHour', 2 * 720 * 0.01],
  ['Endpoint', 'endpointGb', 3 * 0.01],
];

describe('trailwatch cost', () => {
  it('gives each item of a month, as computed by hand', async () => {
    const lines = await linesOf([ESTATE, '--counts', put('counts.json', COUNTS), '--region', 'us-east-1']);
    const items = lines.filter(({ kind }) => kind === 'cost');
    const name = (item: readonly [string, string, unknown]) =>
      `${item[0]} ${item[1]} ${Number(item[2]).toFixed(9)}`;
    expect(items.map(({ logicalId, price, usd }) => name([logicalId, price, usd])).sort()).toEqual(
      BY_HAND.map(name).sort(),
    );
    expect(items.flatMap(({ missing }) => missing)).toEqual([]);
  });

  it('says the sum on standard error', async () => {
    const { stderr } = await run([ESTATE, '--counts', put('counts.json', COUNTS), '--region', 'us-east-1']);
    const usd = BY_HAND.reduce((sum, [, , each]) => sum + each, 0);
    expect(stderr.trim().split('\n')).toEqual([
      "trailwatch: note: the trail 'estate/Second' logs its own deliveries to its bucket, so that each delivery causes another, for ever",
      'trailwatch: an estimate from list prices in us-east-1 as of 2026-11-20, without free tiers, discounts and taxes',
      `stacks=1 lines=${BY_HAND.length} incomplete=0 unpriced=0 not-counted=1 usd-month=${usd.toFixed(2)}`,
    ]);
  });

  it('names what it does not know, and never takes it for free', async () => {
    const lines = await linesOf([ESTATE]);
    expect(lines.filter(({ kind }) => kind === 'not-counted')).toEqual([
      {
        ...{ kind: 'not-counted', type: 'AWS::Config::ConfigurationRecorder', quantity: 1 },
        notes: ['this version does not know its cost'],
      },
    ]);
  });

  it.each([
    ['AWS::SNS::Subscription', { Protocol: 'sms', TopicArn: 'arn:aws:sns:eu-west-1:111122223333:t' }, 'sms'],
    ['AWS::SNS::Topic', { Subscription: [{ Protocol: 'sms' }, { Protocol: 'firehose' }] }, 'sms, firehose'],
  ])('names deliveries of %s that it has no price of', async (type, properties, protocols) => {
    const lines = await linesOf([
      put('t.json', { Resources: { One: { Type: type, Properties: properties } } }),
    ]);
    expect(lines.filter(({ kind }) => kind === 'not-counted')).toEqual([
      { kind: 'not-counted', type, quantity: 1, notes: [`deliveries by ${protocols}`] },
    ]);
  });

  it('without counts, knows what is fixed and says what the rest needs', async () => {
    const lines = await linesOf([ESTATE]);
    const fixed = lines.filter(({ kind, usd }) => kind === 'cost' && (usd ?? 0) > 0);
    expect(fixed.map(({ logicalId, price, missing }) => [logicalId, price, missing])).toEqual([
      ['Endpoint', 'endpointHour', []],
      ['Key', 'kmsKey', []],
      ['Mapping', 'sqsRequest', []],
      ['Reader', 'lambdaArm', ['logFiles']],
      ['Queue', 'sqsRequest', ['logFiles']],
      ['Reader', 'logsIngestion', ['logFiles']],
      ['Reader', 'lambdaInvocation', ['logFiles']],
    ]);
    const { stderr } = await run([ESTATE]);
    expect(stderr).toContain(
      'missing counts: alerts, dataEvents, digestFiles, endpointBytes, kmsRequests, logFileBytes, logFiles, ' +
        'managementEvents, managementWriteEvents; set them with --counts',
    );
  });

  it('scales counts of a week to a month', async () => {
    const week = { days: 7, dataEvents: 7_000_000 };
    const lines = await linesOf([ESTATE, '--counts', put('week.json', week)]);
    expect(lines.find(({ price }) => price === 'dataEvent')?.quantity).toBe(30_000_000);
  });

  it('charges each trail when another one has the free copy', async () => {
    const argv = [ESTATE, '--counts', put('counts.json', COUNTS), '--further-copy'];
    const copies = (await linesOf(argv)).filter(({ price }) => price === 'managementCopy');
    expect(copies.map(({ logicalId, usd }) => [logicalId, usd])).toEqual([
      ['First', 80],
      ['Second', 20],
    ]);
  });

  it('knows no price in China, and says so', async () => {
    const { stdout, stderr, status } = await run([ESTATE, '--region', 'cn-north-1', '--format', 'csv']);
    expect(stdout).toContain('its price in cn-north-1, in CNY, is not known');
    expect(stderr).toMatch(/lines are not in the totals: prices in China are in CNY and not available/);
    expect(stderr).toMatch(/usd-month=0\.00/);
    expect(status).toBe(0);
  });

  it('says where it takes the price of another Region', async () => {
    const lines = await linesOf([ESTATE, '--region', 'eu-central-1', '--counts', put('counts.json', COUNTS)]);
    const notesOf = (price: string) => lines.find((line) => line.price === price)?.notes;
    expect(notesOf('kmsKey')).toContain('priced as in us-east-1');
    expect(notesOf('s3Standard')).not.toContain('priced as in us-east-1');
  });

  it('prints a table of each stack on a terminal, with the sum', async () => {
    const { stdout } = await run([ESTATE], { terminalColumns: 120 });
    expect(stdout).toContain('USD A MONTH QUANTITY    UNIT PRICE    estate');
    expect(stdout).toMatch(/^\$14\.40 +1,440 +\$0\.01 +VPC, an hour of an interface/m);
    expect(stdout).toMatch(
      /^\? +0 +\$0\.000001 +CloudTrail, a data event, each copy; not given: dataEvents$/m,
    );
    expect(stdout).toMatch(/^1 +AWS::Config::ConfigurationRecorder +this version does not know/m);
  });
});

describe('trailwatch cost of cdk.out', () => {
  function stack(name: string, environment: string) {
    return {
      type: 'aws:cloudformation:stack',
      environment,
      properties: { templateFile: `${name}.template.json`, stackName: name },
    };
  }

  const KEY = { Resources: { Key: { Type: 'AWS::KMS::Key', Properties: {} } } };

  it('reads stacks, stages and nested stacks, each in its Region', async () => {
    mkdirSync(join(folder, 'assembly-Test'));
    put('manifest.json', {
      artifacts: {
        Main: stack('Main', 'aws://111111111111/eu-central-1'),
        Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
        Test: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Test' } },
      },
    });
    put('Main.template.json', {
      Resources: {
        Nested: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'nested.json' } },
      },
    });
    put('nested.json', KEY);
    put('assembly-Test/manifest.json', {
      artifacts: { Test: stack('Test', 'aws://unknown-account/unknown-region') },
    });
    put('assembly-Test/Test.template.json', KEY);
    const keys = (await linesOf([folder])).filter(({ price }) => price === 'kmsKey');
    expect(keys.map(({ stack: name, notes }) => [name, notes.at(-1)])).toEqual([
      ['Main/Nested', 'priced as in us-east-1'],
      ['Test', 'each of the first two key rotations adds the same'],
    ]);
  });

  it('has no cost for a stack without resources, whose template lacks the member', async () => {
    put('manifest.json', {
      artifacts: {
        Empty: stack('Empty', 'aws://111111111111/eu-west-1'),
        Full: stack('Full', 'aws://111111111111/eu-west-1'),
      },
    });
    put('Empty.template.json', { Parameters: {} });
    put('Full.template.json', KEY);
    const stacks = (await linesOf([folder])).map(({ stack: name }) => name);
    expect(new Set(stacks)).toEqual(new Set(['Full']));
  });

  it('has one free copy in an account, over all its stacks', async () => {
    const trail = {
      Resources: {
        Trail: {
          Type: 'AWS::CloudTrail::Trail',
          Properties: { IsLogging: true, IsMultiRegionTrail: true, S3BucketName: 'logs' },
        },
      },
    };
    const accounts = { One: '111111111111', Two: '222222222222', Three: '111111111111' };
    const artifacts = Object.entries(accounts).map(([name, account]) => [
      name,
      stack(name, `aws://${account}/eu-central-1`),
    ]);
    put('manifest.json', { artifacts: Object.fromEntries(artifacts) });
    for (const name of Object.keys(accounts)) put(`${name}.template.json`, trail);
    const argv = [folder, '--counts', put('counts.json', { managementEvents: 100_000 })];
    const lines = await linesOf(argv);
    expect(lines.map(({ stack: name, usd }) => [name, usd])).toEqual([
      ['Three', 2],
      ['One', 0],
      ['Two', 0],
    ]);
  });

  it('fails where the template of a nested stack is missing', async () => {
    const template = put('Main.template.json', {
      Resources: {
        Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://s3/x' } },
      },
    });
    const { status, stderr } = await run([template]);
    expect(stderr).toContain('Main/Nested: the template of the nested stack is not in the folder');
    expect(status).toBe(2);
  });
});

describe('trailwatch cost fails in one sentence', () => {
  it.each([
    ['a template that is missing', ['gone.json'], 'gone.json: no such file or folder'],
    [
      'a folder without an assembly',
      ['test/bin/cost'],
      'name the folder that cdk synth writes, or a template',
    ],
    [
      'a wrong Region',
      [ESTATE, '--region', 'Frankfurt'],
      "--region is 'Frankfurt'; write a Region such as eu-west-1",
    ],
    ['counts that are missing', [ESTATE, '--counts', 'gone.json'], 'gone.json: no such file or folder'],
    ['a format', [ESTATE, '--format', 'xml'], "--format is 'xml'; it may be table, ndjson, csv, json"],
  ])('for %s', async (_, argv, sentence) => {
    const { status, stdout, stderr } = await run(argv);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it.each([
    ['text alone', 'Resources', /this is not a template: it has no object Resources/],
    ['another document', '[]', /this is not a template: it has no object Resources/],
    ['a resource without a type', '{"Resources":{"Key":{}}}', /Resources\.Key: there is no Type/],
  ])('for a template that is %s', async (_, text, sentence) => {
    const { status, stderr } = await run([put('template.json', text)]);
    expect(stderr).toMatch(sentence);
    expect(status).toBe(2);
  });

  it('names each problem of the counts', async () => {
    const { status, stderr } = await run([
      ESTATE,
      '--counts',
      put('c.json', { dataEvent: 1, alerts: 'many' }),
    ]);
    expect(stderr).toContain("c.json: 'dataEvent' is not a count; did you mean 'dataEvents'?");
    expect(stderr).toContain("c.json: alerts is the text 'many'; expected a number");
    expect(status).toBe(2);
  });
});

describe('trailwatch cost of log files', () => {
  const record = (day: string, readOnly: boolean, data = false) => ({
    ...{ eventVersion: '1.11', eventID: `${day}${readOnly}${data}`, eventTime: `${day}T12:00:00Z`, readOnly },
    ...{
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
      eventType: 'AwsApiCall',
      awsRegion: 'us-east-1',
    },
    ...{ recipientAccountId: '111111111111', managementEvent: !data },
    ...{ eventCategory: data ? 'Data' : 'Management', userIdentity: { type: 'IAMUser' } },
    ...(data ? { resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::b/k' }] } : {}),
  });

  it('counts what each trail logs, for a month of such days', async () => {
    const records = [
      record('2026-11-01', true),
      record('2026-11-01', false),
      record('2026-11-02', true, true),
    ];
    const logs = join(folder, 'logs');
    mkdirSync(logs);
    put('logs/one.json', { Records: records });
    const lines = await linesOf([ESTATE, logs]);
    const quantityOf = (logicalId: string, price: string) =>
      lines.find((line) => line.logicalId === logicalId && line.price === price)?.quantity;
    // Two days stand for a month of thirty: each record counts fifteen times. The second trail logs the write and the object event.
    expect(quantityOf('Second', 'managementCopy')).toBe(15);
    expect(quantityOf('Second', 'dataEvent')).toBe(15);
    expect(
      lines.filter(({ price }) => price === 'managementInsights').map(({ quantity }) => quantity),
    ).toEqual([30, 15]);
    expect(quantityOf('Archive', 's3Standard')).toBe(
      (15 * readFileSync(join(logs, 'one.json')).length) / 1024 ** 3,
    );
    const { stderr } = await run([ESTATE, logs]);
    expect(stderr).toContain('the records cover 2 days; a month is counted as 30 such days');
  });

  it('counts an event once that several trails delivered', async () => {
    const records = [record('2026-11-01', false), record('2026-11-01', true, true)];
    const copies = ['first.json', 'second.json'].map((name) => put(name, { Records: records }));
    const totals = (lines: readonly Line[]) =>
      lines.map(({ logicalId, price, usd, quantity }) => [logicalId, price, usd, quantity]).sort();
    const ofEvents = ({ price, kind }: Line) => /Copy|Event|Insights/.test(price) || kind !== 'cost';
    const once = await linesOf([ESTATE, ...copies.slice(0, 1)]);
    const twice = await linesOf([ESTATE, ...copies]);
    expect(totals(twice.filter(ofEvents))).toEqual(totals(once.filter(ofEvents)));
    expect(twice.find(({ price }) => price === 's3Put')?.quantity).toBe(60);
  });

  it('says what a change of selectors would save, and which rules stand in its way', async () => {
    const records = Array.from({ length: 3 }, (_, index) => ({
      ...record(`2026-11-0${index + 1}`, true, true),
      eventName: 'HeadObject',
    }));
    const put3 = { ...record('2026-11-03', false, true), eventID: 'put', eventName: 'PutObject' };
    const argv = [ESTATE, put('logs.json', { Records: [...records, put3] })];
    const lines = await linesOf(argv);
    const saving = lines.filter(({ kind }) => kind === 'saving');
    expect(saving).toEqual([
      {
        ...{
          kind: 'saving',
          stack: 'estate',
          logicalId: 'Second',
          eventCategory: 'Data',
          of: 'AWS::S3::Object',
        },
        ...{
          field: 'eventName',
          value: 'HeadObject',
          quantity: 30,
          unit: 'event',
          usd: expect.closeTo(0.00003, 9),
        },
        fieldSelector: { Field: 'eventName', NotEquals: ['HeadObject'] },
        code: ".where(EventField.EVENT_NAME, { notEquals: ['HeadObject'] })",
      },
    ]);
    const needed = lines.filter(({ kind }) => kind === 'needed') as unknown as {
      value: string;
      rules: string[];
    }[];
    expect(needed.map(({ value }) => value)).toEqual(['arn:aws:s3:::b/', 'PutObject']);
    expect(needed[1]?.rules).toContain('object-encrypted-with-callers-key');
    const table = (await run([...argv], { terminalColumns: 140 })).stdout;
    expect(table).toMatch(
      /^\$0\.00 +30 +Second: AWS::S3::Object +\.where\(EventField\.EVENT_NAME, .*'HeadObject'/m,
    );
    const { status, stderr } = await run([...argv, '--no-builtin']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('there is no rule to use'),
    });
  });

  it('shows the ten dearest changes in a table, and says how many more there are', async () => {
    const records = Array.from({ length: 14 }, (_, index) => ({
      ...record('2026-11-01', true, true),
      ...{ eventID: `read-${index}`, eventName: `HeadObject${index}` },
    }));
    const argv = [ESTATE, put('many.json', { Records: records })];
    const count = (await linesOf(argv)).filter(({ kind }) => kind === 'saving' || kind === 'needed').length;
    expect(count).toBeGreaterThan(13);
    const { stdout } = await run(argv, { terminalColumns: 140 });
    expect(stdout).toMatch(new RegExp(`and ${count - 10} more, which the other formats list$`, 'm'));
  });

  it('reports a file that cannot be read, and exits with 2', async () => {
    copyFileSync(ESTATE, join(folder, 'template.json'));
    const { status, stderr } = await run([ESTATE, put('broken.json.gz', 'no gzip')]);
    expect(stderr).toContain('broken.json.gz');
    expect(status).toBe(2);
  });
});

describe('trails of several accounts and Regions', () => {
  const trail = (properties: object) => ({
    Type: 'AWS::CloudTrail::Trail',
    Properties: { S3BucketName: 'logs', IsLogging: true, IsMultiRegionTrail: true, ...properties },
  });
  const objects = {
    AdvancedEventSelectors: [
      { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
      {
        FieldSelectors: [
          { Field: 'eventCategory', Equals: ['Data'] },
          { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
        ],
      },
    ],
  };

  function assembly(stacks: Readonly<Record<string, object>>): string {
    const artifacts = Object.entries(stacks).map(([account, Resources]) => {
      put(`${account}.template.json`, { Resources });
      const properties = { templateFile: `${account}.template.json` };
      return [
        account,
        { type: 'aws:cloudformation:stack', environment: `aws://${account}/eu-west-1`, properties },
      ];
    });
    put('manifest.json', { version: '38.0.0', artifacts: Object.fromEntries(artifacts) });
    return folder;
  }

  const objectRead = (recipientAccountId: string) => ({
    ...{
      eventVersion: '1.11',
      eventTime: '2026-11-20T12:00:00Z',
      awsRegion: 'eu-west-1',
      eventSource: 's3.amazonaws.com',
    },
    ...{
      eventName: 'GetObject',
      eventID: recipientAccountId,
      recipientAccountId,
      readOnly: true,
      eventCategory: 'Data',
    },
    ...{ eventType: 'AwsApiCall', managementEvent: false, userIdentity: { type: 'AWSAccount' } },
    resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::bucket/key' }],
  });

  test('events are judged of which only the deployment knows that they are not of the archive', async () => {
    const own = { 'Fn::Join': ['', ['arn:aws:s3:::', { Ref: 'Bucket' }, '/']] };
    const [management, data] = objects.AdvancedEventSelectors;
    const fields = [...(data?.FieldSelectors ?? []), { Field: 'resources.ARN', NotStartsWith: [own] }];
    const estate = assembly({
      '111122223333': {
        Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
        One: trail({ AdvancedEventSelectors: [management, { FieldSelectors: fields }] }),
      },
    });
    const records = put('records.json', { Records: [objectRead('111122223333')] });
    const lines = await linesOf([estate, records]);
    expect(lines.filter(({ kind }) => kind === 'needed').length).toBeGreaterThan(0);
  });

  test('the log group of a trail is known in a template of an unknown account', async () => {
    const arn = {
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':logs:eu-west-1:111122223333:log-group:',
          { Ref: 'Group' },
          ':*',
        ],
      ],
    };
    const template = put('lone.json', {
      Resources: {
        Group: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 30 } },
        One: trail({ CloudWatchLogsLogGroupArn: arn }),
      },
    });
    const lines = await linesOf([template, '--counts', put('counts.json', { recordBytes: 1024 ** 3 })]);
    expect(lines.find(({ price }) => price === 'logsIngestion')).toMatchObject({ quantity: 1, missing: [] });
  });

  test.each([
    [{}, 0.01],
    [objects, 1],
    [{ EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }, 0.001],
    [{ IsLogging: false }, undefined],
  ])('a log group takes the events that its trail logs: %j', async (properties, part) => {
    const Group = { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 30 } };
    const One = trail({ ...properties, CloudWatchLogsLogGroupArn: { 'Fn::GetAtt': ['Group', 'Arn'] } });
    const template = put('lone.json', { Resources: { Group, One, All: trail(objects) } });
    const counts = {
      ...{ managementEvents: 1_000, managementWriteEvents: 100, dataEvents: 99_000 },
      ...{ networkActivityEvents: 0, recordBytes: 1024 ** 3 },
    };
    const lines = await linesOf([template, '--counts', put('counts.json', counts)]);
    const quantityOf = (price: string) => lines.find((line) => line.price === price)?.quantity;
    expect(quantityOf('logsIngestion')).toEqual(part);
    expect(quantityOf('logsStorage')).toEqual(part && expect.closeTo(part * 0.15, 9));
  });

  test('a day is one of delivery: events of the last minutes before it come in its files', async () => {
    const estate = assembly({ '111122223333': { One: trail(objects) } });
    const day = 'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20';
    mkdirSync(join(folder, day), { recursive: true });
    const late = { ...objectRead('111122223333'), eventTime: '2026-11-19T23:58:00Z' };
    put(`${day}/111122223333_CloudTrail_eu-west-1_20261120T0000Z_abcdefghijklmnop.json`, {
      Records: [late, objectRead('111122223333')],
    });
    const lines = await linesOf([estate, join(folder, 'AWSLogs')]);
    expect(lines.find(({ price }) => price === 'dataEvent')?.quantity).toBe(2 * 30);
  });

  test('a trail is charged for the events of its account, and one of an organization for those of all', async () => {
    const [one, other] = ['111122223333', '444455556666'];
    const another = { ...objectRead(other), eventID: 'another' };
    const records = put('records.json', { Records: [objectRead(one), objectRead(other), another] });
    const charged = async (first: object) => {
      const estate = assembly({
        [one]: { One: trail({ ...objects, ...first }) },
        [other]: { Other: trail(objects) },
      });
      const lines = await linesOf([estate, records]);
      const ofPrice = (price: string) =>
        Object.fromEntries(
          lines.filter((line) => line.price === price).map((line) => [line.logicalId, line]),
        );
      const { One, Other } = ofPrice('dataEvent');
      return { data: [One?.quantity, Other?.quantity], copies: ofPrice('managementCopy') };
    };
    expect(await charged({})).toMatchObject({
      data: [30, 60],
      copies: { Other: { notes: ['the first copy, which is free', expect.anything()] } },
    });
    expect(await charged({ IsOrganizationTrail: true })).toMatchObject({
      data: [90, 60],
      copies: { Other: { notes: ['a further copy', expect.anything()] } },
    });
  });

  test.each([
    ['Regional', 'Everywhere'],
    ['Everywhere', 'Regional'],
  ])('the order of the trails does not decide whose copy is free (%s first)', async (...order) => {
    const trails = { Regional: trail({ IsMultiRegionTrail: false }), Everywhere: trail({}) };
    const estate = assembly({
      '111122223333': Object.fromEntries(order.map((name) => [name, trails[name as keyof typeof trails]])),
    });
    const lines = await linesOf([estate, '--counts', put('counts.json', { managementEvents: 100_000 })]);
    expect(lines.filter(({ usd }) => usd === 2).map(({ logicalId }) => logicalId)).toEqual(['Regional']);
  });
});
