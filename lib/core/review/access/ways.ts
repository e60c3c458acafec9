import { groupBy } from '../../keyed/grouped';
import { decide } from '../../policy/evaluation/decide';
import type { Policy, PolicyKind } from '../../policy/evaluation/policy-document';
import type { Request } from '../../policy/evaluation/request';
import { reachOf } from '../../policy/evaluation/statement-principal';
import { matchOpen, type Question } from './open-match';
import type { ReadStatement } from './read-statement';
import { inOrder, inWords, ofCondition, type Requirement, refusalOf } from './requirement';

/** Every policy that applies to a question, in addition to those of the asker. */
export interface ResourcePolicies {
  readonly resource: readonly ReadStatement[];
  /** Service and resource control policies: only what they deny counts. */
  readonly control: readonly ReadStatement[];
}

/** One way in which a question is answered with yes. */
export interface Way {
  /** The statements that allow it. */
  readonly by: string;
  /** The requirements: conditions of these statements, those that Deny statements leave, and those that are not evaluated. */
  readonly needs: readonly Requirement[];
  readonly unknown: boolean;
}

/** Statements with equal open conditions that reach the asker alike, so that any one will do. */
interface Choice {
  readonly kind: Kind;
  readonly statement: ReadStatement;
  readonly reach: string;
  readonly needs: readonly Requirement[];
  readonly unknown: boolean;
}

type Kind = 'resource' | 'identity' | 'boundary';
type Choices = readonly Choice[];
/** At most one statement with open conditions of each kind of policy. */
type Pick = readonly Choice[];

/** More combinations of statements with open conditions are not tried. */
const MAX_WAYS = 256;

/**
 * How the policies allow the request, if they do. A Deny that holds for all requests of the question refuses it; one with open
 * conditions leaves a requirement on every way. The rest is decided by the simulator: with the Allow statements that hold for all
 * requests, and when these are not enough, with one more of each kind of policy that is needed, whose conditions the way then
 * has.
 */
export function waysOf(question: Question, policies: ResourcePolicies): readonly Way[] {
  const { identity, boundary, needs } = question.asker.policies;
  const own = identity === 'everything' ? [] : identity;
  const limit = boundary ?? [];
  const common = [...needs];
  for (const statement of [...policies.control, ...policies.resource, ...own, ...limit]) {
    if (statement.effect !== 'Deny') continue;
    const residue = matchOpen(statement, question);
    if (residue === undefined) continue;
    if (residue.conditions.length + residue.needs.length === 0) return [];
    common.push(refusalOf(residue.conditions, residue.needs));
  }
  const choices = [
    ...choicesOf('resource', policies.resource, question),
    ...choicesOf('identity', own, question),
    ...choicesOf('boundary', limit, question),
  ];
  const answer = (pick: Pick) => answered(question, choices, pick);
  const ways: Way[] = [];
  for (const group of enoughOf(choices, answer)) {
    const count = group.reduce((product, { length }) => product * length, 1);
    if (ways.length + count > MAX_WAYS) {
      ways.push({ by: 'one of many statements', needs: [...common, untried(group, count)], unknown: true });
      continue;
    }
    for (const pick of picksOf(group)) {
      const by = answer(pick) ?? '';
      const needs = [...common, ...pick.flatMap((each) => each.needs)];
      ways.push({ by, needs, unknown: pick.some((each) => each.unknown) });
    }
  }
  return ways;
}

/** The Allow statements that fit the question. */
function choicesOf(kind: Kind, statements: readonly ReadStatement[], question: Question): Choices {
  const found = new Map<string, Choice>();
  for (const statement of statements) {
    const residue = statement.effect === 'Allow' ? matchOpen(statement, question) : undefined;
    if (residue === undefined) continue;
    const needs = inOrder([...residue.conditions.map(ofCondition), ...residue.needs]);
    const reach = reachText(statement, question);
    const key = JSON.stringify([reach, ...needs.map(({ text }) => text)]);
    // of alternatives that always hold, each is named
    const place = needs.length === 0 ? `${found.size}` : key;
    if (!found.has(place)) found.set(place, { kind, statement, reach, needs, unknown: residue.unknown });
  }
  return [...found.values()];
}

/** How a statement reaches the asker, which decides what else is needed. */
function reachText({ principals }: ReadStatement, { asker }: Question): string {
  return principals === undefined ? '' : [...(reachOf(principals, asker.principal) ?? [])].sort().join();
}

function isAlways({ needs }: Choice): boolean {
  return needs.length === 0;
}

/**
 * Choices that are each enough alone, and none of which can be left out. Whether they are enough is the same for all statements
 * of a kind that reach the asker alike, so it is decided once.
 */
function enoughOf(
  choices: Choices,
  answer: (pick: Pick) => string | undefined,
): readonly (readonly Choices[])[] {
  const open = choices.filter((each) => !isAlways(each));
  const classes = groupBy(open, ({ kind, reach }) => `${kind} ${reach}`);
  const enough: (readonly Choices[])[] = [];
  for (const group of subsetsOf([...classes.values()])) {
    if (enough.some((fewer) => fewer.every((each) => group.includes(each)))) continue;
    if (answer(group.flatMap((each) => each.slice(0, 1))) !== undefined) enough.push(group);
  }
  return enough;
}

/** At most one class of each kind, those with fewer first. */
function subsetsOf(classes: readonly Choices[]): readonly (readonly Choices[])[] {
  const groups = (['resource', 'identity', 'boundary'] as const).reduce<readonly (readonly Choices[])[]>(
    (sum, kind) => {
      const ofKind = classes.filter(([first]) => first?.kind === kind);
      return sum.flatMap((group) => [group, ...ofKind.map((each) => [...group, each])]);
    },
    [[]],
  );
  return [...groups].sort((one, other) => one.length - other.length);
}

/** One choice of each class. */
function picksOf(group: readonly Choices[]): readonly Pick[] {
  return group.reduce<readonly Pick[]>(
    (sum, choices) => sum.flatMap((pick) => choices.map((each) => [...pick, each])),
    [[]],
  );
}

function untried(group: readonly Choices[], count: number): Requirement {
  const texts = group.map((choices) => choices.map(({ needs }) => needs.map(({ text }) => text)));
  return inWords(
    `the conditions of one of ${count} combinations of statements hold, more than are compared`,
    JSON.stringify(texts.map((each) => each.map((one) => JSON.stringify(one)).sort())),
  );
}

/** The words of the simulator when it allows the question with these statements. */
function answered(question: Question, choices: Choices, pick: Pick): string | undefined {
  const { asker, action, arn, owner } = question;
  const { identity, boundary } = asker.policies;
  const chosen = [...choices.filter(isAlways), ...pick];
  const policyOf = (kind: Kind, as: PolicyKind): Policy => {
    const ofKind = chosen.filter((each) => each.kind === kind);
    return { name: kind, kind: as, statements: ofKind.map(({ statement }) => allowing(statement)) };
  };
  const request: Request = { principal: asker.principal, action, resource: { arn, owner } };
  const { verdict, reason } = decide(request, {
    resource: policyOf('resource', 'resource'),
    identity: [identity === 'everything' ? EVERYTHING : policyOf('identity', 'identity')],
    ...(boundary === undefined ? {} : { boundary: policyOf('boundary', 'identity') }),
  });
  if (verdict !== 'allowed') return undefined;
  // accounts and everyone are simulated as root users, who need no identity policy
  return reason.replace(/^allowed by /, '').replace('the root user can do everything', ELSEWHERE);
}

/** The statement without the parts that were found to match already. */
function allowing({ title, principals }: ReadStatement): Policy['statements'][number] {
  return {
    ...{ title, effect: 'Allow', actions: ALL, conditions: [], hasVariables: false },
    ...(principals === undefined ? {} : { principals }),
  };
}

/** The words for policies of principals that are not in the templates. */
const ELSEWHERE = 'policies that are not in the templates';

const ALL = { negated: false, patterns: ['*'] };

const EVERYTHING: Policy = {
  name: 'policies elsewhere',
  kind: 'identity',
  statements: [
    {
      title: ELSEWHERE,
      effect: 'Allow',
      actions: ALL,
      conditions: [],
      hasVariables: false,
    },
  ],
};
