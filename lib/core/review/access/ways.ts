import type { Condition } from '../../access/condition-block';
import { decide } from '../../access/decide';
import type { Policy, PolicyKind } from '../../access/policy-document';
import type { Request } from '../../access/request';
import { refusalWords } from './condition-words';
import { matchOpen, type Question, type Residue } from './open-match';
import type { ReadStatement } from './read-statement';

/** Every policy with a say in a question, besides those of the asker. */
export interface ResourcePolicies {
  readonly resource: readonly ReadStatement[];
  /** Service and resource control policies: only what they deny counts. */
  readonly control: readonly ReadStatement[];
}

/** One way in which a question is answered with yes. */
export interface Way {
  /** The statements that allow it. */
  readonly by: string;
  /** Conditions of these statements that requests may or may not satisfy. */
  readonly conditions: readonly Condition[];
  /** What must hold besides, in words; refusals of Deny statements among them. */
  readonly words: readonly string[];
  readonly unknown: boolean;
}

interface Fitting {
  readonly statement: ReadStatement;
  readonly residue: Residue;
}

/** A choice of statements whose conditions are open: at most one of each kind of policy. */
interface Pick {
  readonly resource?: Fitting;
  readonly identity?: Fitting;
  readonly boundary?: Fitting;
}

/** Of one kind of policy, at most so many statements with conditions are tried. */
const MAX_PICKS = 24;

/**
 * How the policies allow what is asked, if they do. A Deny that holds for all requests of the question refuses it; one with open
 * conditions leaves its words on every way. The rest is decided by the simulator: with the Allow statements that hold for all
 * requests, and when these are not enough, with one more of each kind of policy, whose conditions the way then has.
 */
export function waysOf(question: Question, policies: ResourcePolicies): readonly Way[] {
  const { identity, boundary, words } = question.asker.policies;
  const own = identity === 'everything' ? [] : identity;
  const limit = boundary ?? [];
  const refusals: string[] = [];
  for (const statement of [...policies.control, ...policies.resource, ...own, ...limit]) {
    if (statement.effect !== 'Deny') continue;
    const residue = matchOpen(statement, question);
    if (residue === undefined) continue;
    if (residue.conditions.length + residue.words.length === 0) return [];
    refusals.push(refusalWords(residue.conditions, residue.words));
  }
  const fitting = {
    resource: fits(policies.resource, question),
    identity: fits(own, question),
    boundary: fits(limit, question),
  };
  const answer = (pick: Pick) => answered(question, fitting, pick);
  const always = answer({});
  if (always !== undefined)
    return [{ by: always, conditions: [], words: [...words, ...refusals], unknown: false }];
  return picksOf(fitting).flatMap((pick) => {
    const by = answer(pick);
    if (by === undefined) return [];
    const residues = Object.values(pick).map(({ residue }) => residue);
    return {
      by,
      conditions: residues.flatMap(({ conditions }) => conditions),
      words: [...words, ...refusals, ...residues.flatMap((residue) => residue.words)],
      unknown: residues.some(({ unknown }) => unknown),
    };
  });
}

type FittingByKind = Readonly<Record<'resource' | 'identity' | 'boundary', readonly Fitting[]>>;

function fits(statements: readonly ReadStatement[], question: Question): readonly Fitting[] {
  return statements.flatMap((statement) => {
    const residue = statement.effect === 'Allow' ? matchOpen(statement, question) : undefined;
    return residue === undefined ? [] : { statement, residue };
  });
}

function isAlways({ residue: { conditions, words } }: Fitting): boolean {
  return conditions.length + words.length === 0;
}

/** Every choice but the empty one, those with fewer statements first. */
function picksOf({ resource, identity, boundary }: FittingByKind): readonly Pick[] {
  const choices = (fitting: readonly Fitting[]) => [
    undefined,
    ...fitting.filter((each) => !isAlways(each)).slice(0, MAX_PICKS),
  ];
  const picks = choices(resource).flatMap((byResource) =>
    choices(identity).flatMap((byIdentity) =>
      choices(boundary).map(
        (byBoundary): Pick => ({
          ...(byResource === undefined ? {} : { resource: byResource }),
          ...(byIdentity === undefined ? {} : { identity: byIdentity }),
          ...(byBoundary === undefined ? {} : { boundary: byBoundary }),
        }),
      ),
    ),
  );
  const size = (pick: Pick) => Object.keys(pick).length;
  return picks.filter((pick) => size(pick) > 0).sort((a, b) => size(a) - size(b));
}

/** The words of the simulator when it allows the question with these statements. */
function answered(question: Question, fitting: FittingByKind, pick: Pick): string | undefined {
  const { asker, action, arn, owner } = question;
  const { identity, boundary } = asker.policies;
  const policyOf = (kind: keyof FittingByKind, as: PolicyKind): Policy => {
    const always = fitting[kind].filter(isAlways);
    const picked = pick[kind];
    const chosen = picked === undefined ? always : [...always, picked];
    return { name: kind, kind: as, statements: chosen.map(({ statement }) => allowing(statement)) };
  };
  const request: Request = { principal: asker.principal, action, resource: { arn, owner } };
  const { verdict, reason } = decide(request, {
    resource: policyOf('resource', 'resource'),
    identity: [identity === 'everything' ? EVERYTHING : policyOf('identity', 'identity')],
    ...(boundary === undefined ? {} : { boundary: policyOf('boundary', 'identity') }),
  });
  if (verdict !== 'allowed') return undefined;
  // accounts and everyone ask as root users do, who need no policy of their own
  return reason.replace(/^allowed by /, '').replace('the root user may do everything', ELSEWHERE);
}

/** The statement without what was found to fit already. */
function allowing({ title, principals }: ReadStatement): Policy['statements'][number] {
  return {
    ...{ title, effect: 'Allow', actions: ALL, conditions: [], hasVariables: false },
    ...(principals === undefined ? {} : { principals }),
  };
}

/** What stands for policies of principals that are not in the templates. */
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
