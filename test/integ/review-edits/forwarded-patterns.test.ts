import { type App, CfnResource, Stack } from 'aws-cdk-lib';
import { busPatternsOf } from '../../../lib/constructs/realtime/realtime-alerts-region';
import { AlertTopic, RealtimeAlerts, RuleSet, Trailwatch } from '../../../lib/index';
import { ACCOUNT, REGION, TRAIL } from '../../constructs/synthesize';
import { reviewOfApps } from './edited-estate';

const RULES = ['trail-changed', 'root-user-acted', 'iam-user-created', 'bucket-deleted'];

/** An app with rules on its bus, of whose EventBridge rules one may be overridden. */
function app(rules: readonly string[], override: Readonly<Record<string, unknown>> = {}): (app: App) => void {
  return (built) => {
    const stack = new Stack(built, 'Audit', { env: { account: ACCOUNT, region: REGION } });
    const set = RuleSet.builtIn().only(...rules);
    const { processor, alertTopic } = new Trailwatch(stack, 'Trailwatch', { identity: TRAIL, rules: set });
    const realtime = new RealtimeAlerts(stack, 'Realtime', {
      alertTopic: alertTopic!,
      processor,
      rules: set,
    });
    const first = realtime.node.findAll().find(({ node }) => node.id === 'Rule1');
    for (const [property, value] of Object.entries(override))
      (first as CfnResource).addPropertyOverride(property, value);
  };
}

function onBus(before: (app: App) => void, after: (app: App) => void): readonly string[] {
  const { changes } = reviewOfApps(before, after);
  return changes.flatMap(({ effect, kind, subject }) =>
    /Rule\d/.test(subject) ? [`${effect} ${kind}`] : [],
  );
}

it('patterns of a bus follow from the rules, which are compared: they are no changes of their own', () => {
  const [most, all] = [app(RULES.slice(1)), app(RULES)];
  const { changes } = reviewOfApps(all, most);
  expect(changes.filter(({ effect }) => effect === 'weaker').map(({ kind }) => kind)).toContain(
    'detection-lost',
  );
  expect([onBus(all, most), onBus(most, all)]).toEqual([[], []]);
});

it.each([
  ['finds less', { EventPattern: '{"source":["aws.cloudtrail"]}' }],
  ['is off', { State: 'DISABLED' }],
])('a pattern that %s than the rules need is one', (_words, override) => {
  expect(onBus(app(RULES), app(RULES, override))).toEqual([expect.stringMatching(/^(weaker|unknown) /)]);
  expect(onBus(app(RULES), app(RULES.slice(1), override))).not.toEqual([]);
});

describe('two buses with other rules each', () => {
  const FEW = RULES.slice(2, 3);

  /** One app with a bus for all rules and, in another Region, one for few; of the first, the rules of EventBridge may be changed. */
  function twoBuses(edit: (rules: readonly CfnResource[]) => void = () => undefined): (app: App) => void {
    return (built) => {
      const busIn = (region: string, rules: readonly string[]): RealtimeAlerts => {
        const stack = new Stack(built, `Audit-${region}`, { env: { account: ACCOUNT, region } });
        const set = RuleSet.builtIn().only(...rules);
        return new RealtimeAlerts(stack, 'Realtime', {
          rules: set,
          alertTopic: new AlertTopic(stack, 'Alerts'),
        });
      };
      const [all] = [busIn(REGION, RULES), busIn('us-east-1', FEW)];
      edit(
        all.node
          .findAll()
          .filter(
            (each): each is CfnResource => CfnResource.isCfnResource(each) && /^Rule\d/.test(each.node.id),
          ),
      );
    };
  }

  const fewPatterns = busPatternsOf(RuleSet.builtIn().only(...FEW)).patterns;

  it('each forwards what its own rules need', () => {
    expect(busPatternsOf(RuleSet.builtIn().only(...RULES)).patterns.length).toBeGreaterThan(
      fewPatterns.length,
    );
    expect(onBus(twoBuses(), twoBuses())).toEqual([]);
  });

  it('a bus does not get the patterns of the other one without a word', () => {
    const swapped = twoBuses((rules) =>
      rules.forEach((rule, place) => {
        const pattern = fewPatterns[place];
        if (pattern === undefined) rule.node.scope?.node.tryRemoveChild(rule.node.id);
        else rule.addPropertyOverride('EventPattern', pattern.text);
      }),
    );
    expect(onBus(twoBuses(), swapped)).not.toEqual([]);
  });
});
