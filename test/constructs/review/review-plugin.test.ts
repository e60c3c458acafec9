import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { App, type PolicyValidationPluginReportBeta1, Stack, Stage } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AuditTrail, LogArchive, ReviewPlugin } from '../../../lib/index';
import { folderForEachTest } from '../../test-folder';
import { ACCOUNT, REGION, TRAIL } from '../synthesize';

const folder = folderForEachTest();
beforeEach(() => {
  process.exitCode = undefined;
});
afterEach(() => {
  process.exitCode = undefined;
});

const ENV = { account: ACCOUNT, region: REGION };

/** Reports that a plugin has given. */
class Recorded extends ReviewPlugin {
  readonly reports: PolicyValidationPluginReportBeta1[] = [];

  override validate(context: Parameters<ReviewPlugin['validate']>[0]): PolicyValidationPluginReportBeta1 {
    const report = super.validate(context);
    this.reports.push(report);
    return report;
  }
}

function synthesize(logFileValidation: boolean, plugin?: ReviewPlugin, inStage = false): string {
  const outdir = mkdtempSync(join(folder, 'cdk.out-'));
  const app = new App({
    ...{ outdir, analyticsReporting: false },
    ...(plugin === undefined ? {} : { policyValidationBeta1: [plugin] }),
  });
  const stack = new Stack(inStage ? new Stage(app, 'Production') : app, 'Audit', { env: ENV });
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], bucketName: 'example-logs' });
  new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, logFileValidation });
  app.synth();
  return outdir;
}

/** What a synthesis prints, and whether it fails. */
function outputOf(run: () => unknown): { readonly output: string; readonly failed: boolean } {
  const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const errors = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const thrown: unknown[] = [];
  try {
    run();
  } catch (error) {
    // The CDK throws the report in one process, and prints it as a process of its own.
    thrown.push(error);
  }
  const output = [...thrown, ...printed.mock.calls, ...errors.mock.calls].flat().join('\n');
  printed.mockRestore();
  errors.mockRestore();
  return { output, failed: thrown.length > 0 || process.exitCode === 1 };
}

describe('ReviewPlugin', () => {
  test.each([false, true])(
    'reports what protects less, and the synthesis fails (in a stage: %s)',
    (inStage) => {
      const plugin = new Recorded({ baseFolder: synthesize(true, undefined, inStage) });
      const { output, failed } = outputOf(() => synthesize(false, plugin, inStage));
      expect(failed).toBe(true);
      expect(plugin.reports[0]?.success).toBe(false);
      expect(plugin.reports[0]?.violations).toEqual([
        expect.objectContaining({
          ...{ ruleName: 'integrity-weakened', severity: 'error', ruleMetadata: { effect: 'weaker' } },
          description: expect.stringMatching(
            /^log file validation of .*Audit\/Trail\w*: on → off: changed or deleted log files are not detected$/,
          ),
          violatingResources: [
            expect.objectContaining({
              resourceLogicalId: expect.stringMatching(/^Trail/),
              templatePath: expect.stringMatching(/Audit\w*\.template\.json$/),
            }),
          ],
        }),
        expect.objectContaining({
          ruleName: 'preflight-warning',
          description: expect.stringContaining("the trail 'primary' has no log file validation"),
          violatingResources: [expect.anything()],
        }),
      ]);
      expect(output).toContain('integrity-weakened');
    },
  );

  it('fails the synthesis and prints what is gone where a whole stack is', () => {
    const plugin = new Recorded({ baseFolder: synthesize(true), failOn: ['evidence-deleted'] });
    const { output, failed } = outputOf(() => {
      const app = new App({ outdir: mkdtempSync(join(folder, 'cdk.out-')), policyValidationBeta1: [plugin] });
      new Topic(new Stack(app, 'Other', { env: ENV }), 'Topic');
      app.synth();
    });
    expect(failed).toBe(true);
    expect(output).toMatch(/trail Audit\/Trail\w*: the stack Audit is no longer in the app/);
    for (const { violatingResources } of plugin.reports[0]?.violations ?? [])
      expect(violatingResources).toEqual([
        expect.objectContaining({ templatePath: expect.stringMatching(/Other\.template\.json$/) }),
      ]);
  });

  it('reports nothing of the same app, or of what is not asked for', () => {
    const base = synthesize(true);
    const same = new Recorded({ baseFolder: base });
    synthesize(true, same);
    expect(same.reports).toEqual([
      { success: true, violations: [], metadata: { verdict: 'no-change', changes: '0', notKnown: '0' } },
    ]);
    const other = new Recorded({ baseFolder: base, failOn: ['evidence-replaced'] });
    synthesize(false, other);
    expect(other.reports[0]).toEqual(
      expect.objectContaining({ success: true, metadata: expect.objectContaining({ verdict: 'weaker' }) }),
    );
  });

  it('fails for a base that is none, and for a kind that is none', () => {
    expect(() => new ReviewPlugin({ baseFolder: folder })).toThrow(
      `baseFolder of ReviewPlugin is '${folder}': it has no manifest.json; name an output folder of cdk synth`,
    );
    const base = synthesize(true);
    expect(() => new ReviewPlugin({ baseFolder: base, failOn: ['evidence-replacd'] })).toThrow(
      "failOn of ReviewPlugin: 'evidence-replacd' is not a kind of change; did you mean 'evidence-replaced'?",
    );
  });
});
