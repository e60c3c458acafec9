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
 * How data events are summed up, over five minutes, in records of their own.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/aggregating-data-events.html
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
 * What a trail logs. A selection never changes: each method gives a new one, so a selection can be shared.
 *
 * A condition holds for everything that is selected so far. So narrow first, and then join:
 *
 * `EventSelection.managementEvents().withoutKms().plus(EventSelection.dataEvents(DataEventType.S3_OBJECT).writeOnly())`
 *
 * What CloudTrail would refuse fails where a trail uses the selection: with every problem, its place and the
 * way out.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
 */
export class EventSelection {
  /** Everything that is done to resources and to the account itself, and every sign-in. */
  public static managementEvents(): EventSelection {
    return ofCategory('Management');
  }

  /** What is done in or with resources of these types. */
  public static dataEvents(...types: DataEventType[]): EventSelection {
    if (types.length === 0) throw new Error('dataEvents needs at least one type of resources');
    return types
      .map(({ resourceType }) => ofCategory('Data', { field: 'resources.type', equals: [resourceType] }))
      .reduce((all, each) => all.plus(each));
  }

  /**
   * What goes through VPC endpoints to these services, such as `s3.amazonaws.com`, whether or not the endpoint lets
   * it through.
   */
  public static networkActivity(...eventSources: string[]): EventSelection {
    if (eventSources.length === 0) throw new Error('networkActivity needs at least one event source');
    return eventSources
      .map((source) => ofCategory('NetworkActivity', { field: 'eventSource', equals: [source] }))
      .reduce((all, each) => all.plus(each));
  }

  /**
   * Basic selectors, the older form: they know three types of resources, and leave nothing out but KMS and the RDS
   * Data API. A trail has either these or all the others.
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

  /** Leaves out calls to KMS: in busy accounts nearly all that reads. */
  public withoutKms(): EventSelection {
    return this.where(EventField.EVENT_SOURCE, { notEquals: ['kms.amazonaws.com'] });
  }

  /** Leaves out calls to the Data API of RDS. */
  public withoutRdsDataApi(): EventSelection {
    return this.where(EventField.EVENT_SOURCE, { notEquals: ['rdsdata.amazonaws.com'] });
  }

  /** Only calls that a VPC endpoint's policy denied; of network activity events. */
  public deniedOnly(): EventSelection {
    return this.where(EventField.ERROR_CODE, { equalTo: ['VpceAccessDenied'] });
  }

  /** Only events of the resources with these ARNs; of data events. */
  public forResources(...arns: string[]): EventSelection {
    return this.where(EventField.RESOURCE_ARN, { equalTo: arns });
  }

  /** Only events of resources whose ARNs begin with one of these; of data events. */
  public forResourcesUnder(...arnPrefixes: string[]): EventSelection {
    return this.where(EventField.RESOURCE_ARN, { startsWith: arnPrefixes });
  }

  /** Only events of objects in these buckets; of data events of `DataEventType.S3_OBJECT`. */
  public forObjectsIn(...buckets: IBucket[]): EventSelection {
    return this.forResourcesUnder(...buckets.map(({ bucketArn }) => `${bucketArn}/`));
  }

  /**
   * Only events whose field fits. Several conditions on one field must all hold; only one of them may choose
   * (`equalTo`, `startsWith`, `endsWith`), the others leave out.
   */
  public where(field: EventField, match: FieldMatch): EventSelection {
    if (this.parts.basic !== undefined) {
      throw new Error(
        `basic selectors take no condition on ${field}; give theirs to EventSelection.basic, or select by ` +
          'managementEvents() and dataEvents()',
      );
    }
    return this.withAdvanced((selector) => narrowSelector(selector, field, match));
  }

  /** Names what is selected so far; the name is in the trail and in explanations. 1 to 1000 characters. */
  public named(name: string): EventSelection {
    if (name === '')
      throw new Error("named('') gives no name, and CloudFormation takes no empty one; leave it out");
    return this.withAdvanced((selector) => ({ ...selector, name }));
  }

  /** Everything that the other selection selects too, its Insights and aggregation included. */
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

  /** Insights into what is selected. */
  public withInsights(...insights: Insights[]): EventSelection {
    const selectors = insights.map((each): InsightsSelector => each._toSelector());
    return new EventSelection({ ...this.parts, insights: joined(this.parts.insights, selectors) });
  }

  /** Delivers data events summed up, beside the events themselves. */
  public aggregatedBy(...templates: AggregationTemplate[]): EventSelection {
    return new EventSelection({ ...this.parts, templates: joined(this.parts.templates, templates) });
  }

  /**
   * Logs object events of the archive's own bucket as well, which are left out otherwise: each file that CloudTrail
   * delivers is an event there, which is delivered in turn, and paid for, without end.
   *
   * Without it this trail does not record who reads or deletes log files. Where that is required, prefer to log the
   * bucket with a second trail to another archive.
   */
  public includingArchive(): EventSelection {
    return new EventSelection({ ...this.parts, archiveIncluded: true });
  }

  /**
   * Whether a started multi-Region trail with this selection would log a record, and why. `AuditTrail.explain` knows
   * the trail's Region and archive as well.
   *
   * @param record one record, as its JSON
   */
  public explain(record: { [key: string]: unknown }): SelectionExplanation {
    return toSelectionExplanation(nameSelectors(this._toSelection()), record);
  }

  /** The core's form of it; object events of the archive are in it still. @internal */
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

  /** Whether object events of the archive are wanted. @internal */
  public get _archiveIncluded(): boolean {
    return this.parts.archiveIncluded === true;
  }

  /** Whether it is made of basic selectors, which no others can join. @internal */
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
