import type { Estate } from '../../lib/core/estate/estate';
import { parseStackTemplate } from '../../lib/core/estate/source/parse-template';
import { reviewDocument } from '../../lib/core/review/document/review-document';
import { committedTemplates } from './expect-templates';

/** The committed templates of a scenario, as one app; `order` gives the resources of each. */
function estateOf(
  scenario: string,
  order: (resources: readonly (readonly [string, unknown])[]) => readonly (readonly [string, unknown])[],
): Estate {
  const stacks = Object.entries(committedTemplates(scenario)).map(([file, committed]) => {
    const parsed = parseStackTemplate(JSON.stringify(committed));
    if ('problem' in parsed) throw new Error(`${file}: ${parsed.problem}`);
    const { value: template } = parsed;
    const Resources = Object.fromEntries(
      order(Object.entries(template.Resources)),
    ) as typeof template.Resources;
    const place = { account: undefined, region: undefined, partition: undefined };
    return { name: file, ...place, file, template: { ...template, Resources } };
  });
  return { kind: 'assembly', path: scenario, stacks, messages: [], unknowns: [], problems: [] };
}

const SCENARIOS = [
  ...[
    'account',
    'data-events',
    'guardrails',
    'lake',
    'object-lock-and-replication',
    'single-region',
    'stages',
  ],
  ...[
    'organization-with-every-route',
    'reference-app-organization',
    'three-routes',
    'two-owners-two-regions',
  ],
];

describe('a review of committed templates', () => {
  test.each(SCENARIOS)(
    'of %s finds no change in another order of resources, and the same state',
    (scenario) => {
      const base = estateOf(scenario, (resources) => resources);
      const head = estateOf(scenario, (resources) => [...resources].reverse());
      const document = reviewDocument({ head, base });
      expect([document.verdict, document.changes, document.changedStacks]).toEqual(['no-change', [], []]);
      expect(document.state).toEqual(reviewDocument({ head: base, base }).state);
      expect(document.state.stacks.length).toBeGreaterThan(0);
    },
  );
});
