import { isDataOnlyType, isDataOperation } from './data-operation';
import { resourcesOf, type SelectableRecord, textAt } from './record-fields';

/** What kind of event a record tells of. */
export interface RecordCategory {
  /** `Management`, `Data`, `NetworkActivity`, `Insight`, `Aggregated`, or what the record says. */
  readonly category: string;
  /** From what the category was concluded, in words; absent when the record states it. */
  readonly derivedFrom?: string;
}

const CATEGORY_OF_TYPE: ReadonlyMap<string, string> = new Map([
  ['AwsCloudTrailInsight', 'Insight'],
  ['AwsVpceEvent', 'NetworkActivity'],
  ['AwsVpceEvents', 'NetworkActivity'],
  ['AwsAggregatedEvent', 'Aggregated'],
]);

/**
 * The record's category: `eventCategory` (since event version 1.07), else `eventType` and `managementEvent`
 * (since 1.06), else what its operation and resources show.
 */
export function categoryOfRecord(record: SelectableRecord): RecordCategory {
  const stated = textAt(record, 'eventCategory');
  if (stated !== undefined && stated !== '') return { category: stated };
  const eventType = textAt(record, 'eventType');
  const ofType = eventType === undefined ? undefined : CATEGORY_OF_TYPE.get(eventType);
  if (ofType !== undefined) return { category: ofType, derivedFrom: `eventType '${eventType}'` };
  const management = textAt(record, 'managementEvent');
  if (management === 'true') return { category: 'Management', derivedFrom: 'managementEvent true' };
  if (management === 'false') return { category: 'Data', derivedFrom: 'managementEvent false' };
  return categoryOfOperation(record);
}

function categoryOfOperation(record: SelectableRecord): RecordCategory {
  const type = resourcesOf(record).find((resource) => isDataOnlyType(resource.type ?? ''))?.type;
  if (type !== undefined) return { category: 'Data', derivedFrom: `its resource of type '${type}'` };
  const eventName = textAt(record, 'eventName');
  if (isDataOperation(textAt(record, 'eventSource'), eventName)) {
    return {
      category: 'Data',
      derivedFrom: `eventName '${eventName}', which its service logs as a data event`,
    };
  }
  return {
    category: 'Management',
    derivedFrom: 'having neither the operation nor the resources of a data event',
  };
}
