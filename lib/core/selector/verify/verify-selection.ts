import type { NameJudge } from '../../calls/judge-name';
import type { BasicSelector, DataResource, Selection } from '../selection';
import { doubt, refusal, type SelectionProblem } from '../selection-problem';
import {
  BASIC_RESOURCE_TYPES,
  basicResourceType,
  isAllOfType,
  isResolved,
  type SelectorValue,
} from '../selector-value';
import { verifyAdvanced } from './verify-advanced';
import { verifyAggregations, verifyInsights } from './verify-insights';

/**
 * Everything for which the API would refuse the selection, and what is allowed but hardly intended. Values that
 * only the deployment knows are taken as correct.
 *
 * @param path where the selection's properties are, such as `Resources.Trail.Properties`
 * @param judge judges names; without it, none are judged
 */
export function verifySelection(
  selection: Selection,
  path = '',
  judge?: NameJudge,
): readonly SelectionProblem[] {
  const { destination, advanced, basic, insights, aggregations } = selection;
  const at = (property: string): string => (path === '' ? property : `${path}.${property}`);
  return [
    ...(advanced === undefined
      ? []
      : verifyAdvanced(destination, advanced, { path: at('AdvancedEventSelectors'), judge })),
    ...(basic === undefined ? [] : verifyBasic(basic, at('EventSelectors'))),
    ...verifyMixture(selection, at),
    ...(insights === undefined ? [] : verifyInsights(selection, at('InsightSelectors'))),
    ...(aggregations === undefined ? [] : verifyAggregations(selection, at('AggregationConfigurations'))),
  ];
}

function verifyMixture(selection: Selection, at: (property: string) => string): readonly SelectionProblem[] {
  const { destination, advanced, basic, aggregations, multiRegion, includeGlobalServiceEvents } = selection;
  const problems: SelectionProblem[] = [];
  if (advanced !== undefined && basic !== undefined) {
    const message = 'a trail has either EventSelectors or AdvancedEventSelectors; remove one of the two';
    problems.push(refusal('basic-and-advanced', at('EventSelectors'), message));
  }
  if (basic !== undefined && destination === 'eventDataStore') {
    const message = 'event data stores have advanced selectors only; use AdvancedEventSelectors';
    problems.push(refusal('basic-in-event-data-store', at('EventSelectors'), message));
  }
  if (aggregations !== undefined && destination === 'eventDataStore') {
    const message = 'only trails aggregate events; remove the configuration';
    problems.push(refusal('trails-only', at('AggregationConfigurations'), message));
  }
  if (multiRegion === true && includeGlobalServiceEvents === false) {
    const message = 'a multi-Region trail must include global service events; set it to true';
    problems.push(refusal('global-events-required', at('IncludeGlobalServiceEvents'), message));
  }
  return problems;
}

/** What the API would refuse in basic event selectors, and what is allowed but hardly meant. */

type Problems = readonly SelectionProblem[];

/** Basic selectors of a trail. @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html */
const MAX_BASIC_SELECTORS = 5;

/** Data resources over all basic selectors of a trail; those that mean all of a type do not count. */
const MAX_DATA_RESOURCES = 250;

const READ_WRITE_TYPES: readonly string[] = ['All', 'ReadOnly', 'WriteOnly'];

const EXCLUDABLE_SOURCES: readonly string[] = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];

/** All problems of the selectors, in the order of the document. */
function verifyBasic(selectors: readonly BasicSelector[], path: string): Problems {
  return [
    ...verifyCounts(selectors, path),
    ...selectors.flatMap((selector, index) =>
      SELECTOR_CHECKS.flatMap((check) => check(selector, `${path}[${index}]`)),
    ),
  ];
}

function verifyCounts(selectors: readonly BasicSelector[], path: string): Problems {
  if (selectors.length === 0) {
    const message = 'the list is empty and selects nothing; give a selector, or leave it out';
    return [refusal('no-selectors', path, message)];
  }
  const resources = selectors
    .flatMap(({ dataResources = [] }) => dataResources.flatMap(({ values }) => values))
    .filter((value) => !isAllOfType(value)).length;
  const problems: SelectionProblem[] = [];
  if (selectors.length > MAX_BASIC_SELECTORS) {
    const message = `there are ${selectors.length} selectors; a trail allows at most ${MAX_BASIC_SELECTORS}: merge them, or use advanced selectors`;
    problems.push(refusal('too-many-selectors', path, message));
  }
  if (resources > MAX_DATA_RESOURCES) {
    const message = `all selectors together have ${resources} data resources; a trail allows at most ${MAX_DATA_RESOURCES}: use prefixes, arn:aws:s3 for all, or advanced selectors`;
    problems.push(refusal('too-many-data-resources', path, message));
  }
  return problems;
}

const SELECTOR_CHECKS: readonly ((selector: BasicSelector, path: string) => Problems)[] = [
  function verifyReadWriteType({ readWriteType }, path) {
    if (
      readWriteType === undefined ||
      !isResolved(readWriteType) ||
      READ_WRITE_TYPES.includes(readWriteType)
    ) {
      return [];
    }
    const message = `'${readWriteType}' is not one of ${READ_WRITE_TYPES.join(', ')}`;
    return [refusal('not-a-read-write-type', `${path}.ReadWriteType`, message)];
  },
  function verifyExclusions({ excludeManagementEventSources = [] }, path) {
    return excludeManagementEventSources.flatMap((source, index) => {
      if (!isResolved(source) || EXCLUDABLE_SOURCES.includes(source)) return [];
      const message = `'${source}' cannot be left out; only ${EXCLUDABLE_SOURCES.join(' and ')} can`;
      return [refusal('source-not-excludable', `${path}.ExcludeManagementEventSources[${index}]`, message)];
    });
  },
  function doubtExclusions({ excludeManagementEventSources = [], includeManagementEvents }, path) {
    if (excludeManagementEventSources.length === 0 || includeManagementEvents !== false) return [];
    const message =
      'it has no effect while IncludeManagementEvents is false; remove it, or include the events';
    return [doubt('exclusion-without-effect', `${path}.ExcludeManagementEventSources`, message)];
  },
  function doubtEmptySelector({ includeManagementEvents, dataResources = [] }, path) {
    if (includeManagementEvents !== false || dataResources.length > 0) return [];
    const message =
      'it logs nothing: IncludeManagementEvents is false and there are no DataResources; remove it';
    return [doubt('logs-nothing', path, message)];
  },
  function verifyDataResources({ dataResources = [] }, path) {
    return dataResources.flatMap((resource, index) =>
      verifyDataResource(resource, `${path}.DataResources[${index}]`),
    );
  },
];

function verifyDataResource({ type, values }: DataResource, path: string): Problems {
  if (!isResolved(type)) return [];
  if (basicResourceType(type) === undefined) {
    const known = BASIC_RESOURCE_TYPES.map((each) => each.type).join(', ');
    const message = `'${type}' is not one of ${known}; other types need advanced selectors`;
    return [refusal('type-needs-advanced-selectors', `${path}.Type`, message)];
  }
  if (values.length === 0) {
    return [refusal('no-values', `${path}.Values`, 'the list is empty; name resources, or remove the type')];
  }
  return values.flatMap((value, index) => verifyResourceValue(type, value, `${path}.Values[${index}]`));
}

function verifyResourceValue(type: string, value: SelectorValue, path: string): Problems {
  const facts = basicResourceType(type);
  if (facts === undefined || !isResolved(value)) return [];
  if (facts.all.test(value) || facts.pattern.test(value)) return [];
  const message = `'${value}' is not ${facts.shape}, nor ${facts.allExample} for all; '*' is not a wildcard`;
  return [refusal('not-an-arn', path, message)];
}
