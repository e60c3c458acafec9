import { everyTextOf } from '../../policy/evaluation/text-pattern';
import { ANYONE } from './access-cell';
import { type Asker, accountWords } from './asker';
import type { AskedAction, Evidence, NamedPlace } from './evidence-actions';
import type { ActionCell } from './grouped-cells';
import {
  type AskedArn,
  askedArns,
  fitsAny,
  isFor,
  matchOpen,
  only,
  type Place,
  patternInside,
  spokenOf,
} from './open-match';
import type { UnreadPolicy } from './policies/attached-policies';
import type { TemplateIdentity } from './policies/identities';
import type { ReadStatement } from './read-statement';
import { inOrder, inWords, likeNames, needsNoMore, type Requirement, refusalOf } from './requirement';
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
  private readonly cells = new Map<string, readonly ActionCell[]>();

  /** Every action on the resource, for one asker. */
  ask(asked: Asked): void {
    const { evidence } = asked;
    // actions that the same statements are about have the same answer
    const answers = new Map<string, readonly ActionCell[]>();
    const numbers = new Map<ReadStatement, number>();
    const forAsker = askedAbout(asked, (statement) => isFor(statement, asked.asker));
    for (const each of evidence.type.actions) {
      const { action, place, does } = each;
      const about = askedAbout(forAsker, (statement) => spokenOf(statement, evidence.type.actions).has(each));
      if (!mayBeAllowed(about)) continue;
      const key = `${kindOf(action)} ${place?.marker} ${statementsOf(about).map((each) => numberOf(each, numbers))}`;
      const cells = answers.get(key) ?? withoutNeedless(cellsOf(about, { action, place }));
      answers.set(key, cells);
      for (const may of does) this.addAll(cells.map((cell) => ({ ...cell, action, may })));
    }
  }

  /** A principal with policies that are not known may do what they allow. */
  addUnread(
    { kind, name, account, unreadPolicies, boundary }: TemplateIdentity,
    needs: readonly Requirement[],
  ): void {
    const within = boundary && inWords('its permissions boundary allows it', JSON.stringify(boundary));
    for (const policy of unreadPolicies) {
      const all = inOrder([...needs, ...(within ? [within] : []), inWords(`the policy ${policy} allows it`)]);
      for (const may of ['write', 'read', 'delete', 'decrypt', 'silence', 'take'] as const) {
        this.add({
          ...{ asker: `${kind} ${name}`, may, what: `resources of ${accountWords(account)}`, action: '*' },
          ...{ by: policy, needs: all, unknown: true },
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
    this.addAll([cell]);
  }

  /** Adds cells of one asker, verb, resource and action, none of which makes another needless. */
  private addAll(cells: readonly ActionCell[]): void {
    const [first] = cells;
    if (first === undefined) return;
    const key = `${first.asker}\n${first.may}\n${first.what}\n${first.action}`;
    const others = this.cells.get(key);
    this.cells.set(key, others === undefined ? cells : withoutNeedless([...others, ...cells]));
  }

  all(): readonly ActionCell[] {
    return [...this.cells.values()].flat();
  }
}

/** The names to ask for, by the patterns of all policies with a say. */
function arnsAt(place: Place, asked: Asked): readonly AskedArn[] {
  return askedArns(place, statementsOf(asked));
}

/** Those that no other one makes needless. */
function withoutNeedless(cells: readonly ActionCell[]): readonly ActionCell[] {
  return cells.reduce<readonly ActionCell[]>((kept, cell) => {
    if (kept.some((other) => needsNoMore(other.needs, cell.needs))) return kept;
    return [...kept.filter((other) => !needsNoMore(cell.needs, other.needs)), cell];
  }, []);
}

/** The simulator has separate rules for a service, and for actions that take a role. */
function kindOf(action: string): string {
  return /^sts:AssumeRole/.test(action) ? action : (action.split(':')[0] ?? '');
}

function statementsOf({ asker, resource, control }: Asked): readonly ReadStatement[] {
  const { identity, boundary = [] } = asker.policies;
  return [...control, ...resource, ...(identity === 'everything' ? [] : identity), ...boundary];
}

function numberOf(statement: ReadStatement, numbers: Map<ReadStatement, number>): number {
  const known = numbers.get(statement) ?? numbers.size;
  numbers.set(statement, known);
  return known;
}

/** Without an Allow for anyone, only principals of the same account whose own policies are elsewhere may be allowed. */
function mayBeAllowed({ asker: { principal, policies }, evidence, resource }: Asked): boolean {
  const allows = (statements: readonly ReadStatement[]) =>
    statements.some(({ effect }) => effect === 'Allow');
  if (allows(resource)) return true;
  if (policies.identity !== 'everything') return allows(policies.identity);
  return 'account' in principal && principal.account.id === evidence.owner.id;
}

function cellsOf(
  about: Asked,
  { action, place }: Pick<AskedAction, 'action' | 'place'>,
): readonly ActionCell[] {
  const { evidence } = about;
  if (place === undefined) return cellsAt(about, action, { arn: evidence.arn });
  const named = { ...placeOf(evidence, place, action), noun: place.noun };
  return arnsAt(named, about).flatMap((name) => cellsAt(about, action, { ...name, place: named }));
}

/** Where the names for an action are. */
export function placeOf({ arn, home }: Evidence, place: NamedPlace, action: string): Place {
  const head = place.of === 'resource' ? arn : home(action.split(':')[0] ?? '');
  return { head, marker: place.marker };
}

interface AskedName extends AskedArn {
  readonly place?: Place & { readonly noun: string };
}

/** The same with some of the statements. */
function askedAbout(
  { asker, evidence, resource, control }: Asked,
  isAbout: (statement: ReadStatement) => boolean,
): Asked {
  const about = (statements: readonly ReadStatement[]) => statements.filter(isAbout);
  const { identity, boundary, needs } = asker.policies;
  const policies = {
    ...{ identity: identity === 'everything' ? identity : about(identity), needs },
    ...(boundary === undefined ? {} : { boundary: about(boundary) }),
  };
  return { asker: { ...asker, policies }, evidence, resource: about(resource), control: about(control) };
}

function cellsAt(asked: Asked, action: string, name: AskedName): readonly ActionCell[] {
  const { arn, like, place } = name;
  const { asker, evidence, resource, control } = asked;
  const question = { asker, action, arn, owner: evidence.owner };
  const more = [
    ...narrowerRefusals(asked, action, name),
    ...(like === undefined || place === undefined ? [] : [likeNames([like], place.noun)]),
  ];
  return waysOf(question, { resource, control }).map(
    ({ by, needs, unknown }): ActionCell => ({
      ...{ asker: asker.who, as: asker, may: 'read', what: evidence.what, action, by, unknown },
      needs: inOrder([...needs, ...more]),
    }),
  );
}

/** A Deny on some of the names that are asked for leaves the others. */
function narrowerRefusals(
  asked: Asked,
  action: string,
  { arn, like, place }: AskedName,
): readonly Requirement[] {
  if (place === undefined) return [];
  const { asker, evidence } = asked;
  const start = `${place.head}${place.marker}`;
  return statementsOf(asked).flatMap((statement) => {
    const { resources } = statement;
    if (statement.effect !== 'Deny' || resources === undefined || resources.negated) return [];
    if (fitsAny(resources, arn, false)) return [];
    return resources.patterns.flatMap((written) => {
      const pattern = patternInside(written, place);
      if (pattern === undefined) return [];
      const name = everyTextOf(pattern);
      if (like !== undefined && !fitsAny(only(`${start}${like}`), name, false)) return [];
      const residue = matchOpen(statement, { asker, action, arn: name, owner: evidence.owner });
      if (residue === undefined) return [];
      const one = place.noun === 'objects' ? 'the object' : `one of the ${place.noun}`;
      const object = inWords(`${one} is like ${pattern.slice(start.length)}`);
      return refusalOf(residue.conditions, [object, ...residue.needs]);
    });
  });
}
