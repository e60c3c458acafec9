import type { CostedTrail } from '../../cost/trail-charges';
import type { Value } from '../../estate/values/value';
import { isJsonObject, type JsonObject } from '../../json/json-value';
import { logsEventsOf } from '../../selector/logged-events';
import { parseSelections } from '../../selector/parse/parse-selections';

/** A trail that delivers to the archive, as CloudTrail describes it. */
export interface ArchiveTrail {
  readonly arn: string;
  readonly isOrganizationTrail: boolean;
  readonly isMultiRegion: boolean;
  /** As `get-event-selectors` and `get-insight-selectors` have them. */
  readonly selectors: JsonObject;
}

/** The trails of the archive among those that CloudTrail describes. */
export function toArchiveTrail(
  arn: string,
  properties: JsonObject,
  { bucketName, root }: { readonly bucketName: string; readonly root: string },
): readonly ArchiveTrail[] {
  const { S3BucketName, S3KeyPrefix, IsOrganizationTrail, IsMultiRegionTrail } = properties;
  const prefix = typeof S3KeyPrefix === 'string' && S3KeyPrefix !== '' ? `${S3KeyPrefix}/` : '';
  if (S3BucketName !== bucketName || `${prefix}AWSLogs/` !== root) return [];
  const { EventSelectors, AdvancedEventSelectors, InsightSelectors } = properties;
  return [
    {
      ...{
        arn,
        isOrganizationTrail: IsOrganizationTrail === true,
        isMultiRegion: IsMultiRegionTrail === true,
      },
      selectors: Object.fromEntries(
        Object.entries({ EventSelectors, AdvancedEventSelectors, InsightSelectors }).filter(
          ([, selectors]) => selectors !== undefined,
        ),
      ) as JsonObject,
    },
  ];
}

/** The trails of a stored state; entries that are not trails are left out. */
export function readArchiveTrails(value: unknown): readonly ArchiveTrail[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isJsonObject).flatMap(({ arn, isOrganizationTrail, isMultiRegion, selectors }) =>
    typeof arn === 'string' && isJsonObject(selectors)
      ? [
          {
            ...{ arn, isOrganizationTrail: isOrganizationTrail === true },
            ...{ isMultiRegion: isMultiRegion === true, selectors },
          },
        ]
      : [],
  );
}

/**
 * The trails that deliver the files of a folder: those of an organization have a separate folder. The copy of management events
 * of the first trail that has one is free, and an organization's trail is assumed to be the first.
 */
export function trailsOfFolder(
  trails: readonly ArchiveTrail[],
  { accountId, isOfOrganization }: { readonly accountId: string; readonly isOfOrganization: boolean },
): readonly CostedTrail[] {
  const ofAccount = trails.filter(
    ({ arn, isOrganizationTrail }) => isOrganizationTrail || accountOf(arn) === accountId,
  );
  const all = ofAccount
    .sort((one, other) => Number(other.isOrganizationTrail) - Number(one.isOrganizationTrail))
    .flatMap((trail) => selectionOf(trail).map((selection) => ({ trail, selection })));
  const first = all.find(({ selection }) => logsEventsOf('management', selection) !== 'no');
  return all
    .filter(({ trail }) => trail.isOrganizationTrail === isOfOrganization)
    .map((one) => ({
      // prices of China are chosen by the Region of the stack
      stack: { name: one.trail.arn, region: regionOf(one.trail.arn), resources: [], trails: NO_TRAILS },
      logicalId: one.trail.arn,
      selection: one.selection,
      isFirstCopy: one === first,
    }));
}

const NO_TRAILS = { selections: [], problems: [] };

function selectionOf({ arn, isMultiRegion, selectors }: ArchiveTrail) {
  const { selections } = parseSelections({ TrailARN: arn, ...selectors } as unknown as Value);
  return selections.slice(0, 1).map(({ selection }) => ({ ...selection, multiRegion: isMultiRegion }));
}

function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
