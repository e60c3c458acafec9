import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { EVIDENCE_TYPES } from '../../lib/core/template-metadata/evidence-types';
import recorded from './deployed-resources.json';
import { templateFolders } from './expect-templates';
import { type DeployedStack, FIXED, type StatefulResources, statefulResourcesOf } from './stateful-resources';
import { findUpgradeProblems } from './upgrade-problems';

const DEPLOYED: Readonly<Record<string, StatefulResources>> = recorded;

interface Template {
  readonly Resources: Record<
    string,
    { Type: string; Properties?: Record<string, unknown>; DeletionPolicy?: string }
  >;
}

/** The stacks of a folder of committed templates. */
function stacksOf(folder: string): readonly (DeployedStack & { readonly template: Template })[] {
  const path = join(__dirname, '__snapshots__', folder);
  return readdirSync(path).map((name) => ({
    stackName: name.replace('.template.json', ''),
    template: JSON.parse(readFileSync(join(path, name), 'utf8')),
  }));
}

/** Changes of a resource in a template that an upgrade must not make. */
const MUTATIONS: Readonly<Record<string, (resources: Template['Resources'], id: string) => boolean>> = {
  'it is removed': (resources, id) => delete resources[id],
  'it has another logical id': (resources, id) => {
    resources[`${id}Renamed`] = resources[id]!;
    return delete resources[id];
  },
  'it has another type': (resources, id) => {
    resources[id]!.Type = 'AWS::Lambda::Function';
    return true;
  },
  'one of its fixed properties has another value, or its first': (resources, id) => {
    const { Type, Properties } = resources[id]!;
    const [name] = FIXED[Type] ?? [];
    if (name === undefined) return false;
    resources[id]!.Properties = { ...Properties, [name]: 'changed' };
    return true;
  },
  'one of its fixed properties is lost': (resources, id) => {
    const { Type, Properties = {} } = resources[id]!;
    const name = FIXED[Type]?.find((each) => each in Properties);
    return name !== undefined && delete Properties[name];
  },
  'it is no longer retained': (resources, id) => {
    if (resources[id]!.DeletionPolicy !== 'Retain') return false;
    resources[id]!.DeletionPolicy = 'Delete';
    return true;
  },
};

describe.each(Object.entries(MUTATIONS))('an upgrade after which %s', (_, mutate) => {
  test.each(['account', 'object-lock-and-replication', 'lake', 'organization-with-every-route', 'sinks'])(
    'has a problem, whichever of the stateful resources of %s it is',
    (folder) => {
      const before = statefulResourcesOf(stacksOf(folder));
      expect(findUpgradeProblems(before, before)).toEqual([]);
      const mutated = Object.keys(before).filter((id) => {
        const [stackName, logicalId = ''] = id.split('/');
        const stacks = stacksOf(folder);
        const stack = stacks.find((each) => each.stackName === stackName);
        if (stack === undefined || !mutate(stack.template.Resources, logicalId)) return false;
        const problems = findUpgradeProblems(before, statefulResourcesOf(stacks));
        expect({ id, problems }).toEqual({ id, problems: [expect.stringContaining(id)] });
        return true;
      });
      expect(mutated).not.toEqual([]);
    },
  );
});

test('a resource that is added, or retained from now on, is no problem', () => {
  const before = { 'Stack/A': { Type: 'AWS::S3::Bucket' } };
  const after = {
    'Stack/A': { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain' },
    'Stack/B': { Type: 'AWS::S3::Bucket' },
  };
  expect(findUpgradeProblems(before, after)).toEqual([]);
});

test('the committed templates, those of the reference app too, keep all that was released', () => {
  const problems = templateFolders().flatMap((folder) =>
    findUpgradeProblems(DEPLOYED[folder] ?? {}, statefulResourcesOf(stacksOf(folder))),
  );
  expect(problems).toEqual([]);
  const missing = templateFolders().filter((folder) => DEPLOYED[folder] === undefined);
  expect(missing).toEqual(IN_LIST_WITH_NEXT_RELEASE);
});

/** Scenarios since the last release. */
const IN_LIST_WITH_NEXT_RELEASE: readonly string[] = [];

test('types that hold evidence have the properties that CloudFormation replaces them for', () => {
  const { schema } = JSON.parse(
    gunzipSync(readFileSync(join(__dirname, '../../node_modules/aws-cdk/db.json.gz'))).toString(),
  ) as { readonly schema: { readonly resource: { readonly entities: Readonly<Record<string, SpecType>> } } };
  const types = new Map(
    Object.values(schema.resource.entities).map((each) => [each.cloudFormationType, each.properties]),
  );
  const compared = Object.entries(EVIDENCE_TYPES).flatMap(([type, { replacedBy }]) => {
    const properties = types.get(type);
    if (properties === undefined) return [];
    const expected = Object.entries(properties).filter(
      ([, { causesReplacement }]) => causesReplacement === 'yes',
    );
    const own = replacedBy.filter((name) => DOCUMENTED_ONLY[type]?.includes(name) !== true);
    expect({ type, replacedBy: own.sort() }).toEqual({
      type,
      replacedBy: expected.map(([name]) => name).sort(),
    });
    return [type];
  });
  expect(compared.length).toBe(Object.keys(EVIDENCE_TYPES).filter((type) => type.startsWith('AWS::')).length);
});

/** The documentation of the property has it; the schema of the type, on which the other data is based, does not. */
const DOCUMENTED_ONLY: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['LocalSecondaryIndexes'],
};

interface SpecType {
  readonly cloudFormationType: string;
  readonly properties: Readonly<Record<string, { readonly causesReplacement?: string }>>;
}
