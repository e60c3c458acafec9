import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '../test-folder';
import { type Outcome, runTrailwatch, type Surroundings } from './run-trailwatch';

const KMS_FREE = [
  {
    Name: 'no KMS',
    FieldSelectors: [
      { Field: 'eventCategory', Equals: ['Management'] },
      { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] },
    ],
  },
];
const EVERYTHING = [
  { Name: 'all', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
  {
    Name: 'all objects',
    FieldSelectors: [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      { Field: 'resources.ARN', NotStartsWith: [{ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::\${Archive}/` }] },
    ],
  },
];

const RUN = record('Management', 'ec2', 'RunInstances', { readOnly: false });
const DECRYPT = record('Management', 'kms', 'Decrypt', { readOnly: true });
const PUT = record('Data', 's3', 'PutObject', {
  readOnly: false,
  resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::orders/1.json' }],
});

const folder = folderForEachTest();

beforeEach(() => {
  put('kms-free.json', KMS_FREE);
  put('everything.json', EVERYTHING);
  put('records.json', { Records: [RUN, DECRYPT, PUT] });
});

describe('trailwatch trails explain', () => {
  it('says of every record whether it would be logged, by what, and why', async () => {
    const { status, stdout } = await explain(['--selectors', at('kms-free.json'), at('records.json')]);
    expect(linesOf(stdout)).toEqual([
      {
        index: 0,
        logged: true,
        by: 'no KMS',
        why:
          "no KMS: eventCategory is 'Management' (Equals 'Management'); " +
          "eventSource is 'ec2.amazonaws.com' (NotEquals 'kms.amazonaws.com')",
      },
      {
        index: 1,
        logged: false,
        by: null,
        why: "no KMS: eventSource is 'kms.amazonaws.com' (ruled out by NotEquals 'kms.amazonaws.com')",
      },
      {
        index: 2,
        logged: false,
        by: null,
        why: "no KMS: eventCategory is 'Data' (asked for Equals 'Management')",
      },
    ]);
    expect(Object.keys(linesOf(stdout)[0] ?? {})).toEqual(['index', 'logged', 'by', 'why']);
    expect(status).toBe(0);
  });

  it('sums up on standard error what the selectors drop of the archive, by kind of event', async () => {
    const { stderr } = await explain(['--selectors', at('kms-free.json'), at('records.json')]);
    expect(stderr).toBe(
      `Management kms.amazonaws.com Decrypt: kept=0 dropped=1 added=0 left=0 unknown=0 usd-before=0.000000 usd-after=0.000000
Data s3.amazonaws.com PutObject: kept=0 dropped=1 added=0 left=0 unknown=0 usd-before=0.000001 usd-after=0.000000
records=3 kept=1 dropped=2 added=0 left=0 unknown=0 rejected=0 dropped-share=0.6667 added-share=0.0000 usd-before=0.000001 usd-after=0.000000
`,
    );
  });

  it('sums up what a change drops and adds, with the selectors before it', async () => {
    const args = ['--selectors', at('everything.json'), '--base', at('kms-free.json')];
    const { stderr } = await explain([...args, '--parameter', 'Archive=audit-logs', at('records.json')]);
    expect(stderr.split('\n').at(-2)).toBe(
      'records=3 kept=1 dropped=0 added=2 left=0 unknown=0 rejected=0 dropped-share=0.0000 added-share=2.0000 ' +
        'usd-before=0.000000 usd-after=0.000001',
    );
  });

  it('leaves the answer open where it hangs on what the template refers to, and closes it once that is given', async () => {
    put('template.json', trailTemplate({ IsMultiRegionTrail: true, AdvancedEventSelectors: EVERYTHING }));
    const args = ['--template', at('template.json'), at('records.json')];
    const open = await explain(args);
    expect(linesOf(open.stdout)[2]).toMatchObject({ logged: null, by: 'all objects' });
    expect(open.stderr).toContain('records=3 kept=2 dropped=0 added=0 left=0 unknown=1 ');
    expect(open.stderr).toContain(
      'note: answers that depend on what the template refers to: 1; give it with --parameter\n',
    );
    const closed = await explain([...args, '--parameter', 'Archive=audit-logs']);
    expect(linesOf(closed.stdout)[2]).toMatchObject({ logged: true, by: 'all objects' });
    const own = await explain([...args, '--parameter', 'Archive=orders']);
    expect(linesOf(own.stdout)[2]).toMatchObject({ logged: false, by: null });
  });

  it('names the trail when a template has several', async () => {
    const { Resources } = trailTemplate({
      IsMultiRegionTrail: true,
      EventSelectors: [{ ReadWriteType: 'WriteOnly' }],
    });
    const Second = {
      ...Resources.Trail,
      Properties: { IsMultiRegionTrail: true, AdvancedEventSelectors: KMS_FREE },
    };
    put('template.json', { Resources: { First: Resources.Trail, Second } });
    const { stdout } = await explain(['--template', at('template.json'), at('records.json')]);
    expect(linesOf(stdout).map(({ logged, by }) => [logged, by])).toEqual([
      [true, 'First: event selector 1'],
      [false, null],
      [false, null],
    ]);
  });

  it('reads records from standard input, and writes sentences when asked for a table', async () => {
    const args = ['--selectors', at('kms-free.json'), '--format', 'table'];
    const { stdout } = await explain(args, { stdin: `${JSON.stringify(DECRYPT)}\n` });
    expect(stdout).toBe(
      '     0  left     kms.amazonaws.com Decrypt: ' +
        "no KMS: eventSource is 'kms.amazonaws.com' (ruled out by NotEquals 'kms.amazonaws.com')\n",
    );
  });

  it('writes no control character of a record to a terminal', async () => {
    put('records.json', [{ ...RUN, eventName: 'Run\u001b[2J' }]);
    const { stdout } = await explain(['--selectors', at('kms-free.json'), at('records.json')], {
      terminalColumns: 80,
    });
    expect(stdout).not.toContain('\u001b');
  });

  it('fails with status 2 where CloudTrail would refuse the selectors, and explains nothing', async () => {
    const [selector] = KMS_FREE;
    put('bad.json', [
      {
        ...selector,
        FieldSelectors: [...(selector?.FieldSelectors ?? []), { Field: 'eventName', Equals: ['a'] }],
      },
    ]);
    const { status, stdout, stderr } = await explain(['--selectors', at('bad.json'), at('records.json')]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      `trailwatch: ${at('bad.json')}: AdvancedEventSelectors[0].FieldSelectors[2].Field: the field 'eventName' is not ` +
        'one for Management events; it may be one of eventCategory, readOnly, eventSource\n',
    );
  });

  it('notes what is hardly meant, and goes on', async () => {
    put('odd.json', [
      {
        FieldSelectors: [
          { Field: 'eventCategory', Equals: ['Data'] },
          { Field: 'resources.type', Equals: ['AWS::New::Thing'] },
        ],
      },
    ]);
    const { status, stderr } = await explain(['--selectors', at('odd.json'), at('records.json')]);
    expect(status).toBe(0);
    expect(stderr).toContain('trailwatch: note: ');
    expect(stderr).toContain("'AWS::New::Thing' is not in the list of November 2026; check its spelling\n");
  });

  it('fails with status 2 for what cannot be read, one sentence a file, after all that can be', async () => {
    put('records.json', [RUN, { eventName: 'x' }, DECRYPT, { eventName: 'y' }]);
    const { status, stdout, stderr } = await explain([
      ...['--selectors', at('kms-free.json')],
      ...[at('records.json'), at('missing.json')],
    ]);
    expect(status).toBe(2);
    expect(linesOf(stdout).map(({ index }) => index)).toEqual([0, 2]);
    expect(stderr).toContain('; also rejected in this file: 1\n');
    expect(stderr).toContain(`trailwatch: ${at('missing.json')}: no such file or folder\n`);
    expect(stderr).toContain(' rejected=2 ');
  });

  it.each([
    [
      'both kinds',
      ['--selectors', 'a', '--template', 'b'],
      'name the selectors by either --selectors or --template',
    ],
    ['a missing file', ['--selectors', 'missing.json'], '--selectors missing.json: no such file or folder'],
    [
      'a parameter without a value',
      ['--selectors', 'a', '--parameter', 'Archive'],
      "--parameter is 'Archive'; it is NAME=VALUE, such as Bucket=logs",
    ],
  ])('fails with status 2 and a sentence for %s', async (_, args, sentence) => {
    expect(await explain(args)).toEqual({ status: 2, stdout: '', stderr: `trailwatch: ${sentence}\n` });
  });
});

function explain(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  return runTrailwatch(['trails', 'explain', ...args], surroundings);
}

function record(eventCategory: string, service: string, eventName: string, more: object) {
  return {
    eventVersion: '1.11',
    eventTime: '2026-11-20T08:00:00Z',
    eventSource: `${service}.amazonaws.com`,
    awsRegion: 'eu-west-1',
    eventName,
    eventCategory,
    ...more,
  };
}

function trailTemplate(properties: object) {
  return { Resources: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: properties } } };
}

function linesOf(stdout: string): readonly { index: number; logged: boolean | null; by: string | null }[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

function at(name: string): string {
  return join(folder, name);
}

function put(name: string, json: unknown): void {
  writeFileSync(at(name), JSON.stringify(json));
}
