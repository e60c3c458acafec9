import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, Workshop } from './workshop';

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

afterAll(() => Workshop.removeAll());

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
