import { Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { AlarmSet, AllowList, EventBusSink, LogReader, RuleSet, Trailwatch } from '../../../lib/index';
import { ACCOUNT, REGION } from '../../constructs/synthesize';
import { firstOrAll } from '../../jest/cases';
import { folderForAllTests } from '../../test-folder';
import { reviewOf, synthesizeApp } from './synthesize-app';

const folder = folderForAllTests();

/** The names of people and teams in the app, which happen to begin with that of its stack. */
interface Others {
  readonly email: string;
  readonly reader: string;
  readonly allowed: string;
}

const OTHERS: Others = { email: 'audit@example.com', reader: 'audit-reader', allowed: 'Breakglass' };

/** The folders of the apps that were synthesized, by their arguments. */
const apps = new Map<string, string>();

/** The folder of an app with one stack, with all kinds of names that are made from its name, and from the id of a construct. */
function appWith(
  id: string,
  stackName?: string,
  others: Partial<Others> = {},
  constructId = 'Trailwatch',
): string {
  const names = { ...OTHERS, ...others };
  const key = JSON.stringify([id, stackName, names, constructId]);
  const made = apps.get(key) ?? synthesizeWith({ id, stackName, names, constructId });
  apps.set(key, made);
  return made;
}

interface Named {
  readonly id: string;
  readonly stackName: string | undefined;
  readonly names: Others;
  readonly constructId: string;
}

function synthesizeWith({ id, stackName, names, constructId }: Named): string {
  const { email, reader, allowed } = names;
  return synthesizeApp(folder, (app) => {
    app.node.setContext('aws:cdk:enable-path-metadata', true);
    const env = { account: ACCOUNT, region: REGION };
    const stack = new Stack(app, id, { env, ...(stackName && { stackName }) });
    const { alertTopic } = new Trailwatch(stack, constructId, {
      ...{ emails: [email], alarms: AlarmSet.quiet(), realtime: {} },
      rules: RuleSet.builtIn().allow(AllowList.roles(`arn:aws:iam::${ACCOUNT}:role/${allowed}`)),
      readers: {
        Reader: LogReader.ownAccount({
          account: '555566667777',
          principalArns: [`arn:aws:iam::555566667777:role/${reader}`],
        }),
      },
    });
    new EventBusSink(stack, 'Sink', {
      alertTopic,
      eventBus: EventBus.fromEventBusName(stack, 'Bus', 'siem'),
    });
  });
}

/** The changes but those of what the former stack stores, each as `effect kind subject: message`. */
async function otherChanges(head: string, base: string): Promise<readonly string[]> {
  const { changes } = await reviewOf(head, base);
  return changes
    .filter(({ kind }) => !/^(evidence|state)-/.test(kind))
    .map(({ effect, kind, subject, message }) => `${effect} ${kind} ${subject}: ${message}`);
}

const ANEW = [
  expect.stringMatching(/^refused update-refused trail .* has the same name, trailwatch, and is still there/),
  expect.stringMatching(/^weaker pipeline-interrupted subscription .*: its topic is new: /),
  expect.stringMatching(/^changed pipeline-changed code in /),
];

describe('a stack of everything that gets another name', () => {
  it.each(
    firstOrAll<readonly [string, readonly [string, string?], readonly [string, string?]]>([
      ['another name with a sign', ['Audit', 'prod-audit'], ['Audit', 'prod-trails']],
      ['another id', ['Audit'], ['Security']],
      ['a name in small letters', ['Audit'], ['Audit', 'trails']],
    ]),
  )('by %s has names made from its own that are no changes', async (_, base, head) => {
    expect(await otherChanges(appWith(...head), appWith(...base))).toEqual(ANEW);
  });

  it.each(
    firstOrAll<[string, Partial<Others>, RegExp]>([
      ['an allow list', { allowed: 'SecurityTeam' }, /weaker detection-weakened .*SecurityTeam/],
      ['an address', { email: 'security@example.com' }, /security@?example/],
      ['a reader', { reader: 'security-reader' }, /security-reader/],
    ]),
  )('and with it %s shows that', async (_, others, words) => {
    const found = await otherChanges(appWith('Security', undefined, others), appWith('Audit'));
    expect(found).toContainEqual(expect.stringMatching(words));
    expect(found.length).toBeGreaterThan(ANEW.length);
  });
});

describe('a construct of everything that moves in its stack', () => {
  it.each(
    firstOrAll<[string, string, string | undefined]>([
      ['to an id that begins as the former one', 'TrailwatchOfAll', undefined],
      ['to another id', 'Monitoring', undefined],
      ['to an id that ends as the former one', 'Nightwatch', undefined],
      ['to another id, in a stack with a name of its own', 'Monitoring', 'trails'],
    ]),
  )('%s has names made from its path that are no changes', async (_, id, stackName) => {
    const base = appWith('Audit', stackName);
    expect(await otherChanges(appWith('Audit', stackName, {}, id), base)).toEqual(ANEW);
  });

  it('is replaced, and each change with it is said', async () => {
    const head = appWith('Audit', undefined, { reader: 'monitoring-reader' }, 'Monitoring');
    const found = await otherChanges(head, appWith('Audit'));
    expect(found).toContainEqual(expect.stringMatching(/monitoring-reader/));
    const { changes } = await reviewOf(head, appWith('Audit'));
    const stored = changes.filter(({ kind }) => /^(evidence|state)-/.test(kind));
    expect(stored.length).toBeGreaterThan(20);
    expect(
      stored.filter(
        ({ message }) => !/ and cannot be created | has the same properties$| takes its place$/.test(message),
      ),
    ).toEqual([]);
  });
});
