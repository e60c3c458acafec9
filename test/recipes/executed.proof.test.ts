import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOYED_RECIPES } from './deployed-recipes';
import { RECIPES } from './recipes';
import { CHECK_TYPES, JEST, type Recipe, ROOT, Workshop } from './workshop';

const UNION = 'export type Condition =';

/** The first step of each recipe whose others the compiler asks for. */
const FIRST_STEPS: Readonly<Record<string, (workshop: Workshop) => void>> = {
  'operator.md': (workshop) =>
    workshop.edit(
      'lib/core/rule/condition.ts',
      UNION,
      `interface NewCondition { readonly kind: 'new'; readonly field: string }\n${UNION}\n  | NewCondition`,
    ),
  'target.md': (workshop) =>
    workshop.edit('lib/core/rule/engines.ts', "  'duckdb',\n", "  'duckdb',\n  'new',\n"),
};

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

test.each(Object.entries(FIRST_STEPS))(
  'the recipe %s names each file in which the compiler misses what is new',
  (page, begin) => {
    const recipe = readFileSync(join(ROOT, 'docs/recipes', page), 'utf8');
    const named = [...recipe.matchAll(/^ +\| `([^`]+)` \|/gm)].map(([, path]) => path);
    const workshop = new Workshop();
    begin(workshop);
    const missing = [...workshop.checkTypes().output.matchAll(/^([^(\s]+)\(\d+,\d+\): error TS/gm)];
    expect(missing.length).toBeGreaterThan(2);
    expect([...named].sort()).toEqual([...new Set(missing.map(([, path]) => path))].sort());
  },
);
