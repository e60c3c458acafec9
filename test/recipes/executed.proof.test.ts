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
/** All of them being done. */
let ended: string;

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
  ended = workshop.mark();
});
afterAll(() => workshop.remove());

test('all recipes together lead to a change that the tests of each accept', () => {
  const tests = new Set(ALL.flatMap((recipe) => recipe.tests));
  // Each new file is in docs/extend/architecture.md; the new rule and the new alarm are in templates.
  workshop.follow(GENERATE);
  workshop.acceptTemplates('archive-(search|elsewhere)');
  // Types are checked before tests run.
  expect(tests.delete(CHECK_TYPES)).toBe(true);
  for (const check of [() => workshop.checkTypes(), () => workshop.run([...JEST, ...tests])]) {
    const { isDone, output } = check();
    expect(isDone ? '' : output).toBe('');
  }
});

test.each(ALL)('the recipe $page is a page that names the tests', ({ page, tests }) => {
  const text = readFileSync(join(ROOT, 'docs/extend/recipes', page), 'utf8');
  expect(tests.filter((start) => !text.includes(start.replace('short', 'NAME')))).toEqual([]);
});

/** A step that is left out, and what fails without it. */
interface LeftOut {
  readonly recipe: Recipe;
  readonly step: string;
  /** The start of the path of a test, or the file in which a type is wrong. */
  readonly path: string;
  /** Of a test in it. */
  readonly name: string | undefined;
}

const LEFT_OUT: readonly LeftOut[] = ALL.flatMap((recipe) =>
  Object.entries(recipe.needed).map(([step, check]) => {
    const [path = '', name] = check.split(': ');
    return { recipe, step, path, name };
  }),
);
const OF_TYPES = LEFT_OUT.filter(({ path, name }) => name === undefined && path.endsWith('.ts'));

test.each(OF_TYPES)('$recipe.page without $step has a wrong type in $path', ({ recipe, step, path }) => {
  leaveOut([{ recipe, step }]);
  const { isDone, output } = workshop.checkTypesOf(path);
  expect(isDone).toBe(false);
  expect(output).toMatch(/: error TS\d+: /);
  expect(output).toContain(`${path}(`);
});

test.each(toRounds(LEFT_OUT.filter((one) => !OF_TYPES.includes(one))))(
  'each of these steps is missed by its test, and not by its start: %s',
  (_names, round) => {
    leaveOut(round);
    const failed = workshop.failedTests(round);
    const missed = round.filter(({ path, name = '' }) =>
      failed.some((test) => test.path.startsWith(path) && test.name.includes(name)),
    );
    expect(missed).toEqual(round);
  },
);

/** Begins with all recipes done, and takes away these steps. */
function leaveOut(steps: readonly Pick<LeftOut, 'recipe' | 'step'>[]): void {
  workshop.returnTo(ended);
  for (const { recipe, step } of steps) workshop.leaveOut(after.get(recipe)?.get(step) ?? '');
}

/**
 * Steps that one start of Jest shows to be needed, most of which is the start: one of each recipe, each missed by another test, and either
 * all by whole files or all by tests that have a name.
 */
function toRounds(steps: readonly LeftOut[]): readonly (readonly [string, readonly LeftOut[]])[] {
  const rounds: LeftOut[][] = [];
  for (const step of steps) {
    const fits = (other: LeftOut) =>
      other.recipe !== step.recipe &&
      !other.path.startsWith(step.path) &&
      !step.path.startsWith(other.path) &&
      (other.name === undefined) === (step.name === undefined);
    const round = rounds.find((one) => one.every(fits));
    if (round === undefined) rounds.push([step]);
    else round.push(step);
  }
  return rounds.map((round) => [
    round.map(({ recipe, step }) => `${recipe.page}: ${step}`).join(', '),
    round,
  ]);
}

test.each(Object.entries(FIRST_STEPS))(
  'the recipe %s names each file in which the compiler misses what is new',
  (page, begin) => {
    const recipe = readFileSync(join(ROOT, 'docs/extend/recipes', page), 'utf8');
    const named = [...recipe.matchAll(/^ +\| `([^`]+)` \|/gm)].map(([, path]) => path);
    workshop.returnTo(begun);
    begin(workshop);
    const missing = [...workshop.checkTypes().output.matchAll(/^([^(\s]+)\(\d+,\d+\): error TS/gm)];
    expect(missing.length).toBeGreaterThan(2);
    expect([...named].sort()).toEqual([...new Set(missing.map(([, path]) => path))].sort());
  },
);
