import type { EstateStack, PlacedResource } from '../../estate/estate';
import { groupBy } from '../../keyed/grouped';
import { foldedKey } from '../../policy/evaluation/condition-key';
import { ANY_TEXT } from '../../policy/evaluation/text-pattern';
import { type Asker, administratorAsker, controlsFor, exemptAsker, isService, namedAsker } from './asker';
import { CellCollector, placeOf } from './cell-collector';
import { unknownsIn } from './condition-words';
import { evidenceIn } from './evidence';
import type { Evidence } from './evidence-actions';
import { type ActionCell, grouped, type ReadCell } from './grouped-cells';
import { fitsAny, only, type Place, patternInside, spokenOf } from './open-match';
import {
  type AttachedPolicies,
  type ControlPolicy,
  readPolicies,
  type UnreadPolicy,
} from './policies/attached-policies';
import type { TemplateIdentity } from './policies/identities';
import type { ReadStatement } from './read-statement';
import { inWords } from './requirement';
import { type Way, waysOf } from './ways';

/**
 * Who can write, read, delete, decrypt or silence what contains or protects evidence in these stacks, from their policies alone:
 * what other stacks and people attach is not known. Sorted, and the same for the same templates.
 *
 * @param read what was read of the stacks already
 * @param parts resources that are known to be parts of the pipeline
 */
export function accessCells(
  stacks: readonly EstateStack[],
  read = readPolicies(stacks),
  parts: ReadonlySet<PlacedResource['resource']> = new Set(),
): readonly ReadCell[] {
  const { values, policies } = read;
  const evidence = evidenceIn(stacks, values, parts);
  if (evidence.length === 0) return [];
  const trusts = new Map(policies.identities.map(({ arn, trust }) => [arn, trust]));
  const collector = new CellCollector();
  const identities = policies.identities.map((identity) => ({ identity, asker: templateAsker(identity) }));
  const own = new Set(policies.identities.map(({ arn }) => arn));
  for (const each of evidence) {
    const resource = [...resourceStatements(each, policies), ...(trusts.get(each.arn) ?? each.trust ?? [])];
    const askers = [
      // a bootstrap stack may trust any account: only principals of the templates are asked
      ...outsideAskers(each, each.trust === undefined ? resource : [], own),
      ...identities.flatMap(({ asker }) => concerned(asker, each, resource) ?? []),
    ];
    for (const asker of askers) {
      const control = controlsFor(policies.controls, asker, each);
      collector.ask({ asker, evidence: each, resource, control });
    }
    askExempt({ evidence: each, resource, policies, own }, collector);
  }
  for (const { identity, asker } of identities) collector.addUnread(identity, asker.policies.needs);
  for (const each of policies.unread) if (mayConcern(each, evidence)) collector.addUnreadPolicy(each);
  return throughRoles(collector, identities, policies.controls);
}

/** Whether the text has the name of a resource in it, or something that may be one. */
function mayConcern({ text }: UnreadPolicy, evidence: readonly Evidence[]): boolean {
  if (unknownsIn(text).length > 0 || text.includes('"*"')) return true;
  return evidence.some(({ arn }) => text.includes(arn) || text.includes(`"${arn.split(/[:/]/).at(-1)}`));
}

/** A role, user, group or permission set of the templates. */
export function templateAsker({
  kind,
  name,
  arn,
  account,
  identity,
  needs: own = [],
  boundary,
  unreadBoundary,
  isAttached,
}: TemplateIdentity): Asker {
  const within =
    unreadBoundary === undefined
      ? []
      : [
          inWords(
            `within the permissions boundary ${unreadBoundary}`,
            'within an unread permissions boundary',
          ),
        ];
  const needs = [...own, ...within];
  const named = namedAsker({ kind: 'identity', arn }, { id: account });
  const policies = { identity, needs, ...(boundary === undefined ? {} : { boundary }) };
  return { ...named, who: `${kind} ${name}`, policies, ...(isAttached && { isListed: true }) };
}

function resourceStatements(
  { arn, type }: Evidence,
  { ofResource, ofLogGroups }: AttachedPolicies,
): readonly ReadStatement[] {
  const own = ofResource.get(arn) ?? [];
  return type.noun === 'log group' ? [...own, ...ofLogGroups] : own;
}

interface Exempting {
  readonly evidence: Evidence;
  readonly resource: readonly ReadStatement[];
  readonly policies: AttachedPolicies;
  readonly own: ReadonlySet<string>;
}

/** Principals that a Deny exempts may do what it denies to all others of the account, as far as policies elsewhere allow it. */
function askExempt({ evidence, resource, policies, own }: Exempting, collector: CellCollector): void {
  const { owner, type } = evidence;
  const administrator = administratorAsker(owner.id, owner.partition);
  const statements = [...resource, ...controlsFor(policies.controls, administrator, evidence)];
  for (const statement of statements.filter(({ effect }) => effect === 'Deny')) {
    const actions = [...spokenOf(statement, type.actions)];
    for (const arn of exemptOf(statement)) {
      if (actions.length === 0 || own.has(arn) || arn.split(':')[4] !== owner.id) continue;
      const asker = exemptAsker(arn, owner);
      const control = controlsFor(policies.controls, asker, evidence);
      collector.ask({ asker, evidence: { ...evidence, type: { ...type, actions } }, resource, control });
    }
  }
}

/** The ARNs of roles and users, or patterns of them, that a Deny is not for. */
function exemptOf({ conditions, except = [] }: ReadStatement): readonly string[] {
  const named = except.flatMap((each) => (each.kind === 'identity' ? [each.arn] : []));
  const left = conditions
    .filter(
      ({ operator, key }) =>
        foldedKey(key) === 'aws:principalarn' && /^(Arn|String)Not(Equals|Like)(IfExists)?$/.test(operator),
    )
    .flatMap(({ values }) => values);
  return [...named, ...left].filter((arn) => /^arn:[^:]+:iam::\d{12}:(role|user)\/./.test(arn));
}

/** The principals that the resource's policy allows something or exempts, and the administrators of its account. */
function outsideAskers(
  { owner }: Evidence,
  resource: readonly ReadStatement[],
  own: ReadonlySet<string>,
): readonly Asker[] {
  const named = resource.flatMap(({ effect, principals = [], except = [] }) =>
    effect === 'Deny' ? except : [...principals, ...except],
  );
  const askers = named
    .filter((principal) => principal.kind !== 'identity' || !own.has(principal.arn))
    .map((principal) => namedAsker(principal, owner));
  const all = [administratorAsker(owner.id, owner.partition), ...askers];
  return [...new Map(all.map((asker) => [asker.who, asker])).values()];
}

/** A role or user with its statements on the resource; undefined when there are none, and the resource has none on it. */
function concerned(asker: Asker, evidence: Evidence, resource: readonly ReadStatement[]): Asker | undefined {
  const { principal, policies } = asker;
  if (policies.identity === 'everything') return asker;
  const identity = policies.identity.filter((statement) => isAbout(statement, evidence));
  const arn = 'arn' in principal ? principal.arn : '';
  const isNamed = () =>
    resource.some(({ principals = [] }) =>
      principals.some((one) => one.kind === 'identity' && one.arn === arn),
    );
  if (!identity.some(({ effect }) => effect === 'Allow') && !isNamed()) return undefined;
  return { ...asker, policies: { ...policies, identity } };
}

function isAbout(statement: ReadStatement, evidence: Evidence): boolean {
  const { resources } = statement;
  const asked = spokenOf(statement, evidence.type.actions);
  if (asked.size === 0) return false;
  if (resources === undefined || resources.negated || fitsAny(resources, evidence.arn, false)) return true;
  const places = new Map(
    [...asked].flatMap(({ action, place }) => {
      const at = place && placeOf(evidence, place, action);
      return at === undefined ? [] : [[`${at.head}${at.marker}`, at] as const];
    }),
  );
  return [...places.values()].some((place) => resources.patterns.some((pattern) => isAt(pattern, place)));
}

function isAt(pattern: string, place: Place): boolean {
  const general = `${place.head}${place.marker}${ANY_TEXT}`;
  return patternInside(pattern, place) !== undefined || fitsAny(only(pattern), general, false);
}

/** A role or user of the templates, as it asks. */
interface KnownIdentity {
  readonly identity: TemplateIdentity;
  readonly asker: Asker;
}

const ASSUME = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'];

/** The cells that were collected, and those of principals that may assume a role with cells. Of a service, that it may assume the role. */
function throughRoles(
  collected: CellCollector,
  identities: readonly KnownIdentity[],
  controls: readonly ControlPolicy[],
): readonly ReadCell[] {
  const direct = collected.all();
  const ofRole = groupBy(direct, ({ asker }) => asker);
  const all = new CellCollector();
  for (const cell of direct) all.add(cell);
  for (const { identity } of identities) {
    const cells = ofRole.get(`role ${identity.name}`) ?? [];
    if (cells.length === 0) continue;
    for (const taker of takersOf(identity, identities, controls)) {
      if (isService(taker.as)) all.add({ ...taker, may: 'take', what: `role ${identity.name}` });
      else for (const cell of cells) all.add(takenCell(cell, taker, identity));
    }
  }
  return grouped(all.all());
}

interface Taker extends Way {
  readonly asker: string;
  readonly as: Asker;
  readonly action: string;
}

function takenCell(
  { as: _role, ...cell }: ActionCell,
  { asker, by, needs, unknown }: Taker,
  { name }: TemplateIdentity,
): ActionCell {
  return {
    ...{ ...cell, asker, by: `${by}, then ${cell.by}`, unknown: unknown || cell.unknown },
    needs: [...cell.needs, ...needs, inWords(`by taking the role ${name}`)],
  };
}

function takersOf(
  role: TemplateIdentity,
  identities: readonly KnownIdentity[],
  controls: readonly ControlPolicy[],
): readonly Taker[] {
  const owner = { id: role.account };
  return askersOf(role, identities).flatMap((asker) =>
    ASSUME.flatMap((action) => {
      const policies = {
        resource: role.trust,
        control: controlsFor(controls, asker, { owner: { ...owner, partition: 'aws' } }),
      };
      return waysOf({ asker, action, arn: role.arn, owner }, policies).map((way) => ({
        ...{ asker: asker.who, as: asker, action },
        ...way,
      }));
    }),
  );
}

function askersOf(role: TemplateIdentity, identities: readonly KnownIdentity[]): readonly Asker[] {
  const named = role.trust.flatMap(({ principals = [], except = [] }: ReadStatement) => [
    ...principals,
    ...except,
  ]);
  const askers = named.map((principal) => {
    const own = identities.find(
      ({ identity }) => principal.kind === 'identity' && identity.arn === principal.arn,
    );
    return own?.asker ?? namedAsker(principal, { id: role.account });
  });
  return [...new Map(askers.map((asker) => [asker.who, asker])).values()];
}
