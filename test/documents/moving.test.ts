import { fencedBlocks } from './code-blocks';
import { runExample } from './run-example';

/** The properties by which CloudFormation imports a resource. */
const IDENTIFIERS: Readonly<Record<string, string>> = {
  'AWS::CloudTrail::Trail': 'TrailName',
  'AWS::KMS::Key': 'KeyId',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::S3::BucketPolicy': 'Bucket',
};

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: readonly string[];
}

type Resources = Readonly<Record<string, Resource>>;
type Mapping = Readonly<Record<string, Readonly<Record<string, string>>>>;

const blocks = fencedBlocks('docs/deploy/moving.md');
const [archiveApp, trailApp] = blocks
  .filter(({ language }) => language === 'ts')
  .map((block) => {
    const synthesized = runExample(block).synth();
    return synthesized.getStackByName('Audit');
  });
const [archiveMapping, trailMapping] = blocks
  .filter(({ language }) => language === 'json')
  .map(({ text }): Mapping => JSON.parse(text));

function resourcesOf(stack: typeof archiveApp): Resources {
  return stack?.template.Resources ?? {};
}

/** The logical ids that a resource refers to or waits for. */
function neededBy({ Properties, DependsOn = [] }: Resource, known: Resources): readonly string[] {
  const text = JSON.stringify(Properties ?? {});
  const referred = [...text.matchAll(/"(?:Ref|Fn::GetAtt)":\[?"([^"]+)"/g)].map(([, id = '']) => id);
  return [...referred, ...DependsOn].filter((id) => id in known);
}

const IMPORTS: readonly (readonly [string, typeof archiveApp, Mapping | undefined, readonly string[]])[] = [
  [
    'bucket with its policy, key and log group, into a stack that has nothing',
    archiveApp,
    archiveMapping,
    [],
  ],
  [
    'trail, into the stack that the first deployment made',
    trailApp,
    trailMapping,
    Object.keys(resourcesOf(archiveApp)),
  ],
];

describe.each(IMPORTS)('the import of %s', (_, stack, mapping = {}, inStack) => {
  const resources = resourcesOf(stack);

  test.each(Object.entries(mapping))(
    'finds %s by what CloudFormation asks for, and keeps it',
    (id, identifier) => {
      const resource = resources[id];
      const property = IDENTIFIERS[resource?.Type ?? ''];
      expect(Object.keys(identifier)).toEqual([property]);
      expect(resource?.DeletionPolicy).toBe('Retain');
      const given = resource?.Properties?.[String(property)];
      // the id of a key is no property of it
      expect(given).toBe(property === 'KeyId' ? undefined : identifier[String(property)]);
    },
  );

  test('refers to nothing that is not imported with it or in the stack', () => {
    const there = [...inStack, ...Object.keys(mapping)];
    const needed = Object.keys(mapping).flatMap((id) => {
      const resource = resources[id];
      return resource === undefined ? [id] : neededBy(resource, resources);
    });
    expect(there).toEqual(expect.arrayContaining(needed));
    expect(needed.length).toBeGreaterThan(0);
  });

  test('is all of the kinds that can be imported and are not in the stack yet', () => {
    const importable = Object.entries(resources).filter(([, { Type }]) => Type in IDENTIFIERS);
    const added = importable.map(([id]) => id).filter((id) => !inStack.includes(id));
    expect(added.sort()).toEqual(Object.keys(mapping).sort());
  });
});

test('the second example is the first one and the trail', () => {
  const before = resourcesOf(archiveApp);
  const after = resourcesOf(trailApp);
  expect(after).toMatchObject(before);
  const added = Object.keys(after).filter((id) => !(id in before));
  expect(added.map((id) => after[id]?.Type)).toEqual(['AWS::CloudTrail::Trail']);
});

test('neither example has errors or warnings', () => {
  const messages = [archiveApp, trailApp].flatMap((stack) => stack?.messages ?? []);
  expect(messages.filter(({ level }) => level !== 'info').map(({ entry }) => entry.data)).toEqual([]);
});
