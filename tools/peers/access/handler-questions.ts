import { writeFileSync } from 'node:fs';
import type { Policy } from '../../../lib/core/policy/evaluation/policy-document';
import type { AskedCall } from '../../../test/access/calls/judge-calls';
import { judgedScenarios } from '../../../test/access/calls/judged-scenarios';
import { documentOfPolicy } from '../../../test/access/template/read-policy';
import type { Question, RawStatement } from './question';

/** A call of a function, and the policies that decide it. */
export interface HandlerQuestion {
  readonly title: string;
  readonly question: Question;
}

/** Only what decides a call is asked: the same call with the same policies once. */
function questionsIn(partition: string): readonly HandlerQuestion[] {
  const found = new Map<string, HandlerQuestion>();
  for (const { name, judged } of judgedScenarios(partition)) {
    for (const call of judged.asked) {
      const question = questionOf(call);
      found.set(JSON.stringify(question), { title: `${name}: ${call.title}`, question });
    }
  }
  return [...found.values()];
}

function questionOf({ request, policies }: AskedCall): Question {
  const { resource, identity = [], boundary, serviceControl = [], resourceControl = [] } = policies;
  return {
    request,
    resource: statementsOf(resource),
    identity: identity.flatMap(statementsOf),
    boundary: statementsOf(boundary),
    serviceControl: serviceControl.flat().flatMap(statementsOf),
    resourceControl: resourceControl.flatMap(statementsOf),
  };
}

function statementsOf(policy: Policy | undefined): readonly RawStatement[] {
  if (policy === undefined) return [];
  const { Statement = [] } = (documentOfPolicy(policy) ?? {}) as {
    readonly Statement?: RawStatement | readonly RawStatement[];
  };
  return [Statement].flat() as readonly RawStatement[];
}

// The scenarios take their partition when they are loaded, so that each partition has a process.
const [, , partition = 'aws', file = ''] = process.argv;
writeFileSync(file, JSON.stringify(questionsIn(partition)));
