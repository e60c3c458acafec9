import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  type AdvancedSelector,
  type FieldSelector,
  type InsightsSelector,
  presentMembers,
  type Selection,
} from '../../core/selector/selection';
import { type BasicEventSelector, toBasicSelector } from './basic-event-selector';
import type { DataEventType } from './data-event-type';
import { EventField, type FieldMatch, narrowSelector } from './event-field';
import type { Insights } from './insights';
import { type SelectionExplanation, toSelectionExplanation } from './selection-explanation';
import { nameSelectors } from './to-selector-value';

/**
 * The aggregation of data events over five minutes, in separate records.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/aggregating-data-events.html
 * @stability stable
 */
export enum AggregationTemplate {
  /** By what was called. */
  API_ACTIVITY = 'API_ACTIVITY',
  /** By what it was done to. */
  RESOURCE_ACCESS = 'RESOURCE_ACCESS',
  /** By who called. */
  USER_ACTIONS = 'USER_ACTIONS',
}

/**
 * The events that a trail logs. Selections are immutable: each method returns a new one, so a selection can be shared.
 *
 * A condition applies to all events that are selected so far. Narrow a selection first, and then combine it:
 *
 * `EventSelection.managementEvents().withoutKms().plus(EventSelection.dataEvents(DataEventType.S3_OBJECT).writeOnly())`
 *
 * A selection that CloudTrail would reject is an error in the trail that uses it, with every problem, its location and its
 * solution.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
 * @stability stable
 */
export class EventSelection {
  /** Management events: operations on resources and on the account itself, and sign-ins. */
  public static managementEvents(): EventSelection {
    return ofCategory('Management');
  }

  /** Data events: operations on or within resources of these types. */
  public static dataEvents(...types: DataEventType[]): EventSelection {
    if (types.length === 0) throw new Error('dataEvents needs at least one type of resources');
    return types
      .map(({ resourceType }) => ofCategory('Data', { field: 'resources.type', equals: [resourceType] }))
      .reduce((all, each) => all.plus(each));
  }

  /**
   * Network activity events: calls through VPC endpoints to these services, such as `s3.amazonaws.com`, whether or not the
   * endpoint allows them.
   */
  public static networkActivity(...eventSources: string[]): EventSelection {
    if (eventSources.length === 0) throw new Error('networkActivity needs at least one event source');
    return eventSources
      .map((source) => ofCategory('NetworkActivity', { field: 'eventSource', equals: [source] }))
      .reduce((all, each) => all.plus(each));
  }

  /**
   * Basic event selectors, the older form: they support three types of resources, and can exclude only KMS and the RDS Data
   * API. A trail has either basic or advanced selectors.
   */
  public static basic(...selectors: BasicEventSelector[]): EventSelection {
    return EventSelection._of({ basic: selectors.map(toBasicSelector) });
  }

  /** @internal */
  public static _of(parts: SelectionParts): EventSelection {
    return new EventSelection(parts);
  }

  private readonly parts: SelectionParts;

  private constructor(parts: SelectionParts) {
    this.parts = parts;
  }

  /** Only calls that read. */
  public readOnly(): EventSelection {
    return this.where(EventField.READ_ONLY, { equalTo: ['true'] });
  }

  /** Only calls that write. */
  public writeOnly(): EventSelection {
    return this.where(EventField.READ_ONLY, { equalTo: ['false'] });
  }

  /** Excludes calls to KMS, which are nearly all read events in busy accounts. */
  public withoutKms(): EventSelection {
    return this.where(EventField.EVENT_SOURCE, { notEquals: ['kms.amazonaws.com'] });
  }

  /** Excludes calls to the RDS Data API. */
  public withoutRdsDataApi(): EventSelection {
    return this.where(EventField.EVENT_SOURCE, { notEquals: ['rdsdata.amazonaws.com'] });
  }

  /** Only calls that a VPC endpoint's policy denied; for network activity events. */
  public deniedOnly(): EventSelection {
    return this.where(EventField.ERROR_CODE, { equalTo: ['VpceAccessDenied'] });
  }

  /** Only events of the resources with these ARNs; for data events. */
  public forResources(...arns: string[]): EventSelection {
    return this.where(EventField.RESOURCE_ARN, { equalTo: arns });
  }

  /** Only events of resources whose ARNs begin with one of these; for data events. */
  public forResourcesUnder(...arnPrefixes: string[]): EventSelection {
    return this.where(EventField.RESOURCE_ARN, { startsWith: arnPrefixes });
  }

  /** Only events of objects in these buckets; for data events of `DataEventType.S3_OBJECT`. */
  public forObjectsIn(...buckets: IBucket[]): EventSelection {
    return this.forResourcesUnder(...buckets.map(({ bucketArn }) => `${bucketArn}/`));
  }

  /**
   * Only events whose field meets the condition. Several conditions on one field must all be met; only one of them may select
   * (`equalTo`, `startsWith`, `endsWith`), the others exclude.
   */
  public where(field: EventField, match: FieldMatch): EventSelection {
    if (this.parts.basic !== undefined) {
      throw new Error(
        `basic selectors support no condition on ${field}; give theirs to EventSelection.basic, or select by ` +
          'managementEvents() and dataEvents()',
      );
    }
    return this.withAdvanced((selector) => narrowSelector(selector, field, match));
  }

  /** Names the selectors so far; the name appears in the trail and in explanations. 1 to 1000 characters. */
  public named(name: string): EventSelection {
    if (name === '')
      throw new Error("named('') has an empty name, which CloudFormation rejects; leave it out");
    return this.withAdvanced((selector) => ({ ...selector, name }));
  }

  /** Adds the other selection, including its Insights and aggregation. */
  public plus(other: EventSelection): EventSelection {
    const [one, two] = [this.parts, other.parts];
    return new EventSelection(
      presentMembers({
        advanced: joined(one.advanced, two.advanced),
        basic: joined(one.basic, two.basic),
        insights: joined(one.insights, two.insights),
        templates: joined(one.templates, two.templates),
        archiveIncluded: one.archiveIncluded === true || two.archiveIncluded === true ? true : undefined,
      }),
    );
  }

  /** Enables Insights on the selected events. */
  public withInsights(...insights: Insights[]): EventSelection {
    const selectors = insights.map((each): InsightsSelector => each._toSelector());
    return new EventSelection({ ...this.parts, insights: joined(this.parts.insights, selectors) });
  }

  /** Delivers aggregated data events, in addition to the events themselves. */
  public aggregatedBy(...templates: AggregationTemplate[]): EventSelection {
    return new EventSelection({ ...this.parts, templates: joined(this.parts.templates, templates) });
  }

  /**
   * Also logs object events of the archive's own bucket, which are excluded by default: each file that CloudTrail delivers
   * causes an event there, which is delivered in turn, and charged, endlessly.
   *
   * Without it, this trail does not record which principals read or delete log files. If that is required, prefer to log the
   * bucket with a second trail to another archive.
   */
  public includingArchive(): EventSelection {
    return new EventSelection({ ...this.parts, archiveIncluded: true });
  }

  /**
   * Whether a running multi-Region trail with this selection would log a record, and why. `AuditTrail.explain` also considers
   * the trail's Region and archive.
   *
   * @param record one record, as its JSON
   * @stability experimental
   */
  public explain(record: { [key: string]: unknown }): SelectionExplanation {
    return toSelectionExplanation(nameSelectors(this._toSelection()), record);
  }

  /** The core's form of the selection, including object events of the archive. @internal */
  public _toSelection(): Selection {
    const { advanced, basic, insights, templates } = this.parts;
    return presentMembers<Selection>({
      destination: 'trail',
      advanced,
      basic,
      insights,
      aggregations: templates === undefined ? undefined : [{ eventCategory: 'Data', templates }],
    });
  }

  /** Whether object events of the archive are included. @internal */
  public get _archiveIncluded(): boolean {
    return this.parts.archiveIncluded === true;
  }

  /** Whether it consists of basic selectors, which cannot be combined with others. @internal */
  public get _isBasic(): boolean {
    return this.parts.basic !== undefined;
  }

  private withAdvanced(change: (selector: AdvancedSelector) => AdvancedSelector): EventSelection {
    return new EventSelection(presentMembers({ ...this.parts, advanced: this.parts.advanced?.map(change) }));
  }
}

/** The selectors of a selection. */
export interface SelectionParts {
  readonly advanced?: readonly AdvancedSelector[];
  readonly basic?: Selection['basic'];
  readonly insights?: readonly InsightsSelector[];
  readonly templates?: readonly string[];
  readonly archiveIncluded?: boolean;
}

function ofCategory(category: string, ...conditions: FieldSelector[]): EventSelection {
  const fieldSelectors = [{ field: 'eventCategory', equals: [category] }, ...conditions];
  return EventSelection._of({ advanced: [{ fieldSelectors }] });
}

function joined<T>(one: readonly T[] | undefined, other: readonly T[] | undefined): readonly T[] | undefined {
  return one === undefined && other === undefined ? undefined : [...(one ?? []), ...(other ?? [])];
}
