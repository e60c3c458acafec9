import { readFileSync } from 'node:fs';
import { findNulls } from '../../lib/core/estate/source/find-nulls';
import { ABSENT_TYPES } from '../../lib/core/inventory/absent-types';
import { FURTHER_ESTATES, SCENARIOS } from './scenarios';
import { templatesOf } from './synthesized';

/** Every template and every body of a StackSet, by scenario. */
const TEMPLATES = [...SCENARIOS, ...FURTHER_ESTATES].flatMap((scenario) =>
  templatesOf(scenario).map((made) => ({ name: `${scenario.name}: ${made.path}`, ...made })),
);

test('no template has JSON null, which CloudFormation refuses', () => {
  expect(TEMPLATES.length).toBeGreaterThan(60);
  expect(TEMPLATES.flatMap(({ name, template }) => findNulls(template).map((path) => [name, path]))).toEqual(
    [],
  );
});

test('no template takes more than 98 % of what CloudFormation allows', () => {
  const full = TEMPLATES.filter(
    ({ file, template }) =>
      readFileSync(file).length > 980_000 || Object.keys(template.Resources ?? {}).length > 500,
  );
  expect(full.map(({ name }) => name)).toEqual([]);
});

test('no pattern of a rule is longer than EventBridge allows', () => {
  const lengths = TEMPLATES.flatMap(({ template }) =>
    Object.values(template.Resources ?? {})
      .filter(({ Type }) => Type === 'AWS::Events::Rule')
      .map(({ Properties }) => Properties?.EventPattern)
      .map((pattern) => (typeof pattern === 'string' ? pattern : JSON.stringify(pattern ?? '')).length),
  );
  expect(lengths.length).toBeGreaterThan(400);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(2_048);
});

test('every type is in the Region of its stack', () => {
  const absent = TEMPLATES.flatMap(({ name, region, template }) =>
    Object.values(template.Resources ?? {})
      .filter(({ Type }) => region !== undefined && ABSENT_TYPES[Type]?.split(' ').includes(region))
      .map(({ Type }) => [name, region, Type]),
  );
  expect(absent).toEqual([]);
});
