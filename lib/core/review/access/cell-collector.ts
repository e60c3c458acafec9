import type { Condition } from '../../access/condition-block';
import { foldedKey } from '../../access/condition-key';
import { type AccessCell, ANYONE, byText, type Verb } from './access-cell';
import { type Asker, accountWords } from './asker';
import type { TemplateIdentity } from './attached-policies';
import { conditionWords, refusalWords } from './condition-words';
import type { Evidence } from './evidence';
import { type AskedArn, askedArns, nameLike, only, patternInside } from './object-names';
import { fitsAny, matchOpen } from './open-match';
import type { ReadStatement } from './read-statement';
import { type Way, waysOf } from './ways';

/** Everything that one asker is asked about one resource with. */
export interface Asked {
  readonly asker: Asker;
  readonly evidence: Evidence;
  /** The statements of the resource's policy. */
  readonly resource: readonly ReadStatement[];
  readonly control: readonly ReadStatement[];
}

/** A cell of a single action. */
export interface ActionCell extends Omit<AccessCell, 'actions'> {
  readonly action: string;
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
          ...{
            who: `${kind} ${name}`,
            may,
            what: `resources of ${accountWords(account)}`,
            action: '*',
            verdict: 'unknown',
          },
          ...{ by: policy, conditions: [`the policy ${policy} allows it`] },
        });
      }
    }
  }

  /** Adds a cell, unless another one needs no more for the same. */
  add(cell: ActionCell): void {
    const key = `${cell.who}\n${cell.may}\n${cell.what}\n${cell.action}`;
    const others = this.cells.get(key) ?? [];
    if (others.some((other) => needsNoMore(other.conditions, cell.conditions))) return;
    this.cells.set(key, [...others.filter((other) => !needsNoMore(cell.conditions, other.conditions)), cell]);
  }

  all(): readonly ActionCell[] {
    return [...this.cells.values()].flat();
  }
}

// the condition that limits a cell to some objects
const OBJECTS = 'objects like ';

/** Whether the first conditions are among the second ones, or wider where they are about names of objects. */
export function needsNoMore(conditions: readonly string[], than: readonly string[]): boolean {
  return conditions.every((condition) => {
    if (than.includes(condition)) return true;
    if (!condition.startsWith(OBJECTS)) return false;
    const pattern = only(condition.slice(OBJECTS.length));
    return than.some(
      (other) => other.startsWith(OBJECTS) && fitsAny(pattern, nameLike(other.slice(OBJECTS.length)), false),
    );
  });
}

/** Cells of single actions put together where all else is the same, sorted. */
export function grouped(cells: readonly ActionCell[]): readonly AccessCell[] {
  const groups = new Map<string, ActionCell[]>();
  for (const cell of cells) {
    const key = [cell.who, cell.may, cell.what, ...cell.conditions].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cell]);
    else group.push(cell);
  }
  return [...groups.keys()].sort(byText).flatMap((key) => {
    const group = groups.get(key) ?? [];
    const [first] = group;
    if (first === undefined) return [];
    const { action: _action, ...cell } = first;
    const by = [...new Set(group.map((each) => each.by))].sort(byText).join('; ');
    return { ...cell, by, actions: [...new Set(group.map(({ action }) => action))].sort(byText) };
  });
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
    ...(like === undefined ? [] : [`${OBJECTS}${like.slice(evidence.arn.length + 1)}`]),
  ];
  return waysOf(question, { resource, control }).map((way) => {
    const { who, conditions } = boundAsker(asker, way);
    const words = [...new Set([...conditions.map(conditionWords), ...way.words, ...more])].sort(byText);
    const verdict = way.unknown ? 'unknown' : words.length === 0 ? 'allowed' : 'allowed-with-conditions';
    return { who, may: 'read', what: evidence.what, action, verdict, by: way.by, conditions: words };
  });
}

/** A Deny on some of the names that are asked for leaves the others. */
function narrowerRefusals(
  { asker, evidence, resource, control }: Asked,
  action: string,
  { arn, like }: AskedArn,
): readonly string[] {
  const { identity, boundary = [] } = asker.policies;
  const own = identity === 'everything' ? [] : identity;
  return [...control, ...resource, ...own, ...boundary].flatMap((statement) => {
    const { resources } = statement;
    if (statement.effect !== 'Deny' || resources === undefined || resources.negated) return [];
    if (fitsAny(resources, arn, false)) return [];
    return resources.patterns.flatMap((written) => {
      const pattern = patternInside(written, evidence.arn);
      if (pattern === undefined) return [];
      const name = nameLike(pattern);
      if (like !== undefined && !fitsAny(only(like), name, false)) return [];
      const residue = matchOpen(statement, { asker, action, arn: name, owner: evidence.owner });
      if (residue === undefined) return [];
      const object = `the object is like ${pattern.slice(evidence.arn.length + 1)}`;
      return refusalWords(residue.conditions, [object, ...residue.words]);
    });
  });
}

/** Conditions that bind whoever asks to an organization, an account or a principal name it. */
function boundAsker(
  asker: Asker,
  { conditions }: Way,
): { readonly who: string; readonly conditions: readonly Condition[] } {
  if (asker.who !== ANYONE) return { who: asker.who, conditions };
  for (const [keys, name] of BINDINGS) {
    const binding = conditions.find(
      ({ operator, key, values }) =>
        /^(String|Arn)(Equals|Like)$/.test(operator) &&
        keys.includes(foldedKey(key)) &&
        !values.includes('*'),
    );
    if (binding === undefined) continue;
    return {
      who: binding.values.map(name).join(', '),
      conditions: conditions.filter((one) => one !== binding),
    };
  }
  return { who: asker.who, conditions };
}

const BINDINGS: readonly (readonly [readonly string[], (value: string) => string])[] = [
  [['aws:principalarn'], (arn) => `principal ${arn}`],
  [['aws:principalservicename'], (service) => service],
  [['aws:principalaccount', 'kms:calleraccount', 'aws:sourceowner'], accountWords],
  [['aws:principalorgid'], (id) => `organization ${id}`],
  [['aws:sourceaccount'], (id) => `services for ${accountWords(id)}`],
  [['aws:sourceorgid'], (id) => `services for organization ${id}`],
];
