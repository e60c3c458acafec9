import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { controlsOf } from '../../../bin/trails/posture/framework-checks';
import { FRAMEWORKS } from '../../../bin/trails/posture/frameworks';
import { POSTURE_CHECKS } from '../../../bin/trails/posture/posture-checks';
import {
  ACCOUNT,
  KEY,
  KEY_ARN,
  type KeyAnswers,
  LIVE,
  type LiveAnswers,
  rowsOf,
  trailsOn,
} from './live-account';

const withKey = (key: Partial<KeyAnswers>): LiveAnswers => ({
  ...LIVE,
  keys: { [KEY_ARN]: { ...KEY, ...key } },
});

describe('what trailwatch trails --check writes', () => {
  it('prints on a terminal what failed, the most severe first, each with its way out', async () => {
    const live = {
      ...withKey({ metadata: { KeyState: 'Disabled' } }),
      logGroups: [{ logGroupName: 'audit', retentionInDays: 90 }],
    };
    const { stdout } = await trailsOn(
      { ...live, isDenied: (one) => one === 'cloudtrail:ListTags' },
      ['--check'],
      {
        more: { terminalColumns: 120 },
      },
    );
    expect(stripVTControlCharacters(stdout)).toBe(
      [
        'SEVERITY      CHECK                       RESOURCE AND WHAT WAS FOUND',
        `critical      key-enabled                 ${KEY_ARN}`,
        '                                          its state is Disabled',
        '                                          remedy: aws kms cancel-key-deletion, then aws kms enable-key: without the key',
        '                                          no log file can be written or read',
        'low           log-group-retention         arn:aws:logs:eu-west-1:111122223333:log-group:audit',
        '                                          events expire after 90 days',
        '                                          remedy: aws logs put-retention-policy --retention-in-days 365; where the',
        '                                          archive is the evidence, less may be right',
        'informational trail-tags                  arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit',
        '                                          not known: trail audit: access was denied; this requires cloudtrail:ListTags',
        '                                          (AccessDeniedException)',
        '',
      ].join('\n'),
    );
  });

  it('writes SARIF with a rule for each check, and a result for what failed or is unknown', async () => {
    const live = {
      ...withKey({ isRotated: false }),
      isDenied: (one: string) => one === 'cloudtrail:ListTags',
    };
    const { stdout, status } = await trailsOn(live, ['--check', '--format', 'sarif']);
    const { runs } = JSON.parse(stdout);
    expect(runs[0].tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(
      POSTURE_CHECKS.map(({ name }) => name),
    );
    expect(runs[0].results).toMatchObject([
      {
        ...{ ruleId: 'key-rotation', level: 'warning' },
        message: {
          text: `${KEY_ARN}: rotation is off; aws kms enable-key-rotation; in an app, enableKeyRotation of the key`,
        },
        partialFingerprints: { 'posture/v1': `key-rotation:${KEY_ARN}` },
      },
      { ruleId: 'trail-tags', kind: 'open', level: 'none' },
    ]);
    expect(status).toBe(2);
  });

  it('writes CSV with the controls, and JSON', async () => {
    const live = withKey({ isRotated: false });
    const { stdout } = await trailsOn(live, ['--check', '--format', 'csv']);
    expect(stdout.split('\r\n')[0]).toBe(
      'Check,Severity,Status,Account,Region,Resource,Found,Remedy,Security Hub,CIS,Prowler',
    );
    expect(stdout).toContain(
      `key-rotation,medium,fail,${ACCOUNT},eu-west-1,${KEY_ARN},rotation is off,"aws kms enable-key-rotation; in an app, enableKeyRotation of the key",KMS.4,3.6,kms_cmk_rotation_enabled\r\n`,
    );
    const json = await trailsOn(live, ['--check', '--json']);
    expect(JSON.parse(json.stdout)).toContainEqual(
      expect.objectContaining({
        check: 'key-rotation',
        status: 'fail',
        controls: { securityHub: ['KMS.4'], cis: ['3.6'], prowler: ['kms_cmk_rotation_enabled'] },
      }),
    );
  });

  it('leaves out checks by their names', async () => {
    const options = ['--check', '--exclude-check', 'key-rotation', '--exclude-check', 'insights'];
    const outcome = await trailsOn(withKey({ isRotated: false }), options);
    expect(rowsOf(outcome).some(({ check }) => ['key-rotation', 'insights'].includes(check))).toBe(false);
    expect(outcome.status).toBe(0);
  });

  it.each(FRAMEWORKS)('makes the checks of $name only, each with its controls', async (framework) => {
    const { name, controls } = framework;
    const rows = rowsOf(await trailsOn(withKey({ isRotated: false }), ['--check', '--framework', name]));
    const ids = new Set(controls.map(({ id }) => id));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      const added = row as unknown as { framework: { name: string; controls: readonly string[] } };
      expect(added.framework.name).toBe(name);
      expect(added.framework.controls.filter((id) => !ids.has(id))).toEqual([]);
      expect(added.framework.controls).not.toEqual([]);
    }
    const all = rowsOf(await trailsOn(withKey({ isRotated: false }), ['--check']));
    const asked = all.filter(({ check }) => controlsOf(framework, check).length > 0);
    expect(rows.map(({ check }) => check)).toEqual(asked.map(({ check }) => check));
  });

  it.each(FRAMEWORKS)(
    'writes SARIF of $name with its checks as rules, and its controls',
    async (framework) => {
      const live = withKey({ isRotated: false, metadata: { KeyState: 'Disabled' } });
      const options = ['--check', '--framework', framework.name];
      const { stdout } = await trailsOn(live, [...options, '--format', 'sarif']);
      const [{ tool, results }] = JSON.parse(stdout).runs;
      const rows = rowsOf(await trailsOn(live, options));
      const failed = rows.filter(({ status }) => status !== 'pass').map(({ check }) => check);
      const found: readonly { ruleId: string; properties: object }[] = results;
      expect(found.map(({ ruleId }) => ruleId).sort()).toEqual([...failed].sort());
      for (const { ruleId, properties } of found)
        expect(properties).toEqual({
          framework: { name: framework.name, controls: controlsOf(framework, ruleId) },
        });
      const rules: readonly { id: string; properties: { tags: readonly string[] } }[] = tool.driver.rules;
      expect(rules.map(({ id }) => id)).toEqual(
        POSTURE_CHECKS.map(({ name }) => name).filter((name) => controlsOf(framework, name).length > 0),
      );
      for (const { id, properties } of rules)
        expect(properties.tags).toEqual(controlsOf(framework, id).map((one) => `${framework.title}: ${one}`));
    },
  );

  it('adds the controls of a framework to CSV and to the table', async () => {
    const live = withKey({ isRotated: false });
    const framework = ['--check', '--framework', 'cis-5.0.0'];
    const { stdout } = await trailsOn(live, [...framework, '--format', 'csv']);
    expect(stdout.split('\r\n')[0]).toMatch(/,CIS AWS Foundations Benchmark 5\.0\.0$/);
    expect(stdout).toMatch(/^key-rotation,.*,3\.6\r$/m);
    const table = await trailsOn(live, framework, { more: { terminalColumns: 120 } });
    expect(stripVTControlCharacters(table.stdout)).toContain('CIS AWS Foundations Benchmark 5.0.0: 3.6\n');
  });

  it.each([
    [
      ['--check', '--exclude-check', 'keys'],
      "--exclude-check is 'keys', which is not a check; docs/prove/trails.md lists them",
    ],
    [['--exclude-check', 'key-rotation'], '--exclude-check requires --check; add it'],
    [['--framework', 'cis-5.0.0'], '--framework requires --check; add it'],
    [
      ['--check', '--framework', 'cis'],
      `--framework is 'cis'; it may be ${FRAMEWORKS.map(({ name }) => name).join(', ')}`,
    ],
    [['--format', 'sarif'], '--format sarif requires --check; add it'],
  ])('fails for %j', async (options, message) => {
    const { status, stderr } = await trailsOn(LIVE, options);
    expect([status, stderr]).toEqual([2, `trailwatch: ${message}\n`]);
  });

  it('documents each check with its controls', () => {
    const page = readFileSync(join(__dirname, '../../../docs/prove/trails.md'), 'utf8');
    const cell = (names: readonly string[]) => names.join(', ') || '–';
    const rows = POSTURE_CHECKS.map(
      ({ name, severity, asks, securityHub, cis, prowler }) =>
        `| \`${name}\` | ${severity} | ${asks} | ${cell(securityHub)} | ${cell(cis)} | ${cell(prowler.map((one) => `\`${one}\``))} |`,
    );
    expect(page.split('\n')).toEqual(expect.arrayContaining(rows));
  });
});
