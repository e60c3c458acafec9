import { join } from 'node:path';
import { Stack, Tags } from 'aws-cdk-lib';
import { Trailwatch } from '../../../lib/index';
import { ACCOUNT, REGION, TRAIL } from '../../../test/constructs/synthesize';
import { buildEstate, DEPLOYED_FIRST, LATER_CHANGES } from '../../../test/scenarios/later-changes';
import type { Scenario } from '../../../test/scenarios/scenario';
import { coveringScenarios } from '../covering-scenarios';
import type { Outcome } from '../outcome';
import { type SynthesizedTemplate, synthesizeScenarios } from '../scenario-templates';
import { checkNull } from './check-null';
import { engineTypes, LOST, UNUSABLE } from './engine-types';
import { type EstateLife, liveThrough, type Version } from './live-through';
import { withLocalStack } from './start-localstack';

/** What is checked, with what, and where to. */
export interface CloudFormationCheck {
  readonly scenarios: readonly Scenario[];
  /** Of the scenarios. */
  readonly templates: readonly SynthesizedTemplate[];
  /** Of the environment that has LocalStack. */
  readonly python: string;
  readonly folder: string;
  readonly outcome: Outcome;
}

/** An estate as it is deployed first, and after each change of its owner. */
interface ChangingEstate {
  readonly name: string;
  readonly versions: readonly Scenario[];
}

/**
 * Creates scenarios that together have everything by the CloudFormation of LocalStack, changes each as its owner may later, and deletes it.
 * Types that it lacks, or
 * cannot create without containers, are left out and printed.
 */
export async function checkCloudFormation(check: CloudFormationCheck): Promise<void> {
  const { python, folder, outcome } = check;
  const types = await engineTypes(python);
  const isCreatable = (type: string) => types.has(type) && !(type in UNUSABLE);
  const leftOut = new Set<string>();
  // The engine does not delete all that has a name, so estates with the same names have an engine each.
  const covering = coveringScenarios(check.templates);
  const repeating = check.scenarios.filter(({ name }) => !covering.has(name)).map(({ name }) => name);
  outcome.note(`not created, as others have all that they have: ${repeating.join(', ')}`);
  const scenarios = check.scenarios.filter(({ name }) => covering.has(name));
  const groups = [[...scenarios.map(tagged), everyRuleInRealTime], ...changed().map((one) => [one])];
  for (const [number, group] of groups.entries())
    await withLocalStack(python, join(folder, `localstack-${number}`), async (localStack) => {
      if (number === 0) await checkNull(localStack, outcome);
      for (const estate of group) {
        const life = await liveThrough({ localStack, isCreatable }, versionsOf(estate, check));
        report(estate, life, outcome);
        for (const type of life.leftOut) leftOut.add(type);
      }
    });
  for (const type of [...leftOut].sort())
    outcome.note(`not created: ${type}: ${UNUSABLE[type] ?? 'the engine has no such type'}`);
  for (const [type, lost] of Object.entries(LOST)) outcome.note(`lost by a change: ${type}: ${lost}`);
  const stale = Object.keys(UNUSABLE).filter((type) => !leftOut.has(type));
  outcome.check(stale.length === 0, 'every type that is left out is in a template', stale);
}

function versionsOf({ versions }: ChangingEstate, check: CloudFormationCheck): readonly Version[] {
  return versions.map((scenario) => {
    const { name } = scenario;
    const made = check.templates.filter((template) => template.scenario === name);
    const folder = join(check.folder, 'created');
    return { name, templates: made.length > 0 ? made : synthesizeScenarios([scenario], folder) };
  });
}

/** A scenario that gets a tag on everything. */
function tagged({ name, build }: Scenario): ChangingEstate {
  const withTag: Scenario = {
    name: `${name} with a tag`,
    build: (app) => {
      build(app);
      Tags.of(app).add('team', 'audit');
    },
  };
  return { name, versions: [{ name, build }, withTag] };
}

/** Every pattern that EventBridge gets: the rules of the scenarios are few. */
const everyRuleInRealTime: ChangingEstate = tagged({
  name: 'every-rule-in-real-time',
  build: (app) => {
    const stack = new Stack(app, 'Audit', { env: { account: ACCOUNT, region: REGION } });
    new Trailwatch(stack, 'Trailwatch', { identity: TRAIL, emails: ['security@example.com'], realtime: {} });
  },
});

/** The estates that later changes are tried on, each with all of these one after the other. */
function changed(): readonly ChangingEstate[] {
  return Object.entries(DEPLOYED_FIRST).map(([name, deployed]) => {
    const estates = [{ name, estate: deployed }];
    for (const [change, apply] of Object.entries(LATER_CHANGES)) {
      const last = estates.at(-1)?.estate ?? deployed;
      estates.push({ name: `${name}, then ${change}`, estate: apply(last) });
    }
    return {
      name: name.replaceAll(' ', '-'),
      versions: estates.map((version) => ({
        name: version.name,
        build: (app) => buildEstate(app, version.estate),
      })),
    };
  });
}

function report({ name }: ChangingEstate, life: EstateLife, outcome: Outcome): void {
  const { problems, created, changed: changes, undeleted } = life;
  const steps = `${created} resources are created, ${changes} stacks changed, and the stacks deleted`;
  for (const type of undeleted) outcome.note(`${name}: not deleted by the engine: ${type}`);
  outcome.check(problems.length === 0, `${name}: ${steps}`, problems);
}
