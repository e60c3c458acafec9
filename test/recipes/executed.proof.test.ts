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

/** What is said of a change. */
type Check = (workshop: Workshop) => ReturnType<Workshop['run']>;

/** Types are checked before tests run. */
const checkAll =
  (tests: readonly string[]): Check =>
  (workshop) => {
    const paths = tests.filter((name) => name !== CHECK_TYPES);
    const types = paths.length < tests.length ? workshop.checkTypes() : undefined;
    return types?.isDone === false ? types : workshop.run([...JEST, ...paths]);
  };

/** A test, or a file in which a type is wrong. */
const checkOne =
  (path: string): Check =>
  (workshop) =>
    path.endsWith('.ts') ? workshop.checkTypesOf(path) : workshop.run([...JEST, path]);

/** Follows a recipe, or all of it but one step, and checks the change. */
function followed({ steps }: Recipe, check: Check, leftOut?: string): ReturnType<Check> {
  const workshop = new Workshop();
  try {
    for (const [name, step] of Object.entries(steps)) if (name !== leftOut) step(workshop);
    return check(workshop);
  } finally {
    workshop.remove();
  }
}

afterAll(() => Workshop.removeAll());

describe.each([...RECIPES, ...DEPLOYED_RECIPES])('the recipe $page', (recipe) => {
  test('leads to a change that its tests accept', () => {
    const { isDone, output } = followed(recipe, checkAll(recipe.tests));
    expect(isDone ? '' : output).toBe('');
  });

  test.each(Object.entries(recipe.needed))('without %s fails at %s', (step, path) => {
    expect(Object.keys(recipe.steps)).toContain(step);
    const { isDone, output } = followed(recipe, checkOne(path), step);
    expect(isDone).toBe(false);
    // A test has failed or a type is wrong in that file, and not the start of either.
    expect(output).toMatch(/^Tests: +\d+ failed|: error TS\d+: /m);
    if (path.endsWith('.ts')) expect(output).toContain(`${path}(`);
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
