import type { Alert } from '../../lib/core/alert/alert';
import { toJsonText } from '../../lib/core/safe-text/json-text';
import type { WritableAlert } from '../outputs/alert/alert-text';
import type { SourceLocations } from './source-locations';

/** The alert with where its source address is; the same alert if that is not asked for, or not known. */
export function locatedAlert(found: WritableAlert, locations: SourceLocations | undefined): WritableAlert {
  const sourceLocation = locations?.of(found.alert.sourceIPAddress);
  if (sourceLocation === undefined) return found;
  const alert: Alert = { ...found.alert, sourceLocation };
  // The other members are written as they were, whatever stands in the record.
  const json = `${found.json.slice(0, -1)},"sourceLocation":${toJsonText(sourceLocation)}}`;
  return { alert, json };
}
