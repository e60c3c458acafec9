import type { Condition } from '../../access/condition-block';
import { foldedKey } from '../../access/condition-key';
import { everyTextOf } from '../../access/text-pattern';
import { type AccessCell, ANYONE, byText, type Verb } from './access-cell';
import { type Asker, accountWords } from './asker';
import type { TemplateIdentity } from './attached-policies';
import type { Evidence } from './evidence';
import { type AskedArn, askedArns, only, patternInside } from './object-names';
import { fitsAny, matchOpen } from './open-match';
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

/** One answer: what an asker may do with one action. */
export interface ActionCell {
  /** Who asks; conditions may bind `anyone` to those of an organization. */
  readonly asker: string;
  readonly may: Verb;
  readonly what: string;
  readonly action: string;
  readonly by: string;
  readonly needs: readonly Requirement[];
  readonly unknown: boolean;
}

/** A cell with all that it needs, in a form that can be compared. */
export interface ReadCell extends AccessCell {
  readonly asker: string;
  readonly needs: readonly Requirement[];
  /** Those of them that `who` does not say. */
  readonly otherNeeds: readonly Requirement[];
}

/** Asks, and keeps of the answers those that no other makes needless. */
export class CellCollector {
  private readonly cells = new Map<string, ActionCell[]>();

  /** Every action on the resource, for one asker. */
  ask(asked: Asked): void {
    const { evidence } = asked;
    const arns = arnsInside(asked);
    const answers = new Map<string, readonly ActionCell[]>();
    for (const [verb, actions] of Object.entries(evidence.type.actions) as [Verb, readonly string[]][]) {
      for (const action of actions) {
        const isInside = evidence.type.inside?.test(action) === true;
        const names = isInside ? arns : [{ arn: evidence.arn }];
        const known = answers.get(action) ?? names.flatMap((name) => cellsAt(asked, action, name));
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

/** Cells of single actions put together where all else is the same, sorted. */
export function grouped(cells: readonly ActionCell[]): readonly ReadCell[] {
  const groups = new Map<string, ActionCell[]>();
  for (const cell of cells) {
    const { asker, may, what, needs, unknown } = cell;
    const key = [
      whoOf(asker, needs).who,
      may,
      what,
      ...inOrder(needs).map(({ text }) => text),
      asker,
      unknown,
    ].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.keys()].sort(byText).flatMap((key) => toReadCell(groups.get(key) ?? []) ?? []);
}

function toReadCell(group: readonly ActionCell[]): ReadCell | undefined {
  const [first] = group;
  if (first === undefined) return undefined;
  const { asker, may, what, needs, unknown } = first;
  const { who, otherNeeds } = whoOf(asker, needs);
  const conditions = [...new Set(otherNeeds.map(({ words }) => words))].sort(byText);
  const actions = [...new Set(group.map(({ action }) => action))].sort(byText);
  const by = [...new Set(group.map((each) => each.by))].sort(byText).join('; ');
  const verdict = unknown ? 'unknown' : conditions.length === 0 ? 'allowed' : 'allowed-with-conditions';
  return { who, may, what, actions, verdict, by, conditions, asker, needs, otherNeeds };
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

function cellsAt(asked: Asked, action: string, { arn, like }: AskedArn): readonly ActionCell[] {
  const { asker, evidence, resource, control } = asked;
  const question = { asker, action, arn, owner: evidence.owner };
  const narrower =
    evidence.type.inside?.test(action) === true ? narrowerRefusals(asked, action, { arn, like }) : [];
  const more = [
    ...narrower,
    ...(like === undefined ? [] : [likeObjects(like.slice(evidence.arn.length + 1))]),
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

/** Conditions that bind anyone to an organization, an account or a principal name it. */
function whoOf(
  asker: string,
  needs: readonly Requirement[],
): { readonly who: string; readonly otherNeeds: readonly Requirement[] } {
  if (asker !== ANYONE) return { who: asker, otherNeeds: needs };
  for (const [keys, name] of BINDINGS) {
    const binding = needs.find(({ condition }) => condition !== undefined && bindsTo(keys, condition));
    if (binding?.condition === undefined) continue;
    const who = [...binding.condition.values].map(name).join(', ');
    return { who, otherNeeds: needs.filter((one) => one !== binding) };
  }
  return { who: asker, otherNeeds: needs };
}

function bindsTo(keys: readonly string[], { operator, key, values }: Condition): boolean {
  const isPositive = /^(String|Arn)(Equals|Like)$/.test(operator);
  return isPositive && keys.includes(foldedKey(key)) && !values.includes('*');
}

const BINDINGS: readonly (readonly [readonly string[], (value: string) => string])[] = [
  [['aws:principalarn'], (arn) => `principal ${arn}`],
  [['aws:principalservicename'], (service) => service],
  [['aws:principalaccount', 'kms:calleraccount', 'aws:sourceowner'], accountWords],
  [['aws:principalorgid'], (id) => `organization ${id}`],
  [['aws:sourceaccount'], (id) => `services for ${accountWords(id)}`],
  [['aws:sourceorgid'], (id) => `services for organization ${id}`],
];
