import { App, Stack } from 'aws-cdk-lib';
import {
  type BesideZone,
  buildBeside,
  CHANGES_BESIDE,
  DEPLOYED_BESIDE,
  ZONES,
} from '../scenarios/beside-landing-zones';
import { type StatefulResources, statefulResourcesOf } from './stateful-resources';

type Zone = keyof typeof ZONES;
type Resources = Readonly<Record<string, { readonly Type: string }>>;

/** What belongs to the owner of the landing zone: no state of ours may have it, but for the bucket of a replica. */
const OF_OWNER = /^AWS::CloudTrail::|^AWS::S3::Bucket|^Custom::S3/;

interface Deployed {
  readonly stateful: StatefulResources;
  /** The types of the resources, by stack and logical id. */
  readonly types: Readonly<Record<string, string>>;
  /** All templates. */
  readonly text: string;
}

function synthesize(build: (app: App) => void): Deployed {
  const app = new App({ analyticsReporting: false });
  build(app);
  const stacks = app.synth().stacksRecursively;
  const types = stacks.flatMap(({ stackName, template }) =>
    Object.entries((template.Resources ?? {}) as Resources).map(
      ([id, { Type }]) => [`${stackName}/${id}`, Type] as const,
    ),
  );
  return {
    stateful: statefulResourcesOf(stacks),
    types: Object.fromEntries(types),
    text: JSON.stringify(stacks.map(({ template }) => template)),
  };
}

/** What the second deployment would remove, rename or replace of what the first one keeps. */
function lostFrom(before: Deployed, after: Deployed): readonly string[] {
  return Object.entries(before.stateful).flatMap(([id, resource]) =>
    JSON.stringify(after.stateful[id]) === JSON.stringify(resource) ? [] : [`${id} (${resource.Type})`],
  );
}

const CHANGES = Object.keys(CHANGES_BESIDE);
const PAIRS = CHANGES.flatMap((one) =>
  CHANGES.filter((other) => other !== one).map((other) => [one, other] as const),
);

describe.each(Object.keys(ZONES) as Zone[])('what was deployed beside %s', (zone) => {
  const states = new Map<string, Deployed>();
  const stateOf = (...changes: readonly string[]): Deployed => {
    const id = changes.join(', then ');
    const known = states.get(id);
    if (known !== undefined) return known;
    const estate = changes.reduce<BesideZone>(
      (before, name) => CHANGES_BESIDE[name]?.(before) ?? before,
      DEPLOYED_BESIDE,
    );
    const state = synthesize((app) => buildBeside(app, zone, estate));
    states.set(id, state);
    return state;
  };
  const first = stateOf();

  test.each(CHANGES)('keeps tables, topic and keys when this comes later: %s', (name) => {
    const later = stateOf(name);
    expect(Object.keys(first.stateful).length).toBeGreaterThan(8);
    expect(lostFrom(first, later)).toEqual([]);
    expect(later.text).not.toEqual(first.text);
  });

  // every fourth pair here, others beside the other landing zone
  const offset = Object.keys(ZONES).indexOf(zone);
  test.each(PAIRS.filter((_, index) => index % 4 === offset))('keeps them over %s, then %s', (one, other) => {
    expect(lostFrom(stateOf(one), stateOf(one, other))).toEqual([]);
  });

  test('has nothing of the owner of the landing zone after any of the changes', () => {
    const found = CHANGES.filter((name) => name !== 'a replica is read instead').flatMap((name) =>
      Object.entries(stateOf(name).types)
        .filter(([, type]) => OF_OWNER.test(type))
        .map(([id]) => `${name}: ${id}`),
    );
    expect(found).toEqual([]);
  });

  test('leaves what holds state when it is removed, and nothing that the owner would have to undo', () => {
    const removed = synthesize((app) => {
      new Stack(app, 'Detection');
    });
    const retained = Object.entries(first.stateful).filter(
      ([, { DeletionPolicy }]) => DeletionPolicy === 'Retain',
    );
    expect(new Set(retained.map(([, { Type }]) => Type))).toEqual(
      new Set(['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Logs::LogGroup']),
    );
    expect(Object.keys(removed.stateful)).toEqual([]);
    expect(Object.values(first.types).filter((type) => OF_OWNER.test(type))).toEqual([]);
  });
});
