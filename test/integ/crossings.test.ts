import { App } from 'aws-cdk-lib';
import { buildEstate, type ChangedEstate, DEPLOYED_FIRST, LATER_CHANGES } from '../scenarios/later-changes';
import { type StatefulResources, statefulResourcesOf } from './stateful-resources';

function synthesize(estate: ChangedEstate): StatefulResources {
  const app = new App({ analyticsReporting: false });
  buildEstate(app, estate);
  return statefulResourcesOf(app.synth().stacksRecursively);
}

/** What the second deployment would remove, rename or replace of the first one. A trail that the change takes away is meant. */
function lostFrom(before: StatefulResources, after: StatefulResources): readonly string[] {
  return Object.entries(before).flatMap(([id, resource]) =>
    JSON.stringify(after[id]) === JSON.stringify(resource) ? [] : [id],
  );
}

const NAMES = Object.keys(LATER_CHANGES);
const PAIRS = NAMES.flatMap((one) =>
  NAMES.filter((other) => other !== one).map((other) => [one, other] as const),
);

describe.each(Object.entries(DEPLOYED_FIRST))(
  'two changes of %s after each other keep every stateful resource as it is',
  (name, deployed) => {
    const offset = Object.keys(DEPLOYED_FIRST).indexOf(name);
    const states = new Map<string, StatefulResources>();
    const stateOf = (...changes: readonly string[]): StatefulResources => {
      const id = changes.join(', then ');
      const known = states.get(id);
      if (known !== undefined) return known;
      const state = synthesize(
        changes.reduce((estate, name) => LATER_CHANGES[name]?.(estate) ?? estate, deployed),
      );
      states.set(id, state);
      return state;
    };
    /** The trail of the account, its log group and role go when another takes its place; a later change may bring them back. */
    const isOfTrail = (id: string) => /^(Audit|Other)\/Trail/.test(id);

    // every fourth pair: rows have nine, so each change meets others
    test.each(PAIRS.filter((_, index) => index % 4 === offset))('%s, then %s', (one, other) => {
      const [first, second, third] = [stateOf(), stateOf(one), stateOf(one, other)];
      expect(Object.keys(first)).toContain('Audit/ArchiveBucket49F1AC64');
      expect(lostFrom(first, second).filter((id) => !isOfTrail(id))).toEqual([]);
      expect(lostFrom(second, third).filter((id) => !isOfTrail(id))).toEqual([]);
    });
  },
);
