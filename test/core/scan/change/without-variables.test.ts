import type { Json } from '../../../../lib/core/json/json-value';
import { configItemsIn } from '../../../../lib/core/scan/change/config-item';

const SECRET = 'hunter2';

function valuesOf(configuration: Json, supplementaryConfiguration: Json = {}): ReadonlyMap<string, string> {
  const item = {
    ...{ configurationItemCaptureTime: '2026-11-20T14:01:00.5Z', configurationItemStatus: 'OK' },
    ...{ resourceType: 'AWS::Lambda::Function', resourceId: 'f', configuration, supplementaryConfiguration },
  };
  const [state] = configItemsIn({ configurationItems: [item] }, () => true) ?? [];
  return state?.values ?? new Map();
}

const texts = (values: ReadonlyMap<string, string>) => JSON.stringify([...values]);

// In the forms of Lambda, CodeBuild, Amazon ECS and Batch, App Runner, SageMaker, EC2.
test.each<[string, Json]>([
  ['a map', { environment: { variables: { TOKEN: SECRET, NAME: SECRET }, error: null } }],
  ['a map of a text', JSON.stringify({ environment: { variables: { TOKEN: SECRET } } })],
  [
    'a list',
    { environment: { environmentVariables: [{ name: 'TOKEN', type: 'PLAINTEXT', value: SECRET }] } },
  ],
  ['a list of containers', { ContainerDefinitions: [{ Environment: [{ Name: 'TOKEN', Value: SECRET }] }] }],
  ['a list of texts', { environment: [`TOKEN=${SECRET}`] }],
  ['pairs', { ImageConfiguration: { RuntimeEnvironmentVariables: [{ Name: 'TOKEN', Value: SECRET }] } }],
  ['a map alone', { PrimaryContainer: { Environment: { TOKEN: SECRET } } }],
  ['user data', { LaunchTemplateData: { UserData: SECRET } }],
  ['user data of EC2', { userData: { value: SECRET } }],
])('variables and user data of a configuration are masked: %s', (_name, configuration) => {
  expect(texts(valuesOf(configuration))).toContain('(masked)');
  expect(texts(valuesOf(configuration))).not.toContain(SECRET);
  expect(texts(valuesOf({}, { more: configuration }))).not.toContain(SECRET);
});

test.each<[string, Json]>([
  ['of a build', { environment: { image: 'shown', privilegedMode: false } }],
  ['of a variable', { environment: { environmentVariables: [{ name: 'shown', value: SECRET }] } }],
  ['of a stage, which records have', { variables: { color: 'shown' } }],
  ['of a text', { environment: 'shown' }],
])('the rest stays: %s', (_name, configuration) => {
  expect(texts(valuesOf(configuration))).toContain('shown');
});
