import recorded from './deployed-resources.json';
import { committedTemplates, templateFolders } from './expect-templates';
import {
  type DeployedStack,
  FIXED,
  REPLACEABLE,
  type StatefulResources,
  statefulResourcesOf,
} from './stateful-resources';
import { findUpgradeProblems, unsaid } from './upgrade-problems';

const DEPLOYED: Readonly<Record<string, StatefulResources>> = recorded;

interface Template {
  readonly Resources: Record<
    string,
    { Type: string; Properties?: Record<string, unknown>; DeletionPolicy?: string }
  >;
}

/** The stacks of a folder of committed templates. */
function stacksOf(folder: string): readonly (DeployedStack & { readonly template: Template })[] {
  return Object.entries(committedTemplates(folder)).map(([stackName, template]) => ({
    stackName,
    template: template as Template,
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
  expect(unsaid(problems)).toEqual([]);
  const missing = templateFolders().filter((folder) => DEPLOYED[folder] === undefined);
  expect(missing).toEqual(IN_LIST_WITH_NEXT_RELEASE);
});

test('what is replaced all the same has an entry in the changelog with its logical id, and its property or type', () => {
  const before = {
    'Audit/AlertsTopic1': { Type: 'AWS::SNS::Topic' },
    'Audit/Claims2': { Type: 'AWS::DynamoDB::Table', TableName: 'claims' },
    'Audit/Trail3': { Type: 'AWS::CloudTrail::Trail', DeletionPolicy: 'Retain' },
  };
  const after = {
    'Audit/Claims2': { Type: 'AWS::DynamoDB::Table', TableName: 'other' },
    'Audit/Trail3': { Type: 'Custom::Trail' },
  };
  const problems = findUpgradeProblems(before, after);
  const said = (...entries: readonly string[]) =>
    problems.filter((problem) => !unsaid(problems, entries.join('\n')).includes(problem));
  const [topic, table, trail] = problems;
  expect(said('- `AlertsTopic1` is gone.', '- `Claims2` has a name.', '- `TableName`')).toEqual([]);
  expect(said('- `AlertsTopic1` (`AWS::SNS::Topic`) is gone:\n  confirm again.')).toEqual([topic]);
  expect(said('- `TableName` of `Claims2` is another.')).toEqual([table]);
  expect(said('- `Trail3` is no `AWS::CloudTrail::Trail`.')).toEqual([trail]);
  expect(said('- `DeletionPolicy` of `Trail3`, `Claims2`.')).toEqual([]);
});

test('every type of resource that is deployed keeps something, or it is said why nothing is lost with it', () => {
  const types = new Set(
    templateFolders()
      .flatMap(stacksOf)
      .flatMap(({ template }) => Object.values(template.Resources).map(({ Type }) => Type)),
  );
  const replaceable = Object.values(REPLACEABLE).flat();
  expect([...types].filter((type) => !(type in FIXED) && !replaceable.includes(type))).toEqual([]);
  expect(replaceable.filter((type) => type in FIXED || !types.has(type))).toEqual([]);
});

/** Scenarios since the last release. */
const IN_LIST_WITH_NEXT_RELEASE: readonly string[] = [
  'accelerator-trail',
  'archive-elsewhere',
  'control-tower-trail',
  'external-events',
];
