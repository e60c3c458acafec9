import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOYED_RECIPES } from './deployed-recipes';
import { RECIPES } from './recipes';
import { CHECK_TYPES, GENERATE, JEST, type Recipe, ROOT, Workshop } from './workshop';

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

const ALL = [...RECIPES, ...DEPLOYED_RECIPES];
let workshop: Workshop;
/** What each step of each recipe left, all before it being done. */
const after = new Map<Recipe, Map<string, string>>();
let begun: string;

beforeAll(() => {
  workshop = new Workshop();
  begun = workshop.mark();
  for (const recipe of ALL) {
    const marks = new Map<string, string>();
    after.set(recipe, marks);
    for (const [name, step] of Object.entries(recipe.steps)) {
      step(workshop);
      marks.set(name, workshop.mark());
    }
  }
});
afterAll(() => workshop.remove());

test('all recipes together lead to a change that the tests of each accept', () => {
  const tests = new Set(ALL.flatMap((recipe) => recipe.tests));
  // Each new file is in docs/architecture.md; the new rule and the new alarm are in templates.
  workshop.follow(GENERATE);
  workshop.acceptTemplates('archive-(search|elsewhere)');
  // Types are checked before tests run.
  expect(tests.delete(CHECK_TYPES)).toBe(true);
  for (const check of [() => workshop.checkTypes(), () => workshop.run([...JEST, ...tests])]) {
    const { isDone, output } = check();
    expect(isDone ? '' : output).toBe('');
  }
});

describe.each(ALL)('the recipe $page', (recipe) => {
  test.each(Object.entries(recipe.needed))('without %s fails at %s', (left, check) => {
    const marks = after.get(recipe) ?? new Map<string, string>();
    workshop.returnTo([...marks.values()].at(-1) ?? '');
    workshop.leaveOut(marks.get(left) ?? '');
    const { isDone, output } = checkOne(check);
    expect(isDone).toBe(false);
    // A test has failed or a type is wrong in that file, and not the start of either.
    expect(output).toMatch(/^Tests: +\d+ failed|: error TS\d+: /m);
    if (check.endsWith('.ts')) expect(output).toContain(`${check}(`);
  });

  test('is a page that names the tests', () => {
    const page = readFileSync(join(ROOT, 'docs/recipes', recipe.page), 'utf8');
    expect(recipe.tests.filter((start) => !page.includes(start.replace('short', 'NAME')))).toEqual([]);
  });
});

/** Checks a file in which a type is wrong, or runs a test, or those of its tests whose name is given. */
function checkOne(check: string): ReturnType<Workshop['run']> {
  if (check.endsWith('.ts')) return workshop.checkTypesOf(check);
  const [path = '', name] = check.split(': ');
  return workshop.run([...JEST.slice(0, -1), ...(name === undefined ? [] : ['-t', name]), '--', path]);
}

test.each(Object.entries(FIRST_STEPS))(
  'the recipe %s names each file in which the compiler misses what is new',
  (page, begin) => {
    const recipe = readFileSync(join(ROOT, 'docs/recipes', page), 'utf8');
    const named = [...recipe.matchAll(/^ +\| `([^`]+)` \|/gm)].map(([, path]) => path);
    workshop.returnTo(begun);
    begin(workshop);
    const missing = [...workshop.checkTypes().output.matchAll(/^([^(\s]+)\(\d+,\d+\): error TS/gm)];
    expect(missing.length).toBeGreaterThan(2);
    expect([...named].sort()).toEqual([...new Set(missing.map(([, path]) => path))].sort());
  },
);
