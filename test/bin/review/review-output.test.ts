import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseStackTemplate } from '../../../lib/core/estate/source/parse-template';
import { CHANGE_KINDS } from '../../../lib/core/review/review-change';
import { folderForEachTest } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';

const folder = folderForEachTest();
function put(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function trail(properties: object = {}, more: object = {}): object {
  return {
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', Properties: {} },
      Trail: {
        Type: 'AWS::CloudTrail::Trail',
        Properties: {
          ...{
            TrailName: 'audit',
            S3BucketName: { Ref: 'Bucket' },
            IsLogging: true,
            IsMultiRegionTrail: true,
          },
          ...{ EnableLogFileValidation: true, ...properties },
        },
      },
      ...more,
    },
  };
}

/** The template of `trail()` in YAML, with short forms. */
const YAML = `
Resources:
  Bucket: { Type: AWS::S3::Bucket, DeletionPolicy: Retain, Properties: {} }
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      TrailName: audit
      S3BucketName: !Ref Bucket
      IsLogging: true
      IsMultiRegionTrail: true
      EnableLogFileValidation: true
      CloudWatchLogsLogGroupArn: !GetAtt Group.Arn
      Tags: [!Sub "\${AWS::StackName}", !Join ["", [a, b]], !If [On, !Ref A, !Ref "AWS::NoValue"]]
`;

const review = (...argv: readonly string[]) => runTrailwatch(['review', ...argv]);

describe('what is reviewed', () => {
  it('is a template in YAML with short forms, the same as in JSON', async () => {
    const head = trail({
      CloudWatchLogsLogGroupArn: { 'Fn::GetAtt': ['Group', 'Arn'] },
      Tags: [
        { 'Fn::Sub': '\u0024{AWS::StackName}' },
        { 'Fn::Join': ['', ['a', 'b']] },
        { 'Fn::If': ['On', { Ref: 'A' }, { Ref: 'AWS::NoValue' }] },
      ],
    });
    const { stdout } = await review(put('b.json', head), '--base', put('a.yaml', YAML), '--format', 'json');
    expect(JSON.parse(stdout)).toEqual(
      expect.objectContaining({ verdict: 'no-change', changes: [], changedStacks: [] }),
    );
  });

  test.each([
    ['a.json', '{"Resources":\n {"A" 1}}', /a\.json:2:7: not JSON/],
    ['a.json', '{"Resources": {"A": }}', /a\.json: not JSON: Unexpected token /],
    [
      'a.json',
      '{"terraform_version": "1.9.0"}',
      /a\.json: this is a state or plan of Terraform, which is not read/,
    ],
    ['a.json', '{"Outputs": {}}', /a\.json: this is not a template: it has no object Resources/],
    ['a.json', '{"Resources": {"A": {}}}', /a\.json: Resources\.A: there is no Type/],
    ['a.json', '['.repeat(100_000), /a\.json:1:101: the text nests more than 100 levels deep/],
    ['a.yaml', 'Resources:\n  A: [', /a\.yaml:2:7: not YAML/],
    ['a.yaml', 'Resources: {}\nResources: {}', /a\.yaml:2:1: the key 'Resources' occurs twice in a map/],
    ['a.yaml', '- '.repeat(5_000), /a\.yaml:1:\d+: the text nests more than 100 levels deep/],
  ])('fails in one sentence for %s: %.30s', async (name, content, message) => {
    const { status, stdout, stderr } = await review(put(name, content));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('fails for a folder without a manifest, and what is not there', async () => {
    expect((await review(folder)).stderr).toMatch(
      /there is no manifest\.json in it; name the folder that cdk synth writes/,
    );
    expect((await review(join(folder, 'none'))).stderr).toMatch(/none: no such file or folder/);
  });

  it('reads nothing outside of the folder, and reviews the rest', async () => {
    const secret = put('secret.json', trail());
    const out = join(folder, 'cdk.out');
    mkdirSync(out);
    const stack = (templateFile: string) => ({
      ...{ type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1' },
      properties: { templateFile },
    });
    const artifacts = {
      A: stack('../secret.json'),
      B: stack('link.json'),
      C: stack(secret),
      D: stack('d.json'),
    };
    writeFileSync(join(out, 'manifest.json'), JSON.stringify({ version: '1', artifacts }));
    writeFileSync(join(out, 'd.json'), JSON.stringify(trail()));
    symlinkSync(secret, join(out, 'link.json'));
    const { status, stdout, stderr } = await review(out, '--format', 'json');
    expect(status).toBe(2);
    expect((JSON.parse(stdout) as { state: { stacks: unknown[] } }).state.stacks).toHaveLength(1);
    expect(stderr).toMatch(/the stack A names no template in the folder/);
    expect(stderr).toMatch(/link\.json: a link leads out of the folder/);
    expect(stderr).toMatch(/the stack C names no template in the folder/);
  });

  it('never ends in anything but a template or one sentence', () => {
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.constantFrom(
          '!Ref A',
          '&a',
          '*a',
          '!GetAtt A.B',
          '!Sub',
          '- ',
          '? ',
          ': ',
          '{',
          '[',
          '"',
          '\n  ',
          'Resources:',
        ),
        fc.array(tie('node'), { maxLength: 5 }).map((parts) => parts.join('')),
      ),
    })).node;
    fc.assert(
      fc.property(value, (text) => {
        const parsed = parseStackTemplate(String(text));
        expect('value' in parsed || typeof parsed.problem === 'string').toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the policy', () => {
  const files = () =>
    [put('head.json', trail({ EnableLogFileValidation: false })), put('base.json', trail())] as const;

  test.each([
    [20, []],
    [21, ['trailwatch: 1 more change that --fail-on names']],
    [23, ['trailwatch: 3 more changes that --fail-on names']],
  ])('names twenty of %i changes on standard error, and counts the rest', async (count, more) => {
    const selectors = Array.from({ length: count }, () => ({
      FieldSelectors: [{ Field: 'eventCategory', Equals: ['Everything'] }],
    }));
    const head = put('head.json', trail({ AdvancedEventSelectors: selectors }));
    const argv = ['--base', put('base.json', trail()), '--fail-on', 'update-refused'];
    const lines = (await review(head, ...argv)).stderr.split('\n').slice(0, -2);
    expect(lines.filter((line) => line.startsWith('trailwatch: update-refused: '))).toHaveLength(20);
    expect(lines.slice(20)).toEqual(more);
  });

  test.each([
    ['integrity-weakened', 1],
    ['weaker', 1],
    ['evidence-deleted,integrity-weakened', 1],
    ['evidence-deleted', 0],
    ['unknown', 0],
  ])('--fail-on %s gives %i', async (policy, status) => {
    const [head, base] = files();
    const outcome = await review(head, '--base', base, '--fail-on', policy);
    expect(outcome.status).toBe(status);
    expect(outcome.stderr).toContain(
      `verdict=weaker weaker=1 stronger=0 changed=0 unknown=0 failing=${status} `,
    );
  });

  it('fails for a name that is none, with what was meant, and without a base', async () => {
    const [head, base] = files();
    expect(await review(head, '--base', base, '--fail-on', 'detection-lots')).toEqual({
      ...{ status: 2, stdout: '' },
      stderr:
        "trailwatch: --fail-on: 'detection-lots' is not a kind of change; did you mean 'detection-lost'?; docs/review/review.md lists them\n",
    });
    expect((await review(head, '--fail-on', 'weaker')).stderr).toMatch(
      /name the state before the change with --base/,
    );
  });
});

describe('the output', () => {
  const HOSTILE =
    '</details><script>alert(1)</script> [x](https://evil.example) @admin #1 `a` **b** | c \u202e $x$ www.evil.example \n# h';

  it('is Markdown in which names are text', async () => {
    const base = put('base.json', trail());
    const head = put('head.json', trail({ TrailName: HOSTILE, S3KeyPrefix: HOSTILE }));
    const { stdout } = await review(head, '--base', base);
    expect(stdout).not.toMatch(
      /<script|\]\(|https:\/\/evil|\*\*b\*\*|`a`|\u202e|\$x|www\.evil|[^>]@admin|^# h/m,
    );
    // Each row has the cells of its table and no more.
    const rows = stdout.split('\n').filter((line) => line.startsWith('| <code>'));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
    expect(stdout.match(/<details>/g)?.length).toBe(stdout.match(/<\/details>/g)?.length);
  });

  it('has at most 65,000 characters, and counts what is left out', async () => {
    const buckets = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `Logs${index}`,
          { Type: 'AWS::S3::Bucket', Properties: { BucketName: `cloudtrail-${index}-${'x'.repeat(30)}` } },
        ]),
      );
    const base = put('base.json', trail({}, buckets(600)));
    const { stdout } = await review(put('head.json', trail()), '--base', base);
    expect(stdout.length).toBeLessThanOrEqual(65_000);
    expect(stdout.length).toBeGreaterThan(60_000);
    const [, left] = /([\d,]+) rows are omitted/.exec(stdout) ?? [];
    const shown = stdout.match(/<code>evidence-deleted<\/code>/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(50);
    expect(Number(left?.replace(',', ''))).toBeGreaterThanOrEqual(600 - shown);
    expect(stdout.match(/<details>/g)?.length).toBe(stdout.match(/<\/details>/g)?.length);
  });

  it.each([2, 3, 40])(
    'has one row for %i changes with the same words, unless they protect less',
    async (count) => {
      const others = Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `Other${index}`,
          {
            Type: 'AWS::CloudTrail::Trail',
            Properties: { S3BucketName: { Ref: 'Bucket' }, IsLogging: true },
          },
        ]),
      );
      const [less, more] = [put('less.json', trail()), put('more.json', trail({}, others))];
      const rowsOf = async (kind: string, base: string, head: string) =>
        (await review(head, '--base', base)).stdout
          .split('\n')
          .filter((line) => line.startsWith(`| <code>${kind}`));
      expect(await rowsOf('evidence-deleted', more, less)).toHaveLength(count);
      const added = await rowsOf('evidence-added', less, more);
      expect(added).toHaveLength(count < 3 ? count : 1);
      if (count < 3) return;
      expect(added[0]).toContain(`${count}: trail more/Other0, `);
      expect(/ and (\d+) more /.exec(added[0] ?? '')?.[1]).toBe(
        count < 10 ? undefined : String(count - (added[0]?.match(/trail more/g)?.length ?? 0)),
      );
    },
  );

  it('begins with the verdict and what causes it', async () => {
    const head = put('head.json', trail({ EnableLogFileValidation: false }));
    const { stdout } = await review(head, '--base', put('base.json', trail()));
    expect(stdout.split('\n').slice(0, 7)).toEqual([
      '<!-- trailwatch review -->',
      '### CloudTrail review: this change reduces protection',
      '',
      '- **less**: changed or deleted log files are not detected: log file validation of head/Trail: on → off',
      '',
      expect.stringMatching(
        /^1 protect less\. No change: (\w+, )?evidence, logging, access, detection, retention, /,
      ),
      'Templates that differ: <code>head</code>.',
    ]);
  });

  it('begins with what protects less, whatever the kinds of the changes', async () => {
    const head = put('head.json', trail({ EnableLogFileValidation: false, IsLogging: { Ref: 'On' } }));
    const argv = [head, '--base', put('base.json', trail()), '--fail-on', 'weaker,unknown'];
    const [shown, { stdout }] = [await review(...argv), await review(...argv, '--format', 'json')];
    const { changes } = JSON.parse(stdout) as { changes: { effect: string; kind: string }[] };
    expect(changes.map(({ effect, kind }) => `${effect} ${kind}`)).toEqual([
      'weaker integrity-weakened',
      'unknown logging-unknown',
    ]);
    const lines = shown.stdout.split('\n').filter((line) => line.startsWith('- **'));
    expect(lines.map((line) => line.split('**')[1])).toEqual(['less', 'not known']);
    expect(shown.stderr).toMatch(/^trailwatch: integrity-weakened: .*\ntrailwatch: logging-unknown: /);
  });

  it('is SARIF with a result for each change that is not stronger, and goes to a file', async () => {
    const head = put('head.json', trail({ EnableLogFileValidation: false }));
    const out = join(folder, 'review.sarif');
    await review(head, '--base', put('base.json', trail()), '--format', 'sarif', '--out', out);
    const { version, runs } = JSON.parse(readFileSync(out, 'utf8')) as {
      version: string;
      runs: {
        tool: { driver: { name: string; rules: { id: string; defaultConfiguration: { level: string } }[] } };
        results: unknown[];
      }[];
    };
    const kinds = Object.entries(CHANGE_KINDS).filter(([, [effect]]) => effect !== 'stronger');
    expect(runs[0]?.tool.driver.rules.map(({ id }) => id)).toEqual(kinds.map(([kind]) => kind));
    expect([version, runs[0]?.tool.driver.name]).toEqual(['2.1.0', 'trailwatch review']);
    expect(runs[0]?.results).toEqual([
      expect.objectContaining({
        ...{ ruleId: 'integrity-weakened', level: 'error' },
        message: {
          text: 'log file validation of head/Trail: on → off: changed or deleted log files are not detected',
        },
        locations: [expect.objectContaining({ logicalLocations: [{ name: 'Trail', kind: 'resource' }] })],
      }),
    ]);
  });

  it('is SARIF in which each result is an alert of its own, also of one subject and kind', async () => {
    const fields = [{ Field: 'eventCategory', Equals: ['Everything'] }];
    const selectors = [{ FieldSelectors: fields }, { FieldSelectors: fields }];
    const head = put('head.json', trail({ AdvancedEventSelectors: selectors }));
    const argv = ['--base', put('base.json', trail()), '--format', 'sarif', '--fail-on', 'update-refused'];
    const { stdout, stderr, status } = await review(head, ...argv);
    const [run] = (JSON.parse(stdout) as { runs: { results: SarifResult[] }[] }).runs;
    const refused = run?.results.filter(({ ruleId }) => ruleId === 'update-refused') ?? [];
    const fingerprint = 'update-refused:Trail:trail head/Trail';
    expect(refused.map((each) => each.partialFingerprints['change/v1'])).toEqual([
      fingerprint,
      `${fingerprint}:2`,
    ]);
    expect(refused.map(({ level, locations }) => [level, locations[0]?.logicalLocations])).toEqual(
      refused.map(() => ['error', [{ name: 'Trail', kind: 'resource' }]]),
    );
    const lines = refused.map(({ message: { text } }) => `trailwatch: update-refused: ${text}`);
    expect([stderr.split('\n').slice(0, -2), status]).toEqual([lines, 1]);
  });
});

interface SarifResult {
  readonly ruleId: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly { readonly logicalLocations: readonly object[] }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}
