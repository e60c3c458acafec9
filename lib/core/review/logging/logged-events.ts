import { type EstateStack, type PlacedResource, resourceName, resourcesOf } from '../../estate/estate';
import { Resolver } from '../../estate/resolver';
import { JsonPlace } from '../../selector/parse/json-place';
import { readSelectorLists, type SelectorLists } from '../../selector/parse/read-selectors';
import {
  type AdvancedSelector,
  type BasicSelector,
  type FieldSelector,
  type InsightsSelector,
  presentMembers,
} from '../../selector/selection';
import { renderSelectionProblem } from '../../selector/selection-problem';
import { type Flag, renderValue, type SelectorValue } from '../../selector/selector-value';
import { verifySelection } from '../../selector/verify/verify-selection';
import { ORGANIZATION_TRAIL_TYPE } from '../../settings/organization-trail';

export const TRAIL_TYPE = 'AWS::CloudTrail::Trail';
export const EVENT_DATA_STORE_TYPE = 'AWS::CloudTrail::EventDataStore';

/** Events that a trail, or an event data store, logs: all of a kind that satisfy the conditions. */
export interface LoggedEvents {
  /** `every`: all accounts of the organization. `undefined`: known to the deployment only. */
  readonly account: string | undefined;
  /** `every`: all Regions of the partition. `undefined`: known to the deployment only. */
  readonly region: string | undefined;
  /** Such as `management events` and `data events of AWS::S3::Object`. */
  readonly kind: string;
  /** Insights and aggregated events are neither. */
  readonly access: 'read' | 'write' | undefined;
  /** Further conditions on events; empty if there are none. */
  readonly fields: readonly FieldSelector[];
  /** No: only the deployment knows whether they are logged. */
  readonly isCertain: boolean;
  readonly by: PlacedResource;
}

export const EVERY = 'every';

/** The events that the trails and event data stores of stacks log, and the selectors that cannot be read or be deployed. */
export interface LoggedEstate {
  readonly events: readonly LoggedEvents[];
  readonly unknowns: readonly string[];
  readonly refused: readonly RefusedSelection[];
}

/** A trail or event data store whose selectors CloudTrail refuses. */
interface RefusedSelection {
  readonly placed: PlacedResource;
  /** The place in its properties, and what is wrong there. */
  readonly why: string;
}

/** A kind of events that one selector logs. */
type SelectedEvents = Pick<LoggedEvents, 'kind' | 'access' | 'fields'>;

/** The events that the stacks log, as their trails and event data stores are configured. */
export function loggedEvents(stacks: readonly EstateStack[]): LoggedEstate {
  const events: LoggedEvents[] = [];
  const unknowns: string[] = [];
  const refused: RefusedSelection[] = [];
  const resolver = new Resolver(stacks);
  for (const type of [TRAIL_TYPE, ORGANIZATION_TRAIL_TYPE, EVENT_DATA_STORE_TYPE]) {
    for (const placed of resourcesOf(stacks, type)) {
      const root = JsonPlace.root(resolver.value(placed.resource.Properties ?? {}, placed.stack));
      const lists = readSelectorLists(root);
      events.push(...eventsOf(placed, root, lists));
      unknowns.push(
        ...root.problems.map(({ path, message }) => `${resourceName(placed)}: ${path}: ${message}`),
      );
      refused.push(...refusalsOf(lists, type).map((why) => ({ placed, why })));
    }
  }
  return { events, unknowns, refused };
}

function refusalsOf(lists: SelectorLists, type: string): readonly string[] {
  const destination = type === EVENT_DATA_STORE_TYPE ? 'eventDataStore' : 'trail';
  return verifySelection({ destination, ...presentMembers(lists) })
    .filter(({ severity }) => severity === 'error')
    .map(renderSelectionProblem);
}

function eventsOf(placed: PlacedResource, root: JsonPlace, lists: SelectorLists): readonly LoggedEvents[] {
  const { stack, resource } = placed;
  const isStore = resource.Type === EVENT_DATA_STORE_TYPE;
  const isLogging = root.member(isStore ? 'IngestionEnabled' : 'IsLogging').flag() ?? true;
  const ofOrganization =
    resource.Type === ORGANIZATION_TRAIL_TYPE ||
    (root.member(isStore ? 'OrganizationEnabled' : 'IsOrganizationTrail').flag() ?? false);
  const ofEveryRegion = root.member(isStore ? 'MultiRegionEnabled' : 'IsMultiRegionTrail').flag() ?? isStore;
  if (isLogging === false) return [];
  const isCertain =
    resource.Condition === undefined && [isLogging, ofOrganization, ofEveryRegion].every(isKnown);
  return selectedEvents(lists).map((selected) => ({
    ...selected,
    account: ofOrganization === false ? stack.account : EVERY,
    region: ofEveryRegion === false ? stack.region : EVERY,
    isCertain: isCertain && selected.fields.every(({ field }) => isKnown(field)),
    by: placed,
  }));
}

function isKnown(value: Flag | SelectorValue): boolean {
  return typeof value !== 'object';
}

function selectedEvents({
  advanced,
  basic,
  insights = [],
  aggregations = [],
}: SelectorLists): readonly SelectedEvents[] {
  const selected =
    advanced === undefined && basic === undefined
      ? bothAccesses('management events', [])
      : [...(advanced ?? []).flatMap(ofAdvanced), ...(basic ?? []).flatMap(ofBasic)];
  const aggregated = aggregations.flatMap(({ templates }) => templates.map(renderValue));
  return [
    ...selected,
    ...insights.flatMap(ofInsights),
    ...aggregated.map((template) => withoutAccess(`aggregated data events ${template}`)),
  ];
}

function bothAccesses(kind: string, fields: readonly FieldSelector[]): readonly SelectedEvents[] {
  return (['read', 'write'] as const).map((access) => ({ kind, access, fields }));
}

function withoutAccess(kind: string): SelectedEvents {
  return { kind, access: undefined, fields: [] };
}

/** Fields that are part of the kind and the access, and are not conditions any more. */
const NAMED_FIELDS: ReadonlySet<string> = new Set(['eventCategory', 'resources.type', 'readOnly']);

function ofAdvanced({ fieldSelectors }: AdvancedSelector): readonly SelectedEvents[] {
  const equals = (name: string): readonly string[] =>
    fieldSelectors
      .filter(({ field }) => field === name)
      .flatMap((each) => (each.equals ?? []).map(renderValue));
  const isNetwork = equals('eventCategory').includes('NetworkActivity');
  const fields = fieldSelectors.filter(
    ({ field }) => !NAMED_FIELDS.has(renderValue(field)) && !(isNetwork && field === 'eventSource'),
  );
  const accesses = accessesOf(fieldSelectors);
  return kindsOf(equals).flatMap((kind) => accesses.map((access) => ({ kind, access, fields })));
}

function kindsOf(equals: (field: string) => readonly string[]): readonly string[] {
  return equals('eventCategory').flatMap((category) => {
    if (category === 'Management') return ['management events'];
    if (category === 'NetworkActivity')
      return equals('eventSource').map((source) => `network activity events of ${source}`);
    if (category !== 'Data') return [`events of the category ${category}`];
    const types = equals('resources.type');
    return types.length === 0 ? ['data events'] : types.map((type) => `data events of ${type}`);
  });
}

function accessesOf(fieldSelectors: readonly FieldSelector[]): readonly ('read' | 'write')[] {
  const uses = fieldSelectors.filter(({ field }) => field === 'readOnly');
  return (['read', 'write'] as const).filter((access) => {
    const value = String(access === 'read');
    return uses.every(
      ({ equals, notEquals }) =>
        (equals === undefined || equals.some((each) => typeof each === 'object' || each === value)) &&
        !(notEquals ?? []).includes(value),
    );
  });
}

function ofBasic(selector: BasicSelector): readonly SelectedEvents[] {
  const { readWriteType = 'All', includeManagementEvents = true, dataResources = [] } = selector;
  const accesses = (['read', 'write'] as const).filter(
    (access) => readWriteType !== (access === 'read' ? 'WriteOnly' : 'ReadOnly'),
  );
  const excluded = selector.excludeManagementEventSources ?? [];
  const management: readonly Omit<SelectedEvents, 'access'>[] =
    includeManagementEvents === false
      ? []
      : [
          {
            kind: 'management events',
            fields: excluded.length === 0 ? [] : [{ field: 'eventSource', notEquals: excluded }],
          },
        ];
  const data = dataResources.map(({ type, values }) => ({
    kind: `data events of ${renderValue(type)}`,
    fields: values.some(isEveryResource) ? [] : [{ field: 'resources.ARN', startsWith: values }],
  }));
  return [...management, ...data].flatMap((each) => accesses.map((access) => ({ ...each, access })));
}

/** `arn:aws:s3` and `arn:aws:lambda` are every bucket, or function, of the account. */
function isEveryResource(value: SelectorValue): boolean {
  return /^arn:[^:]+:[a-z0-9-]+(:::)?$/.test(renderValue(value));
}

function ofInsights({
  insightType,
  eventCategories = ['Management'],
}: InsightsSelector): readonly SelectedEvents[] {
  return eventCategories.map((category) =>
    withoutAccess(
      `Insights events ${renderValue(insightType)} of ${renderValue(category).toLowerCase()} events`,
    ),
  );
}
