import { allowLists } from '../scenarios/choices';
import { FURTHER_ESTATES, SCENARIOS } from '../scenarios/scenarios';
import { assemblyOf } from '../scenarios/synthesized';
import deployed from './deployed-resources.json';
import { committedFolders, expectSummary, expectTemplates } from './expect-templates';
import { type StatefulResources, statefulResourcesOf } from './stateful-resources';
import { findUpgradeProblems } from './upgrade-problems';

const ESTATES = [...SCENARIOS, ...FURTHER_ESTATES];

/** Of the template of an allow list only the metadata differs from the others, which are large. */
const COMMITTED = ESTATES.filter((scenario) => !allowLists.includes(scenario));
const DEPLOYED: Readonly<Record<string, StatefulResources>> = deployed;

describe.each(COMMITTED)('the scenario $name', (scenario) => {
  test('is deployed as its committed templates', () => {
    const { stacksRecursively } = assemblyOf(scenario);
    expectTemplates(
      scenario.name,
      Object.fromEntries(stacksRecursively.map(({ stackName, template }) => [stackName, template])),
    );
  });
});

describe.each(allowLists)('the scenario $name', (scenario) => {
  const stacks = () =>
    assemblyOf(scenario).stacksRecursively.map(({ stackName, template }) => ({ stackName, template }));

  test('has the resources, access and cost of its committed summary', () => {
    expectSummary(
      scenario.name,
      Object.fromEntries(stacks().map(({ stackName, template }) => [stackName, template])),
    );
  });

  test('keeps all that was released', () => {
    const released = DEPLOYED[scenario.name] ?? {};
    expect(Object.keys(released).length).toBeGreaterThan(5);
    expect(findUpgradeProblems(released, statefulResourcesOf(stacks()))).toEqual([]);
  });
});

test('every folder of committed templates is of a scenario or of the reference app', () => {
  const scenarios = ESTATES.map(({ name }) => name);
  const others = committedFolders().filter((folder) => !scenarios.includes(folder));
  expect(others).toEqual(['reference-app-one-account', 'reference-app-organization']);
});
