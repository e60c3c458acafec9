import { type App, Stack } from 'aws-cdk-lib';
import { AllowList, RuleSet, RuleSeverity, Trailwatch } from '../../../lib/index';
import { ACCOUNT, REGION, TRAIL } from '../../constructs/synthesize';
import { folderForAllTests } from '../../test-folder';
import { changedCopy, changesOf, reviewOf, synthesizeApp } from './synthesize-app';

const folder = folderForAllTests();
let base: string;
beforeAll(() => {
  base = synthesizeApp(folder, audit(RuleSet.builtIn()));
});

function audit(rules: RuleSet): (app: App) => void {
  return (app) => {
    const stack = new Stack(app, 'Audit', { env: { account: ACCOUNT, region: REGION } });
    new Trailwatch(stack, 'Trailwatch', { identity: TRAIL, rules });
  };
}

async function changes(rules: RuleSet): Promise<readonly string[]> {
  const found = changesOf(await reviewOf(synthesizeApp(folder, audit(rules)), base));
  return found.filter((change) => /^(detection|coverage)/.test(change));
}

const RULE = 'trail-stopped-or-deleted';

describe('trailwatch review names each change of the detections', () => {
  it('a rule that is gone', async () => {
    expect(await changes(RuleSet.builtIn().without(RULE))).toContainEqual(
      expect.stringMatching(
        new RegExp(
          `^detection-lost ${RULE}: severity \\w+: no longer evaluated \\(LogProcessor in ${ACCOUNT} ${REGION}`,
        ),
      ),
    );
  });

  it('the role of administrators on the allow list', async () => {
    const role = `arn:aws:iam::${ACCOUNT}:role/Administrator`;
    const found = await changes(RuleSet.builtIn().allow(AllowList.roles(role)));
    expect(found).toContainEqual(
      expect.stringMatching(
        new RegExp(`^detection-weakened allow list entry: role .*${role}.*: is excluded from \\d+ rules: `),
      ),
    );
    expect(found.filter((change) => !change.includes('Administrator'))).toEqual([]);
  });

  it('a silence, with its end and its reason', async () => {
    const allow = AllowList.entry({
      ...{ allow: AllowList.roles(`arn:aws:iam::${ACCOUNT}:role/migrator`) },
      ...{ until: '2099-01-01', reason: 'migration', ticket: 'OPS-12' },
    });
    const found = await changes(RuleSet.builtIn().tune(RULE, { allow }));
    expect(found).toEqual([
      expect.stringMatching(
        new RegExp(
          `^detection-weakened allow list entry: role \\S+/migrator until 2099-01-01T00:00:00Z: migration \\(OPS-12\\): is excluded from 1 rule: ${RULE} `,
        ),
      ),
    ]);
  });

  it('a rule that goes on trial', async () => {
    const found = await changes(RuleSet.builtIn().onTrial(RULE, { until: '2099-01-01' }));
    expect(found).toEqual([
      expect.stringMatching(
        new RegExp(
          `^detection-weakened ${RULE}: on trial until 2099-01-01T00:00:00Z: it no longer raises alerts \\(LogProcessor`,
        ),
      ),
    ]);
  });

  it('a lower severity', async () => {
    expect(await changes(RuleSet.builtIn().tune(RULE, { severity: RuleSeverity.LOW }))).toContainEqual(
      expect.stringMatching(new RegExp(`^detection-weakened ${RULE}: severity: \\w+ → low \\(LogProcessor`)),
    );
  });

  it('says that a base without metadata cannot be compared', async () => {
    const bare = changedCopy(folder, base, (template) => {
      for (const resource of Object.values(template.Resources)) delete resource.Metadata;
    });
    const document = await reviewOf(base, bare);
    expect(changesOf(document).filter((change) => change.startsWith('detection'))).toEqual([]);
    expect(document.unknowns).toContainEqual(
      expect.stringMatching(/^the base templates do not list the rules that they evaluate/),
    );
  });
});
