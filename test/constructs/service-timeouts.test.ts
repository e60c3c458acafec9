import { FURTHER_ESTATES, SCENARIOS } from '../scenarios/scenarios';
import { templatesOf } from '../scenarios/synthesized';

/** Without a ServiceTimeout, CloudFormation waits an hour for a function that does not answer. */
test('every custom resource has a ServiceTimeout of at most an hour', () => {
  const found = [...SCENARIOS, ...FURTHER_ESTATES].flatMap((scenario) =>
    templatesOf(scenario).flatMap(({ template }) =>
      Object.values(template.Resources ?? {})
        .filter(({ Type }) => /^Custom::|^AWS::CloudFormation::CustomResource$/.test(Type))
        .map(({ Type, Properties = {} }) => [Type, Number(Properties.ServiceTimeout)] as const),
    ),
  );
  expect([...new Set(found.map(([type]) => type))].sort()).toEqual([
    'Custom::S3AutoDeleteObjects',
    'Custom::TrailwatchDeployedResources',
    'Custom::TrailwatchLakeImport',
    'Custom::TrailwatchOrganizationAdministration',
    'Custom::TrailwatchOrganizationTrail',
    'Custom::TrailwatchTestAlert',
  ]);
  expect(found.filter(([, seconds]) => !(seconds > 0 && seconds <= 3600))).toEqual([]);
});
