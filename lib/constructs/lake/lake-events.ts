import { categoryOfSelector, type Selection } from '../../core/selector/selection';
import { LONE_CATEGORIES } from '../../core/selector/verify/field-rules';
import { EventSelection } from '../selection/event-selection';
import { nameSelectors } from '../selection/to-selector-value';

/**
 * The kind of events that an event data store collects. CloudTrail events are selected by an `EventSelection`; every other kind
 * requires its own store.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-supported-event-schemas.html
 */
export class LakeEvents {
  /**
   * Events of CloudTrail: management, data and network activity events.
   *
   * Insights of a store are configured with `eventSelection.withInsights(…)`, and delivered to the store's
   * `insightsDestination`. A store supports conditions on more fields of management events than a trail does, but no basic
   * selectors or aggregation, and `includingArchive()` has no effect: a store delivers to no bucket.
   *
   * @param eventSelection all management events if omitted
   */
  public static cloudTrail(eventSelection: EventSelection = EventSelection.managementEvents()): LakeEvents {
    const selection = { ...eventSelection._toSelection(), destination: 'eventDataStore' } as const;
    return new LakeEvents('CloudTrail events', nameSelectors(selection));
  }

  /** Insights events of other stores that use this store as `insightsDestination`. */
  public static insights(): LakeEvents {
    return LakeEvents._alone('Insight', 'Insights events');
  }

  /** Configuration items of AWS Config. Its recorder must be running. */
  public static configurationItems(): LakeEvents {
    return LakeEvents._alone('ConfigurationItem', 'Configuration items');
  }

  /** Evidence of AWS Audit Manager. Its evidence finder must be enabled. */
  public static auditManagerEvidence(): LakeEvents {
    return LakeEvents._alone('Evidence', 'Evidence of Audit Manager');
  }

  /** Events from outside AWS, which are ingested through a channel. */
  public static integrations(): LakeEvents {
    return LakeEvents._alone('ActivityAuditLog', 'Activity of integrations');
  }

  /** @internal */
  public static _alone(category: string, name: string): LakeEvents {
    const advanced = [{ name, fieldSelectors: [{ field: 'eventCategory', equals: [category] }] }];
    return new LakeEvents(name, { destination: 'eventDataStore', advanced });
  }

  /** The name in error messages. @internal */
  public readonly _words: string;

  /** @internal */
  public readonly _selection: Selection;

  private constructor(words: string, selection: Selection) {
    this._words = words;
    this._selection = selection;
  }

  /** Whether a store of these events can stop ingestion. @internal */
  public get _canPause(): boolean {
    return this._isCloudTrail || this._category === 'ConfigurationItem';
  }

  /** @internal */
  public get _isCloudTrail(): boolean {
    return !LONE_CATEGORIES.includes(this._category);
  }

  /** The category of the first selector; a store of CloudTrail events may have several. @internal */
  public get _category(): string {
    const [first] = this._selection.advanced ?? [];
    return (first === undefined ? undefined : categoryOfSelector(first)) ?? '';
  }
}
