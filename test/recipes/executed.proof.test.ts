import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOYED_RECIPES } from './deployed-recipes';
import { RECIPES } from './recipes';
import { CHECK_TYPES, JEST, type Recipe, ROOT, Workshop } from './workshop';

/** Types are checked before tests run, where both are asked for. */
function check(workshop: Workshop, tests: readonly string[]) {
  const paths = tests.filter((name) => name !== CHECK_TYPES);
  if (paths.length < tests.length) {
    const types = workshop.checkTypes();
    if (!types.isDone || paths.length === 0) return types;
  }
  return workshop.run([...JEST, ...paths]);
}

/** Follows a recipe, or all of it but one step, and tells what tests say of the change. */
function followed(
  { steps }: Recipe,
  tests: readonly string[],
  leftOut?: string,
): { readonly isDone: boolean; readonly output: string } {
  const workshop = new Workshop();
  try {
    for (const [name, step] of Object.entries(steps)) if (name !== leftOut) step(workshop);
    return check(workshop, tests);
  } finally {
    workshop.remove();
  }
}

afterAll(() => Workshop.removeAll());

describe.each([...RECIPES, ...DEPLOYED_RECIPES])('the recipe $page', (recipe) => {
  test('leads to a change that its tests accept', () => {
    const { isDone, output } = followed(recipe, recipe.tests);
    expect(isDone ? '' : output).toBe('');
  });

  test.each(Object.entries(recipe.needed))('without %s fails at %s', (step, tests) => {
    expect(Object.keys(recipe.steps)).toContain(step);
    const { isDone, output } = followed(recipe, [tests], step);
    expect(isDone).toBe(false);
    // A test has failed or a type is wrong, and not the start of either.
    expect(output).toMatch(/^Tests: +\d+ failed|: error TS\d+: /m);
  });

  test('is a page that names the tests', () => {
    const page = readFileSync(join(ROOT, 'docs/recipes', recipe.page), 'utf8');
    expect(recipe.tests.filter((start) => !page.includes(start.replace('short', 'NAME')))).toEqual([]);
  });
});
