import { App } from 'aws-cdk-lib';
import { decide } from '../../../lib/core/policy/evaluation/decide';
import { everyTemplateOf } from '../../scenarios/every-template';
import type { Scenario } from '../../scenarios/scenario';
import { FURTHER_ESTATES, SCENARIOS } from '../../scenarios/scenarios';
import { withCustomerKeys } from '../../scenarios/with-customer-keys';
import { deploymentsFrom } from '../estate';
import { type JudgedEstate, judgeEstate } from './judge-calls';

/** Every scenario. */
export const ALL: readonly Scenario[] = [...SCENARIOS, ...FURTHER_ESTATES];

/** Scenarios that say their partition themselves, and one with a template that was written for `aws`. */
const ELSEWHERE: readonly string[] = ['gov-cloud', 'china', 'included-bucket'];

/** What a scenario is refused for that uses what the partition does not have. */
const ABSENT = /monthlyBudget is set|of type AWS::/;

/** Assets are the same everywhere: they are not copied. */
const CONTEXT = { 'aws:cdk:disable-stack-trace': true, 'aws:cdk:disable-asset-staging': true };

/** A scenario and its calls. */
interface JudgedScenario {
  readonly name: string;
  readonly judged: JudgedEstate;
}

/** Every scenario that the partition has, in the partition that is chosen when the scenarios are loaded, with and without keys of a customer. */
export function* judgedScenarios(partition: string): Generator<JudgedScenario> {
  const here = ALL.filter(({ name }) => partition === 'aws' || !ELSEWHERE.includes(name));
  for (const scenario of [...here, ...here.map(withCustomerKeys)]) {
    const judged = judgedIfThere(scenario);
    if (judged !== undefined) yield { name: scenario.name, judged };
  }
}

function judgedIfThere({ build }: Scenario): JudgedEstate | undefined {
  const app = new App({ analyticsReporting: false, context: CONTEXT });
  try {
    build(app);
    return judgeEstate(deploymentsFrom(everyTemplateOf(app)));
  } catch (error) {
    if (ABSENT.test((error as Error).message)) return undefined;
    throw error;
  }
}

/** What is wrong with the permissions of an estate, in words; nothing if each call is allowed and each permission needed. */
export function faultsOf({ asked, unused }: JudgedEstate): readonly string[] {
  const missing = asked.flatMap(({ title, request, policies }) => {
    const { verdict, reason } = decide(request, policies);
    return verdict === 'allowed' ? [] : [`${title}: ${reason}`];
  });
  return [
    ...missing,
    ...unused.map(
      ({ roleArn, action, resource }) => `${roleArn} may ${action} on ${resource}, which no call needs`,
    ),
  ];
}
