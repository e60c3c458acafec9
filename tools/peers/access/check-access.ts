import { decide, type Policies } from '../../../lib/core/policy/evaluation/decide';
import {
  type Policy,
  type PolicyKind,
  parsePolicy,
} from '../../../lib/core/policy/evaluation/policy-document';
import type { Outcome } from '../outcome';
import type { SynthesizedTemplate } from '../scenario-templates';
import { checkGuardrails } from './check-guardrails';
import { checkHandlers } from './check-handlers';
import { checkPermissions } from './check-permissions';
import { estateQuestions } from './estate-questions';
import type { Question, RawStatement } from './question';
import { randomQuestions } from './random-questions';
import { ask, documentOf, FULL, installSimulator, SIMULATOR, type Simulator } from './simulator';

/** Of the estates, and of random policies, whose generator repeats its shapes within the first thousands. */
const MOST = { estates: 26_000, random: 5_000 };
const SEED = 20_261_122;

/** Asks our engine and an independent one the same; what they differ in must be one of two known things. */
export async function checkAccess(
  templates: readonly SynthesizedTemplate[],
  folder: string,
  outcome: Outcome,
): Promise<void> {
  const simulator = await installSimulator();
  const ofEstates = estateQuestions(templates, SEED);
  await checkGuardrails(simulator, outcome);
  await checkHandlers(simulator, folder, outcome);
  await checkPermissions(simulator, outcome);
  await compare(
    { what: 'the estates', questions: ofEstates, fewest: 5_000, most: MOST.estates },
    simulator,
    outcome,
  );
  await compare(
    { what: 'random policies', questions: randomQuestions(SEED), fewest: MOST.random, most: MOST.random },
    simulator,
    outcome,
  );
}

/** Requests, and how many of them must be decided, as fewer would prove little, and are at most. */
interface Asked {
  readonly what: string;
  readonly questions: Iterable<Question>;
  readonly fewest: number;
  readonly most: number;
}

async function compare(
  { what, questions, fewest, most }: Asked,
  simulator: Simulator,
  outcome: Outcome,
): Promise<void> {
  const known = new Map<string, number>();
  const differences: string[] = [];
  const count = { asked: 0, allowed: 0, refused: 0 };
  for (const question of questions) {
    if (count.asked === most) break;
    const answer = await ask(question, simulator);
    // It refuses an action on a resource of a type that the action does not have.
    if (answer.resultType === 'error') {
      count.refused += 1;
      continue;
    }
    count.asked += 1;
    const ours = decide(question.request, policiesOf(question)).verdict === 'allowed';
    const theirs = answer.overallResult === 'Allowed';
    if (ours) count.allowed += 1;
    if (ours === theirs) continue;
    const reason = knownDifference(question, theirs);
    if (reason === undefined) differences.push(JSON.stringify({ ours, theirs, ...question }));
    else known.set(reason, (known.get(reason) ?? 0) + 1);
  }
  outcome.check(
    differences.length === 0 && count.asked >= fewest,
    `access, ${what}: ${count.asked} requests, ${count.allowed} of them allowed, are decided as ${SIMULATOR} decides them`,
    [`${differences.length} differ`, ...differences.slice(0, 5)],
  );
  outcome.note(...[...known].map(([reason, times]) => `${times} by a known difference: ${reason}`));
  if (count.refused > 0) outcome.note(`${count.refused} that the simulator refuses are left out`);
}

/** AWS's documentation is with us in both. */
function knownDifference({ request, resourceControl }: Question, theirs: boolean): string | undefined {
  const service = request.action.split(':')[0] ?? '';
  if (!theirs && resourceControl.length > 0 && ['lambda', 'sns'].includes(service))
    return 'resource control policies do not reach this service';
  if (theirs && request.principal.kind === 'anonymous' && !['s3', 'sns', 'sqs'].includes(service))
    return 'this service answers no unsigned request';
  return undefined;
}

function policiesOf(question: Question): Policies {
  const { resource, identity, boundary, serviceControl, resourceControl } = question;
  const read = (statements: readonly RawStatement[], kind: PolicyKind): readonly Policy[] =>
    statements.length === 0 ? [] : [parsePolicy(documentOf(statements), kind, `the ${kind} policy`)];
  const [ofResource] = read(resource, 'resource');
  const [limit] = read(boundary, 'identity');
  return {
    identity: read(identity, 'identity'),
    serviceControl: [[...read([FULL], 'service control'), ...read(serviceControl, 'service control')]],
    resourceControl: read(resourceControl, 'resource control'),
    ...(ofResource === undefined ? {} : { resource: ofResource }),
    ...(limit === undefined ? {} : { boundary: limit }),
  };
}
