import { type EstateStack, resourcesOf } from '../../estate/estate';
import type { Resolver } from '../../estate/resolver';
import type { Value } from '../../estate/values/value';
import { TRAIL_TYPES } from '../../settings/organization-trail';
import { presentMembers, type Selection } from '../selection';
import { doubt, type SelectionProblem } from '../selection-problem';
import { isResolved, unresolvedText } from '../selector-value';
import { JsonPlace } from './json-place';
import { readBareList, readSelectorLists } from './read-selectors';

/** The selections of a document, and what was wrong in it. */
export interface ParsedSelections {
  /** One a trail. Empty only when nothing could be read. */
  readonly selections: readonly ParsedSelection[];
  readonly problems: readonly SelectionProblem[];
}

/** A selection, and where its properties are in the document. */
export interface ParsedSelection {
  readonly path: string;
  readonly selection: Selection;
}

/**
 * Reads the selection of a document: the output of `aws cloudtrail get-event-selectors` (or the input of `put-event-selectors`), or a
 * bare list of selectors.
 */
export function parseSelections(document: Value | undefined): ParsedSelections {
  const root = JsonPlace.root(document);
  const selections = readDocument(root);
  return { selections, problems: root.problems };
}

function readDocument(root: JsonPlace): readonly ParsedSelection[] {
  if (Array.isArray(root.value)) {
    return [{ path: '', selection: { destination: 'trail', ...presentMembers(readBareList(root)) } }];
  }
  if (['AdvancedEventSelectors', 'EventSelectors'].some((key) => !root.member(key).isAbsent)) {
    return [{ path: '', selection: readDescription(root) }];
  }
  root.refuse(
    'unknown-form',
    'expected one of these: a template with Resources, get-event-selectors output with AdvancedEventSelectors or ' +
      'EventSelectors, a list of selectors',
  );
  return [];
}

function readDescription(root: JsonPlace): Selection {
  const name = root.member('TrailARN').text() ?? root.member('TrailName').text();
  const region = typeof name === 'string' ? /^arn:[^:]*:cloudtrail:([^:]+):/.exec(name)?.[1] : undefined;
  return {
    destination: 'trail',
    ...presentMembers({
      name: name !== undefined && isResolved(name) ? name : undefined,
      homeRegion: region,
    }),
    ...presentMembers(readSelectorLists(root)),
  };
}

/** The selections of a stack's trails, but of those that are surely not created. What only the deployment knows stays unresolved. */
export function selectionsOfStack(stack: EstateStack, resolver: Resolver): ParsedSelections {
  const trails = resourcesOf([stack]).filter(({ resource }) => TRAIL_TYPES.includes(resource.Type));
  const read = trails.map(({ logicalId, resource }): ParsedSelections => {
    const exists = resolver.exists(resource.Condition, stack);
    if (exists === false) return { selections: [], problems: [] };
    const trail = parseTrail(logicalId, resolver.value(resource.Properties, stack), stack);
    const words = exists ? '' : resolver.words(String(resource.Condition), stack);
    const open = exists ? [] : [doubt('condition-open', `Resources.${logicalId}`, openCondition(words))];
    return { ...trail, problems: [...open, ...trail.problems] };
  });
  return {
    selections: read.flatMap(({ selections }) => selections),
    problems: read.flatMap(({ problems }) => problems),
  };
}

function openCondition(words: string): string {
  return `whether the trail is created is known only at deployment (${words}); it is assumed to be created`;
}

/** The selection of a trail by the properties of its resource. */
export function parseTrail(
  logicalId: string,
  properties: Value | undefined,
  of: Partial<Pick<EstateStack, 'account' | 'region'>> = {},
): ParsedSelections {
  const place = JsonPlace.root(properties, `Resources.${logicalId}.Properties`);
  const selection = readTrail(logicalId, place, of);
  return { selections: [{ path: place.path, selection }], problems: place.problems };
}

function readTrail(
  logicalId: string,
  properties: JsonPlace,
  { account, region }: Partial<Pick<EstateStack, 'account' | 'region'>>,
): Selection {
  const name = properties.member('TrailName').text();
  return {
    destination: 'trail',
    name: name !== undefined && isResolved(name) ? name : logicalId,
    homeRegion: region ?? unresolvedText('AWS::Region'),
    multiRegion: properties.member('IsMultiRegionTrail').flag() ?? false,
    ...presentMembers({
      account,
      organization: properties.member('IsOrganizationTrail').flag(),
      includeGlobalServiceEvents: properties.member('IncludeGlobalServiceEvents').flag(),
      isLogging: properties.member('IsLogging').flag(),
      recursiveLogging: properties.member('RecursiveLogging').flag(),
    }),
    ...presentMembers(readSelectorLists(properties)),
  };
}
