import { App, Stack } from 'aws-cdk-lib';
import type { Estate } from '../../../../lib/core/estate/estate';
import { reviewDocument } from '../../../../lib/core/review/document/review-document';
import { Trailwatch } from '../../../../lib/index';
import { ACCOUNT, oneRule, REGION, TRAIL } from '../../../constructs/synthesize';
import { everyTemplateOf } from '../../../scenarios/every-template';
import { scenarioStacks } from '../pipeline/scenario-stacks';

function audit(): App {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Audit', { env: { account: ACCOUNT, region: REGION } });
  new Trailwatch(stack, 'Trailwatch', {
    ...{ identity: TRAIL, rules: oneRule(), emails: ['soc@example.com'] },
    deliveryMonitor: {},
  });
  return app;
}

const STACKS = scenarioStacks(everyTemplateOf(audit()));

/** The estate, its resources changed or left out. */
function estate(
  change: (id: string, resource: object) => object | undefined = (_, resource) => resource,
): Estate {
  const stacks = STACKS.map((stack) => ({
    ...stack,
    template: {
      ...stack.template,
      Resources: Object.fromEntries(
        Object.entries(stack.template.Resources).flatMap(([id, resource]) => {
          const changed = change(id, resource);
          return changed === undefined ? [] : [[id, changed as typeof resource]];
        }),
      ),
    },
  }));
  return { path: 'cdk.out', kind: 'assembly', stacks, unknowns: [], problems: [], messages: [] };
}

function changesOf(base: Estate, head: Estate) {
  return reviewDocument({ base, head }).changes.filter(({ subject }) => subject.includes('Monitor of'));
}

const MONITORS = [
  ['IntegrityMonitor', 'TrailwatchIntegrity', 'digest files are checked continuously'],
  ['DeliveryMonitor', 'TrailwatchDelivery', 'deliveries of the trail are monitored'],
] as const;

test.each(MONITORS)('a review names an %s that is removed, and one that is new', (name, prefix, what) => {
  const without = estate((id, resource) => (id.startsWith(prefix) ? undefined : resource));
  const [lost, ...others] = changesOf(estate(), without);
  expect(others).toEqual([]);
  expect(lost).toMatchObject({
    effect: 'weaker',
    subject: `${name} of Audit`,
    message: `no longer: ${what}`,
  });
  expect(changesOf(without, estate())).toMatchObject([{ effect: 'stronger', message: `new: ${what}` }]);
});

test('a monitor that an earlier release deployed, without metadata, is not new', () => {
  const earlier = estate((id, resource) =>
    MONITORS.some(([, prefix]) => id.startsWith(prefix)) ? { ...resource, Metadata: undefined } : resource,
  );
  expect(changesOf(earlier, estate())).toEqual([]);
});
