import { App, Duration, Stack } from 'aws-cdk-lib';
import {
  AlertTopic,
  ArchiveLifecycle,
  ExternalEvents,
  IntegrityMonitor,
  LogProcessor,
} from '../../../lib/index';
import { statefulResourcesOf } from '../../integ/stateful-resources';
import { ACCOUNT, oneRule, REGION } from '../synthesize';

const [SHOP, DOOR] = ['shop.example.com', 'door.example.com'];

interface Receiver {
  readonly sources: string[];
  readonly isCheaper?: boolean;
  /** What reads the files, in the same stack. */
  readonly readers?: readonly ('rules' | 'integrity')[];
}

const FIRST: Receiver = { sources: [SHOP] };

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;

function synthesize({ sources, isCheaper = false, readers = [] }: Receiver, regions = [REGION]) {
  const app = new App({ analyticsReporting: false });
  for (const region of regions) {
    const stack = new Stack(app, `Events-${region}`, { env: { account: ACCOUNT, region } });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['a@example.com'] });
    const { archive } = new ExternalEvents(stack, 'Events', {
      ...{ sources, alertTopic },
      ...(isCheaper
        ? { lifecycleRules: ArchiveLifecycle.intelligentTiering({ expireAfter: Duration.days(400) }) }
        : {}),
    });
    if (readers.includes('rules'))
      new LogProcessor(stack, 'EventRules', { archive, alertTopic, rules: oneRule() });
    if (readers.includes('integrity')) new IntegrityMonitor(stack, 'EventIntegrity', { archive, alertTopic });
  }
  return app.synth().stacksRecursively;
}

/** By stack, and by logical id. */
function resourcesOf(stacks: ReturnType<typeof synthesize>): Resources {
  return Object.fromEntries(
    stacks.flatMap(({ stackName, template }) =>
      Object.entries(template.Resources as Resources).map(([id, one]) => [`${stackName}/${id}`, one]),
    ),
  );
}

/** What of the first resources of the receiver is another, or not there any more. */
function changed(before: Resources, after: Resources): readonly string[] {
  return Object.keys(before)
    .filter((id) => id.includes('/Events') && JSON.stringify(before[id]) !== JSON.stringify(after[id]))
    .map((id) => id.replace(/[0-9A-F]{8}$/, ''))
    .sort();
}

const RULES = [`Events-${REGION}/EventsAccepted`, `Events-${REGION}/EventsRefused`];

describe('ExternalEvents that were deployed', () => {
  const first = synthesize(FIRST);

  test.each<[string, Receiver, readonly string[]]>([
    ['are deployed again', FIRST, []],
    ['get a second source', { sources: [SHOP, DOOR] }, RULES],
    ['get another source instead', { sources: [DOOR] }, RULES],
    ['get a log processor', { ...FIRST, readers: ['rules'] }, []],
    ['get an integrity monitor', { ...FIRST, readers: ['integrity'] }, []],
    ['get another lifecycle', { ...FIRST, isCheaper: true }, [`Events-${REGION}/EventsBucket`]],
  ])(
    'change what is named and keep what holds evidence when they %s, and back',
    (_change, later, expected) => {
      const second = synthesize(later);
      const kept = statefulResourcesOf(first);
      expect(Object.values(kept).length).toBeGreaterThan(4);
      expect(statefulResourcesOf(second)).toMatchObject(kept);
      expect(changed(resourcesOf(first), resourcesOf(second))).toEqual(expected);
      expect(changed(resourcesOf(second), resourcesOf(first))).toEqual(expected);
    },
  );

  test('lose a source: its events are in neither rule, so that they go neither to the archive nor to the dead letters', () => {
    const before = JSON.stringify(resourcesOf(synthesize({ sources: [SHOP, DOOR] })));
    const after = JSON.stringify(resourcesOf(synthesize({ sources: [SHOP] })));
    expect([before.includes(DOOR), after.includes(DOOR)]).toEqual([true, false]);
  });

  test('get a second Region: nothing of the first changes, no two resources have one name, and each signs in its own', () => {
    const both = synthesize(FIRST, [REGION, 'eu-west-1']);
    expect(changed(resourcesOf(first), resourcesOf(both))).toEqual([]);
    const text = JSON.stringify(resourcesOf(both.filter(({ stackName }) => stackName.endsWith('eu-west-1'))));
    expect(text).not.toMatch(/"(BucketName|RoleName|DeliveryStreamName)":"/);
    expect(text).toContain(`external/AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1/`);
    expect(text).not.toContain(`CloudTrail/${REGION}/`);
  });
});
