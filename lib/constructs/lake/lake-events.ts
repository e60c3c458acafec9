import { categoryOfSelector, type Selection } from '../../core/selector/selection';
import { LONE_CATEGORIES } from '../../core/selector/verify/field-rules';
import { EventSelection } from '../selection/event-selection';
import { nameSelectors } from '../selection/to-selector-value';

/**
 * The kind of events that an event data store collects. CloudTrail's own are chosen by an `EventSelection`; each other kind has
 * a store of its own.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-supported-event-schemas.html
 */
export class LakeEvents {
  /**
   * Events of CloudTrail: management, data and network activity events.
   *
   * Insights of a store are written `eventSelection.withInsights(…)`, and go to the store's `insightsDestination`. A store
   * takes conditions on more fields of management events than a trail does, neither basic selectors nor aggregation, and
   * `includingArchive()` has no effect: a store delivers to no bucket.
   *
   * @param eventSelection all management events if nothing is given
   */
  public static cloudTrail(eventSelection: EventSelection = EventSelection.managementEvents()): LakeEvents {
    const selection = { ...eventSelection._toSelection(), destination: 'eventDataStore' } as const;
    return new LakeEvents('CloudTrail events', nameSelectors(selection));
  }

  /** Insights events of other stores, whose `insightsDestination` this store is. */
  public static insights(): LakeEvents {
    return LakeEvents._alone('Insight', 'Insights events');
  }

  /** Configuration items of AWS Config, whose recorder must be on. */
  public static configurationItems(): LakeEvents {
    return LakeEvents._alone('ConfigurationItem', 'Configuration items');
  }

  /** Evidence of AWS Audit Manager, whose evidence finder must be on. */
  public static auditManagerEvidence(): LakeEvents {
    return LakeEvents._alone('Evidence', 'Evidence of Audit Manager');
  }

  /** Events from outside of AWS, which come by a channel. */
  public static integrations(): LakeEvents {
    return LakeEvents._alone('ActivityAuditLog', 'Activity of integrations');
  }

  /** @internal */
  public static _alone(category: string, name: string): LakeEvents {
    const advanced = [{ name, fieldSelectors: [{ field: 'eventCategory', equals: [category] }] }];
    return new LakeEvents(name, { destination: 'eventDataStore', advanced });
  }

  /** What errors call it. @internal */
  public readonly _words: string;

  /** @internal */
  public readonly _selection: Selection;

  private constructor(words: string, selection: Selection) {
    this._words = words;
    this._selection = selection;
  }

  /** Whether a store of them can pause. @internal */
  public get _canPause(): boolean {
    return this._isCloudTrail || this._category === 'ConfigurationItem';
  }

  /** @internal */
  public get _isCloudTrail(): boolean {
    return !LONE_CATEGORIES.includes(this._category);
  }

  /** The one that the first selector has; a store of CloudTrail's events may have several. @internal */
  public get _category(): string {
    const [first] = this._selection.advanced ?? [];
    return (first === undefined ? undefined : categoryOfSelector(first)) ?? '';
  }
}
