import type { Counts } from '../../cost/counts';
import type { Estate, EstateResource, EstateStack } from '../../estate/estate';
import { Resolver } from '../../estate/resolver';
import { canonicalText } from '../../json/canonical-text';
import { groupBy } from '../../keyed/grouped';
import type { RuleDocument } from '../../rule/rule-document';
import { writersOf } from '../../writers/estate-writers';
import { accessCells } from '../access/access-cells';
import { compareAccess } from '../access/grouped-cells';
import { readPolicies } from '../access/policies/attached-policies';
import { type UsedByPrincipal, usedChanges } from '../access/used-changes';
import { compareDetection } from '../detection/compare-detection';
import { compareWatchers } from '../detection/compare-watchers';
import { decidedEstate } from '../detection/decided-estate';
import { forwardsForRules } from '../detection/forwarded-patterns';
import { rulesIn } from '../detection/rule-documents';
import { releasedRules } from '../detection/upgraded-rules';
import { compareEvidence } from '../evidence/compare-evidence';
import {
  apart,
  counterparts,
  isAuditStack,
  pairResources,
  pairStacks,
  type StackPair,
} from '../evidence/counterparts';
import { nameAsHead } from '../evidence/name-as-head';
import { refusedUpdates } from '../evidence/refused-updates';
import { renameTexts } from '../evidence/rename-texts';
import {
  compareLogging,
  eventsAfter,
  logsAlike,
  newlyRefused,
  otherRefusals,
} from '../logging/compare-logging';
import { loggedEvents } from '../logging/logged-events';
import { libraryVersion } from '../metadata/decode-decisions';
import { lostDenials, otherBoundaries } from '../pipeline/compare-calls';
import { deletedWithRenamed, renameAsHead } from '../pipeline/rename-as-head';
import { type PipelineSide, pipelineSide, reviewPipeline } from '../pipeline/review-pipeline';
import { betweenOf, CHANGE_KINDS, type ChangeEffect, type ReviewChange } from '../review-change';
import { accessChanges } from './access-changes';
import { locateChanges } from './locate-changes';
import {
  compareCost,
  compareCycles,
  compareMessages,
  compareUnread,
  costOf,
  type ReviewedSide,
  type ReviewState,
  stateOf,
} from './review-state';

/** The input of a review. */
export interface ReviewInput {
  readonly head: Estate;
  /** Absent: the state is described, and nothing compared. */
  readonly base?: Estate;
  readonly counts?: Counts;
  /** The actions that principals used: a change that removes a used permission is reported. */
  readonly used?: readonly UsedByPrincipal[];
  /** The library that runs; absent: no rule is taken as changed by another release. */
  readonly library?: RunningLibrary;
}

/** The release of the library that runs, and its rules. */
export interface RunningLibrary {
  readonly version: string;
  readonly builtIn: () => RuleDocument;
  /** The hashes of the code of its Lambda handlers, as the CDK names assets. */
  readonly handlers?: () => ReadonlySet<string>;
}

/** How the whole change is judged. */
export type ReviewVerdict =
  | 'refused'
  | 'weaker'
  | 'unknown'
  | 'changed'
  | 'stronger'
  | 'no-change'
  | 'not-compared';

/** Releases of the library that made the templates. */
export interface Upgrade {
  /** Null: one that did not name itself. */
  readonly from: string | null;
  readonly to: string;
}

/** A review as data; `trailwatch review --format json` writes it. */
export interface ReviewDocument {
  readonly version: 1;
  /** The reviewed path of a folder or file. */
  readonly head: string;
  /** The path that it was compared with; null if there was none. */
  readonly base: string | null;
  readonly verdict: ReviewVerdict;
  /** Null where the templates of both sides name the same releases, or those of the head another than the one that runs. */
  readonly upgrade: Upgrade | null;
  /** The most important first. Empty without a base. */
  readonly changes: readonly ReviewChange[];
  /** Stacks whose templates differ from those of the base, even if no change concerns the difference. */
  readonly changedStacks: readonly string[];
  readonly state: ReviewState;
  /** Facts that are not known before the deployment, or from the input. */
  readonly unknowns: readonly string[];
  /** Problems of what could not be read. */
  readonly problems: readonly string[];
}

/** Reviews stacks: their state, and its differences from the base. The order of resources in templates does not matter. */
export function reviewDocument({ head, base, counts = {}, used = [], library }: ReviewInput): ReviewDocument {
  const pairs = base === undefined ? [] : pairStacks(base, head);
  const renamed = renameTexts(renameAsHead(pairs));
  const { pairs: same, named } = nameAsHead(renamed);
  const before = base === undefined ? undefined : toSide(base, { named: namedAsHead(same), counts });
  const after = toSide(head, {
    ...{ named: head.stacks, counts },
    ...(before && { left: stillThere(before, same) }),
  });
  const upgrade = before === undefined ? null : upgradeOf(before, after, library);
  const released = upgrade && library?.builtIn;
  const changes =
    before === undefined
      ? []
      : locateChanges(
          sorted(
            compareSides(before, after, {
              ...{ pairs: same, written: pairs, evidence: renamed, used, released },
              isShipped: (hash) => library?.handlers?.().has(hash) === true,
              asNamed: (resource) => named.get(resource) ?? resource,
            }),
          ),
          same,
        );
  const sides = before === undefined ? [after] : [before, after];
  return {
    ...{ version: 1, head: head.path, base: base?.path ?? null },
    verdict: before === undefined ? 'not-compared' : verdictOf(changes),
    upgrade,
    changes,
    changedStacks: apart(pairs)
      .filter(isChanged)
      .map(({ base: old, head: fresh }) => (fresh ?? old)?.name ?? ''),
    state: stateOf(after, before),
    unknowns: [
      ...new Set([
        ...sides.flatMap(unknownsOf),
        ...otherRefusals(before?.logged, after.logged),
        ...undecided(before, after),
      ]),
    ],
    problems: [...new Set(sides.flatMap(({ estate }) => estate.problems))],
  };
}

interface Surroundings {
  /** The stacks by their names in the head. */
  readonly named: readonly EstateStack[];
  readonly counts: Counts;
  /** Resources that were parts of the pipeline, and keep their content. */
  readonly left?: readonly EstateResource[];
}

function toSide(estate: Estate, { named, counts, left = [] }: Surroundings): ReviewedSide {
  const { stacks } = estate;
  const [logged, decided] = [loggedEvents(named), decidedEstate(named, rulesIn(estate, named))];
  const read = readPolicies(named);
  const pipeline = pipelineSide(named, read);
  const access = accessCells(named, read, new Set([...partsOf(pipeline), ...left]));
  const writers = writersOf(named, new Resolver(named));
  const cost = costOf(stacks, counts, writers);
  return { estate, logged, decided, access, pipeline, identities: read.policies.identities, writers, cost };
}

function partsOf({ resources }: PipelineSide): readonly EstateResource[] {
  return resources.flatMap(({ place, placed }) => (place === 'part' ? [placed.resource] : []));
}

/** What a part of the base is after the change, whether or not it still is one: files that an archive's former key encrypts need it. */
function stillThere({ pipeline }: ReviewedSide, pairs: readonly StackPair[]): readonly EstateResource[] {
  const parts = new Set(partsOf(pipeline));
  return pairResources(pairs).flatMap(({ base, head }) => (parts.has(base.resource) ? [head.resource] : []));
}

/** The stacks of the base by the names that they have in the head: a plain template has that of its file. */
function namedAsHead(pairs: readonly StackPair[]): readonly EstateStack[] {
  return pairs.flatMap(({ base, head }) =>
    base === undefined ? [] : [{ ...base, name: head?.name ?? base.name }],
  );
}

interface Comparison {
  readonly pairs: readonly StackPair[];
  /** With the logical ids that the base has. */
  readonly written: readonly StackPair[];
  /** With the names that resources of the base have there. */
  readonly evidence: readonly StackPair[];
  /** A resource of these with the name of the head. */
  readonly asNamed: (resource: EstateResource) => EstateResource;
  readonly used: readonly UsedByPrincipal[];
  /** Of an upgrade: the rules of the release that runs. */
  readonly released: RunningLibrary['builtIn'] | null | undefined;
  readonly isShipped: (hash: string) => boolean;
}

function compareSides(
  before: ReviewedSide,
  after: ReviewedSide,
  { pairs, written, evidence, asNamed, used, released, isShipped }: Comparison,
): readonly ReviewChange[] {
  const [base, head] = [before.estate, after.estate];
  const resources = pairResources(pairs);
  const same = [...resources, ...counterparts(base, head, resources)];
  const parts = new Set(
    [
      ...before.pipeline.resources.filter(({ place }) => place !== 'outside'),
      ...after.pipeline.resources.filter(({ place }) => place === 'part'),
    ].map(({ placed }) => placed.resource),
  );
  const related = new Set(
    after.pipeline.resources.flatMap(({ place, placed }) => (place === 'outside' ? [] : [placed.resource])),
  );
  // logs have the names of the base: a role gets another one with its construct or its stack
  const called = used.length === 0 ? [] : readPolicies(namedAsHead(apart(written))).policies.identities;
  const refused = newlyRefused(before.logged, after.logged);
  const logging = compareLogging(before.logged.events, eventsAfter(before.logged, after.logged));
  const access = compareAccess(before.access, after.access);
  const known = new Set(after.access.map(({ who }) => who));
  const pipeline = reviewPipeline(before.pipeline, after.pipeline, {
    known: same,
    isWhole: base.kind === head.kind,
    logging: [...refused, ...logging],
    logsAlike: logsAlike(before.logged, after.logged),
    isForwarding: forwardsForRules(after.decided.routes, head.stacks),
    ...(head.assets && { assets: head.assets }),
    ...{ access, isShipped },
  });
  const detections = isDecided(before)
    ? [
        ...compareDetection(before.decided.routes, after.decided.routes, {
          renamed: ({ file }) =>
            pairs.find(
              ({ head: stack, isRenamed, renames = new Map() }) =>
                stack?.file === file && (isRenamed || renames.size > 0),
            ),
          ...(released && { isReleased: releasedRules(released) }),
        }),
        ...compareWatchers(before.decided.decisions, after.decided.decisions, ({ stack, decisions }) => {
          const known = pairs.find(({ head: { name } = {} }) => name === stack.name)?.base;
          return known !== undefined && decisions.logicalId in known.template.Resources;
        }),
      ]
    : [];
  return [
    ...compareEvidence(apart(evidence), { base, head, isPart: (resource) => parts.has(asNamed(resource)) }),
    ...refusedUpdates(evidence, head.stacks, (resource) => parts.has(asNamed(resource))),
    ...refused,
    ...logging,
    ...accessChanges(before.access, after.access, pipeline, access),
    ...lostDenials(before.identities, after.identities),
    ...otherBoundaries(before.identities, after.identities, (who, how) => {
      const cells = how === 'replaced' ? [] : access[how];
      return cells.some((cell) => cell.who === who) || !(pipeline.isWorker(who) || known.has(who));
    }),
    ...usedChanges(called, after.identities, used),
    ...detections,
    ...pipeline.changes,
    ...deletedWithRenamed(written, (resource) => related.has(resource)),
    ...compareUnread(base, head),
    ...(base.kind === 'assembly' ? compareMessages(base.messages, head.messages, pairs) : []),
    ...compareCycles(before, after, same),
    ...compareCost(before.cost, after.cost),
  ];
}

/** Whether the templates describe what they detect; those of other tools, and of earlier releases, do not. */
function isDecided({ decided, estate }: ReviewedSide): boolean {
  return decided.decisions.length > 0 || !estate.stacks.some(isAuditStack);
}

/** The releases that both sides were made with, where they are different ones, and the head is of the one that runs: it can name any. */
function upgradeOf(before: ReviewedSide, after: ReviewedSide, library?: RunningLibrary): Upgrade | null {
  const [from = '', to = ''] = [before, after].map(({ estate }) =>
    [...new Set(estate.stacks.flatMap(({ template }) => libraryVersion(template) ?? []))].sort().join(', '),
  );
  if (from === to || to !== library?.version || before.decided.decisions.length === 0) return null;
  return { from: from === '' ? null : from, to };
}

function undecided(before: ReviewedSide | undefined, after: ReviewedSide): readonly string[] {
  if (before === undefined || isDecided(before) || after.decided.decisions.length === 0) return [];
  return [
    'the base templates do not list the rules that they evaluate, so detections cannot be compared: they are from an earlier release, or not from trailwatch',
  ];
}

function unknownsOf({ estate, logged, decided }: ReviewedSide): readonly string[] {
  return [...estate.unknowns, ...logged.unknowns, ...decided.unknowns];
}

const EFFECTS = [
  'refused',
  'weaker',
  'unknown',
  'changed',
  'stronger',
] as const satisfies readonly ChangeEffect[];
const ORDER: readonly string[] = Object.keys(CHANGE_KINDS);

/** By effect, the worst first, then by kind and words, so that the order of resources and stacks does not matter; each once. */
function sorted(changes: readonly ReviewChange[]): readonly ReviewChange[] {
  const textOf = ({ subject, message, file = '', logicalId = '' }: ReviewChange): string =>
    `${subject} ${message} ${file} ${logicalId}`;
  const alike = groupBy(changes, (change) => `${change.kind} ${textOf(change)}`);
  const unique = [...alike.values()].flatMap((same): readonly ReviewChange[] => {
    const [first, ...others] = same;
    if (first === undefined || others.length === 0) return same;
    return [{ ...first, ...betweenOf(...new Set(same.map(({ between }) => between).sort())) }];
  });
  return unique.sort(
    (one, other) =>
      EFFECTS.indexOf(one.effect) - EFFECTS.indexOf(other.effect) ||
      ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind) ||
      (textOf(one) < textOf(other) ? -1 : 1),
  );
}

/** What every new resource brings is a change, too; together with others it does not decide. */
function verdictOf(changes: readonly ReviewChange[]): ReviewVerdict {
  const others = changes.filter(({ kind }) => kind !== 'access-added' && !kind.startsWith('cost-'));
  const decisive = others.length > 0 ? others : changes;
  return EFFECTS.find((effect) => decisive.some((change) => change.effect === effect)) ?? 'no-change';
}

function isChanged({ base, head }: StackPair): boolean {
  return canonicalText(base?.template) !== canonicalText(head?.template);
}
