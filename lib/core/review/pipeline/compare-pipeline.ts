import { type PlacedResource, resourceName } from '../../estate/estate';
import { OpenText, Unknown, type Value } from '../../estate/values/value';
import { inWords } from '../../inventory/judges/words';
import type { Area, Deciding, Verdict } from '../../inventory/model';
import { valueAt } from '../../inventory/property-path';
import { isJsonObject } from '../../json/json-value';
import { METADATA_KEY } from '../metadata/decisions';
import { betweenOf, type ChangeKind, changeOf, type ReviewChange } from '../review-change';
import { followsTarget, type Judging, judgeResource, type PropertyChange } from './judge-resource';
import type { PairedPipeline, PipelinePair } from './pair-pipeline';
import type { PipelineResource } from './pipeline-graph';
import { newStrangers } from './strangers';

/** The kind of a change for each verdict, by the purpose of the property. */
const KINDS: Readonly<Record<Area, readonly [weaker: ChangeKind, stronger: ChangeKind]>> = {
  pipeline: ['pipeline-interrupted', 'pipeline-extended'],
  integrity: ['integrity-weakened', 'integrity-strengthened'],
  retention: ['retention-shortened', 'retention-extended'],
  encryption: ['encryption-weakened', 'encryption-strengthened'],
  delivery: ['delivery-weakened', 'delivery-strengthened'],
  access: ['access-widened', 'access-narrowed'],
  logging: ['logging-reduced', 'logging-added'],
};

/** Further input of a comparison. */
export interface ComparedWith extends Pick<Judging, 'isAsset'> {
  /** Whether two trails or event data stores log the same events, however their selectors are written. */
  readonly logsAlike: (before: PlacedResource, after: PlacedResource) => boolean;
  /** Whether a resource forwards just what rules need, which are compared elsewhere. */
  readonly isForwarding: (placed: PlacedResource) => boolean;
  /** What is said elsewhere of the events that are logged, or no longer are. */
  readonly logging: readonly ReviewChange[];
}

/** Properties of trails and event data stores that decide which events all of them log together. */
const SELECTIONS: ReadonlySet<string> = new Set([
  ...['IsLogging', 'IsMultiRegionTrail', 'IsOrganizationTrail', 'EventSelectors', 'AdvancedEventSelectors'],
  ...['IngestionEnabled', 'MultiRegionEnabled', 'OrganizationEnabled'],
  ...['InsightSelectors', 'AggregationConfigurations'],
]);

/** Properties that decide which events a rule of a bus forwards. */
const FORWARDED: ReadonlySet<string> = new Set(['EventPattern', 'State']);

/** Everything in the pipeline of evidence and alerts that is different, resource by resource and property by property. */
export function comparePipeline(
  { pairs: all, same }: PairedPipeline,
  { isAsset, isForwarding, logging, logsAlike }: ComparedWith,
): readonly ReviewChange[] {
  const pairs = all.filter(({ before, after }) => isConcerned(before) || isConcerned(after));
  const compared = pairs.flatMap((pair): readonly Compared[] => {
    const { before, after } = pair;
    if (isMissing(before) || isMissing(after)) return [];
    const sides = { before: before.properties, after: after.properties };
    if (same(sides.before, sides.after)) return [{ before, after, changes: [] }];
    const { entry } = after;
    const judged = entry && judgeResource(entry, sides, { same, isAsset });
    // what a policy permits is compared only where the templates have what it is for
    const changes = after.reach !== undefined && judged?.length === 0 ? undefined : judged;
    // what is said of one trail says nothing of another
    const isSaid = logging.some((each) => isOf(each, pair)) || logsAlike(before.placed, after.placed);
    const isNamed = ({ path, deciding }: PropertyChange): boolean =>
      deciding?.area === 'logging' && SELECTIONS.has(path) && isSaid;
    const isElsewhere = (each: PropertyChange): boolean =>
      isNamed(each) ||
      (FORWARDED.has(each.path) && isForwarding(after.placed)) ||
      followsTarget(before.placed, after.placed, each.path);
    return [{ before, after, changes: changes?.filter((each) => !isElsewhere(each)) }];
  });
  return [
    ...pairs.flatMap((pair) => {
      const [one, isPair] = [
        pair.before ?? pair.after,
        pair.before !== undefined && pair.after !== undefined,
      ];
      return one !== undefined && !isPair && isForwarding(one.placed) ? [] : compareExistence(pair, pairs);
    }),
    ...compared.flatMap(propertyChanges),
    ...pairs.flatMap((pair) => strangerChanges(pair, compared, same)),
    ...changedCode(compared),
  ];
}

function isOf({ file, logicalId }: ReviewChange, { before, after }: PipelinePair): boolean {
  return [before, after].some(
    (each) => each?.placed.logicalId === logicalId && each?.placed.stack.file === file,
  );
}

function isConcerned(resource: PipelineResource | undefined): boolean {
  return resource !== undefined && resource.place !== 'outside';
}

/** A resource of both sides; `changes` is absent where no entry judges its properties. */
interface Compared {
  readonly before: PipelineResource;
  readonly after: PipelineResource;
  readonly changes: readonly PropertyChange[] | undefined;
}

function isMissing(resource: PipelineResource | undefined): resource is undefined {
  return resource === undefined || resource.exists === false;
}

function compareExistence(
  { before, after }: PipelinePair,
  pairs: readonly PipelinePair[],
): readonly ReviewChange[] {
  if (isMissing(after)) return isMissing(before) ? [] : goneChange(before, pairs);
  if (isMissing(before)) return addedChange(after, pairs);
  if (after.exists !== undefined || before.under === after.under) return [];
  const was = before.under === undefined ? '' : `, and no longer ${before.under}`;
  const words = `the condition ${String(after.placed.resource.Condition)} determines whether it is created: ${after.under}${was}`;
  return [changeOf('pipeline-unknown', after, words)];
}

/** Removed evidence is compared by CloudFormation's action on it. */
function goneChange(before: PipelineResource, pairs: readonly PipelinePair[]): readonly ReviewChange[] {
  const { entry } = before;
  if (entry === undefined)
    return [
      changeOf(
        'pipeline-unknown',
        before,
        `it was removed; it ${before.reach === undefined ? 'referred to the pipeline' : `acted on ${before.reach}`}`,
      ),
    ];
  if (entry.holds !== undefined) return [];
  const reader = readersOf(before);
  if (reader !== undefined)
    return [
      changeOf('access-narrowed', before, `it was removed: ${reader} can no longer read log files with it`),
    ];
  if (before.reach !== undefined && entry.gone === 'same') {
    const who = valueAt(before.properties, 'Principal') ?? valueAt(before.properties, 'Statement.Principal');
    const words = `it was removed: ${before.reach} no longer arrives from ${inWords(who)}`;
    return [changeOf('pipeline-narrowed', before, words)];
  }
  const elsewhere = fromElsewhere(before, pairs);
  // what a policy permits is compared as access, and what it brings from elsewhere here
  const isSource = entry.gone === 'same' && elsewhere !== undefined;
  const kind = kindOf(isSource ? 'weaker' : entry.gone, 'pipeline');
  const words = elsewhere ?? filled(entry.goneWords, before.properties);
  return kind === undefined ? [] : [changeOf(kind, before, `it was removed: ${words}`)];
}

/** The class of the construct that a resource belongs to, as it wrote it. */
function constructOf({ placed }: PipelineResource): unknown {
  const { Metadata } = placed.resource;
  const decisions = isJsonObject(Metadata) ? Metadata[METADATA_KEY] : undefined;
  return isJsonObject(decisions) ? decisions.Construct : undefined;
}

/** Of what brings events from sources that are in none of the templates, and that nothing else of its type brings: that they no longer arrive. */
function fromElsewhere(
  { outer, placed }: PipelineResource,
  pairs: readonly PipelinePair[],
): string | undefined {
  const others = pairs.flatMap(({ after }) =>
    after?.placed.resource.Type === placed.resource.Type && !isMissing(after) ? after.outer : [],
  );
  const lost = outer.filter((value) => !others.includes(value));
  if (lost.length === 0) return undefined;
  return `what comes from ${lost.map((value) => inWords(value)).join(', ')}, which is not in the templates, no longer arrives`;
}

/** Who took a role that only reads log files for others, as its construct wrote it. */
export function readersOf({ placed }: PipelineResource): string | undefined {
  const { Type, Metadata } = placed.resource;
  const readers =
    isJsonObject(Metadata) && isJsonObject(Metadata[METADATA_KEY]) && Metadata[METADATA_KEY].Readers;
  return Type === 'AWS::IAM::Role' && isJsonObject(readers) ? Object.keys(readers).join(', ') : undefined;
}

/** A resource that works for an existing one is judged; one that works for a new one is a part of it. */
function addedChange(after: PipelineResource, pairs: readonly PipelinePair[]): readonly ReviewChange[] {
  const { entry, place } = after;
  if (entry === undefined || after.reach !== undefined) {
    const words = `it is new and ${relationOf(after)}; its effect is not known`;
    return [changeOf('pipeline-unknown', after, words)];
  }
  if (entry.holds !== undefined || place !== 'part') return [];
  if (entry.added !== undefined && joins(after, pairs) && !leadsToOwn(after, pairs)) {
    const kind = kindOf(entry.added.verdict, 'pipeline');
    const words = filled(entry.added.words, after.properties, pairs);
    return kind === undefined ? [] : [changeOf(kind, after, `it is new: ${words}`)];
  }
  const works = entry.roles.some((role) => WORKS.has(role));
  return works ? [changeOf('pipeline-extended', after, 'it is new')] : [];
}

/** Principals that receive evidence or alerts now have them, regardless of the policies of the templates. */
function strangerChanges(
  { before, after }: PipelinePair,
  compared: readonly Compared[],
  same: PairedPipeline['same'],
): readonly ReviewChange[] {
  if (isMissing(after)) return [];
  const isNew = isMissing(before);
  const told = compared.find((each) => each.after === after)?.changes ?? [];
  const isTold = (words: string): boolean =>
    told.some((each) => /^(weaker|unknown)$/.test(each.verdict) && each.words.includes(words));
  return newStrangers(isNew ? [] : before.strangers, after.strangers, same)
    .filter((words) => !isTold(words))
    .map((words) =>
      changeOf(
        'pipeline-unknown',
        after,
        `${isNew ? 'it is new: ' : ''}${words}, which is not in the templates, receives what it sends`,
      ),
    );
}

const WORKS: ReadonlySet<string> = new Set(['collects', 'searches', 'watches', 'tells', 'responds']);

function relationOf({ reach }: PipelineResource): string {
  return reach === undefined ? 'refers to the pipeline' : `acts on ${reach}`;
}

/** Whether a new resource names one that was there before. */
function joins({ named }: PipelineResource, pairs: readonly PipelinePair[]): boolean {
  return pairs.some(
    ({ before, after }) =>
      before !== undefined && after !== undefined && named.includes(after.placed.resource),
  );
}

/** Whether a new subscription has a function of trailwatch get messages on trailwatch's own work alone, such as a processor its test alerts. */
function leadsToOwn(
  { placed, properties, named }: PipelineResource,
  pairs: readonly PipelinePair[],
): boolean {
  if (placed.resource.Type !== 'AWS::SNS::Subscription') return false;
  const rules = valueAt(properties, 'FilterPolicy.rule');
  const isOwnWork = (rule: Value): boolean => typeof rule === 'string' && rule.startsWith('trailwatch-');
  if (!Array.isArray(rules) || rules.length === 0 || !rules.every(isOwnWork)) return false;
  return pairs.some(
    ({ after }) =>
      after?.isOwn === true &&
      after.placed.resource.Type === 'AWS::Lambda::Function' &&
      named.includes(after.placed.resource),
  );
}

/** Words with the values of properties, or the resources of the head that they refer to, in place of their names in braces. */
function filled(words: string, properties: Value | undefined, pairs: readonly PipelinePair[] = []): string {
  return words.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = valueAt(properties, name);
    return value === undefined ? 'what it names' : (resourceInWords(value, pairs) ?? inWords(value));
  });
}

/** A name that only the deployment generates, or an ARN that ends in one, shows nothing of the resource. */
function resourceInWords(value: Value, pairs: readonly PipelinePair[]): string | undefined {
  const last = value instanceof OpenText ? value.parts.at(-1) : value;
  if (!(last instanceof Unknown) || last.of === undefined) return undefined;
  const { stack, logicalId } = last.of;
  const found = pairs.find(
    ({ after }) => after?.placed.logicalId === logicalId && after.placed.stack.name === stack,
  )?.after;
  return found && `${found.entry?.noun ?? found.placed.resource.Type} ${resourceName(found.placed)}`;
}

function propertyChanges({ after, changes }: Compared): readonly ReviewChange[] {
  if (changes === undefined) {
    const words = `it ${relationOf(after)}, and the effect of its properties is not known`;
    return [changeOf('pipeline-unknown', after, words)];
  }
  return changes.filter((each) => !isCode(each)).map((each) => propertyChange(each, after));
}

function propertyChange(
  { path, verdict, words, values, deciding }: PropertyChange,
  after: PipelineResource,
): ReviewChange {
  const byDefault = verdict === 'unknown' ? 'setting-unknown' : 'pipeline-changed';
  const kind = deciding === undefined ? byDefault : (kindOf(verdict, deciding.area) ?? byDefault);
  const holdsLogs = constructOf(after) === 'LogArchive';
  const consequence =
    verdict === 'weaker' ? deciding?.weaker?.replace(/^objects/, holdsLogs ? 'log files' : '$&') : undefined;
  const name = nameOf(path, deciding);
  return {
    ...changeOf(kind, after, consequence === undefined ? words : `${words}: ${consequence}`),
    ...(consequence !== undefined && { consequence }),
    subject: `${name} of ${resourceName(after.placed)}`,
    ...betweenOf(values),
  };
}

/** A path with a name in it, such as that of a variable, shows which one it is. */
function nameOf(path: string, deciding: Deciding | undefined): string {
  if (deciding === undefined) return path;
  const [, name] = /^Environment\.Variables\.(.+)$/.exec(path) ?? [];
  return name === undefined ? deciding.says : `${deciding.says} ${name}`;
}

function kindOf(verdict: Verdict, area: Area): ChangeKind | undefined {
  switch (verdict) {
    case 'weaker':
      return KINDS[area][0];
    case 'stronger':
      return KINDS[area][1];
    case 'unknown':
      return area === 'pipeline' ? 'pipeline-unknown' : 'setting-unknown';
    case 'changed':
      return area === 'pipeline' ? 'pipeline-changed' : 'setting-changed';
    case 'same':
      return undefined;
  }
}

function isCode({ verdict, deciding }: PropertyChange): boolean {
  return verdict === 'changed' && deciding?.isCode === true;
}

/** A release changes the code of every function: one change for each stack. */
function changedCode(compared: readonly Compared[]): readonly ReviewChange[] {
  const byStack = new Map<PipelineResource['placed']['stack'], [PipelineResource, ...PipelineResource[]]>();
  for (const { after, changes = [] } of compared) {
    if (!changes.some(isCode)) continue;
    const others = byStack.get(after.placed.stack);
    if (others === undefined) byStack.set(after.placed.stack, [after]);
    else others.push(after);
  }
  return [...byStack].map(([stack, resources]) => {
    const count = resources.length === 1 ? 'one resource has' : `${resources.length} resources have`;
    const message = `${count} other code, which the CDK publishes as an asset`;
    return { ...changeOf('pipeline-changed', resources[0], message), subject: `code in ${stack.name}` };
  });
}
