import { everyTextOf } from '../../access/text-pattern';
import { ANYONE, type Verb } from './access-cell';
import { type Asker, accountWords } from './asker';
import type { Evidence } from './evidence';
import type { ActionCell } from './grouped-cells';
import { type AskedArn, askedArns, only, patternInside } from './object-names';
import { fitsAny, isAbout, matchOpen } from './open-match';
import type { TemplateIdentity } from './policies/identities';
import type { UnreadPolicy } from './policies/unread-policies';
import type { ReadStatement } from './read-statement';
import { inOrder, inWords, likeObjects, needsNoMore, type Requirement, refusalOf } from './requirement';
import { waysOf } from './ways';

/** Everything that one asker is asked about one resource with. */
export interface Asked {
  readonly asker: Asker;
  readonly evidence: Evidence;
  /** The statements of the resource's policy. */
  readonly resource: readonly ReadStatement[];
  readonly control: readonly ReadStatement[];
}

/** Asks, and keeps of the answers those that no other makes needless. */
export class CellCollector {
  private readonly cells = new Map<string, ActionCell[]>();

  /** Every action on the resource, for one asker. */
  ask(asked: Asked): void {
    const { evidence } = asked;
    const answers = new Map<string, readonly ActionCell[]>();
    for (const [verb, actions] of Object.entries(evidence.type.actions) as [Verb, readonly string[]][]) {
      for (const action of actions) {
        const known = answers.get(action) ?? cellsOf(asked, action);
        answers.set(action, known);
        for (const cell of known) this.add({ ...cell, may: verb });
      }
    }
  }

  /** A principal with policies that are not known may do what they allow. */
  addUnread({ kind, name, account, unreadPolicies }: TemplateIdentity): void {
    for (const policy of unreadPolicies) {
      for (const may of ['write', 'read', 'delete', 'decrypt', 'silence'] as const) {
        this.add({
          ...{ asker: `${kind} ${name}`, may, what: `resources of ${accountWords(account)}`, action: '*' },
          ...{ by: policy, needs: [inWords(`the policy ${policy} allows it`)], unknown: true },
        });
      }
    }
  }

  /** A resource that may give access in a way that is not read. */
  addUnreadPolicy({ name, account, text }: UnreadPolicy): void {
    const needs = [inWords(`${name}, which is not read, allows it`, text)];
    const what = `resources of ${accountWords(account)}`;
    this.add({ asker: ANYONE, may: 'silence', what, action: '*', by: name, needs, unknown: true });
  }

  /** Adds a cell, unless another one needs no more for the same. */
  add(cell: ActionCell): void {
    const key = `${cell.asker}\n${cell.may}\n${cell.what}\n${cell.action}`;
    const others = this.cells.get(key) ?? [];
    if (others.some((other) => needsNoMore(other.needs, cell.needs))) return;
    this.cells.set(key, [...others.filter((other) => !needsNoMore(cell.needs, other.needs)), cell]);
  }

  all(): readonly ActionCell[] {
    return [...this.cells.values()].flat();
  }
}

/** The names to ask for inside the resource, by the patterns of all policies with a say. */
function arnsInside({ asker, evidence: { arn, type }, resource, control }: Asked): readonly AskedArn[] {
  if (type.inside === undefined) return [];
  if (type.insideArn !== undefined) return [{ arn: `${arn}${type.insideArn}` }];
  const { identity, boundary = [] } = asker.policies;
  return askedArns(arn, [
    ...(identity === 'everything' ? [] : identity),
    ...boundary,
    ...resource,
    ...control,
  ]);
}

function cellsOf(asked: Asked, action: string): readonly ActionCell[] {
  const { evidence } = asked;
  const about = askedAbout(asked, action);
  const isInside = evidence.type.inside?.test(action) === true;
  const names = isInside ? arnsInside(about) : [{ arn: evidence.arn }];
  return names.flatMap((name) => cellsAt(about, action, name));
}

/** The same with the statements alone that speak of the action. */
function askedAbout({ asker, evidence, resource, control }: Asked, action: string): Asked {
  const about = (statements: readonly ReadStatement[]) =>
    statements.filter((statement) => isAbout(statement, asker, action));
  const { identity, boundary, needs } = asker.policies;
  const policies = {
    ...{ identity: identity === 'everything' ? identity : about(identity), needs },
    ...(boundary === undefined ? {} : { boundary: about(boundary) }),
  };
  return { asker: { ...asker, policies }, evidence, resource: about(resource), control: about(control) };
}

function cellsAt(asked: Asked, action: string, { arn, like }: AskedArn): readonly ActionCell[] {
  const { asker, evidence, resource, control } = asked;
  const question = { asker, action, arn, owner: evidence.owner };
  const narrower =
    evidence.type.inside?.test(action) === true ? narrowerRefusals(asked, action, { arn, like }) : [];
  const more = [
    ...narrower,
    ...(like === undefined ? [] : [likeObjects([like.slice(evidence.arn.length + 1)])]),
  ];
  return waysOf(question, { resource, control }).map(({ by, needs, unknown }) => ({
    ...{ asker: asker.who, may: 'read', what: evidence.what, action, by, unknown },
    needs: inOrder([...needs, ...more]),
  }));
}

/** A Deny on some of the names that are asked for leaves the others. */
function narrowerRefusals(
  { asker, evidence, resource, control }: Asked,
  action: string,
  { arn, like }: AskedArn,
): readonly Requirement[] {
  const { identity, boundary = [] } = asker.policies;
  const own = identity === 'everything' ? [] : identity;
  return [...control, ...resource, ...own, ...boundary].flatMap((statement) => {
    const { resources } = statement;
    if (statement.effect !== 'Deny' || resources === undefined || resources.negated) return [];
    if (fitsAny(resources, arn, false)) return [];
    return resources.patterns.flatMap((written) => {
      const pattern = patternInside(written, evidence.arn);
      if (pattern === undefined) return [];
      const name = everyTextOf(pattern);
      if (like !== undefined && !fitsAny(only(like), name, false)) return [];
      const residue = matchOpen(statement, { asker, action, arn: name, owner: evidence.owner });
      if (residue === undefined) return [];
      const object = inWords(`the object is like ${pattern.slice(evidence.arn.length + 1)}`);
      return refusalOf(residue.conditions, [object, ...residue.needs]);
    });
  });
}
