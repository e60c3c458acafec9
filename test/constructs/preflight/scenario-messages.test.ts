import { Annotations, App } from 'aws-cdk-lib';
import type { CloudAssembly, SynthesisMessage } from 'aws-cdk-lib/cx-api';
import { PREFLIGHT_CHECKS } from '../../../lib/constructs/preflight/preflight-checks';
import { SCENARIOS } from '../../scenarios/scenarios';
import { assemblyOf } from '../../scenarios/synthesized';

/** Every warning of the scenarios: each is of what its scenario is about. */
const WARNINGS = [
  'control-tower: eventBridgeNotifications at /ControlTower/Processor/Deliveries',
  'guardrails: managementAccountNotForwarded at /LogArchive/Realtime',
  'two-trails: singleRegion at /TwoTrails/Trail2',
  'two-trails: stopped at /TwoTrails/Trail2',
];

function messagesOf({ stacks }: CloudAssembly): readonly SynthesisMessage[] {
  return stacks.flatMap(({ messages }) => messages);
}

function idOf({ entry }: SynthesisMessage): string {
  return /\[ack: cdk-trailwatch:(\w+)\]$/.exec(String(entry.data))?.[1] ?? String(entry.data);
}

const FOUND = SCENARIOS.map((scenario) => ({ ...scenario, messages: messagesOf(assemblyOf(scenario)) }));

test('the scenarios have these warnings, and no others', () => {
  const warnings = FOUND.flatMap(({ name, messages }) =>
    messages
      .filter(({ level }) => level !== 'info')
      .map((message) => `${name}: ${idOf(message)} at ${message.id}`),
  );
  expect(warnings.sort()).toEqual(WARNINGS);
});

test('a construct has one message of a kind', () => {
  const keys = FOUND.flatMap(({ name, messages }) =>
    messages.map((message) => `${name} ${message.id} ${idOf(message)}`),
  );
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test('every message is documented, with its level and with what to do', () => {
  const levels: Readonly<Record<string, string>> = { warning: 'warning', info: 'note' };
  const checks: Readonly<Record<string, { readonly level: string; readonly fix: string }>> = PREFLIGHT_CHECKS;
  const wrong = FOUND.flatMap(({ messages }) =>
    messages.filter((message) => {
      const check = checks[idOf(message)];
      return check?.level !== levels[message.level] || !String(message.entry.data).includes(check?.fix ?? '');
    }),
  );
  expect(wrong.map(({ id, entry }) => `${id}: ${entry.data}`)).toEqual([]);
});

test('every message is acknowledged by its id', () => {
  const open = FOUND.flatMap(({ build, messages }) => {
    const app = new App();
    build(app);
    for (const message of messages) {
      const annotations = Annotations.of(constructAt(app, message.id));
      const id = `cdk-trailwatch:${idOf(message)}`;
      if (message.level === 'warning') annotations.acknowledgeWarning(id);
      else annotations.acknowledgeInfo(id);
    }
    return messagesOf(app.synth());
  });
  expect(open).toEqual([]);
});

function constructAt(app: App, path: string) {
  const found = app.node.findAll().find(({ node }) => `/${node.path}` === path);
  if (found === undefined) throw new Error(`there is no construct ${path}`);
  return found;
}
