import { FileHandChanges } from '../../../lib/core/change/file-hand-changes';
import { AddressMarker } from '../../../lib/core/scan/novelty/address-lists';
import { FileNovelty } from '../../../lib/core/scan/novelty/file-novelty';
import type { Marker } from '../../../lib/core/scan/novelty/marked-entries';
import {
  CHANGES_BY_HAND_VARIABLE,
  LEARNING_DAYS_VARIABLE,
} from '../../../lib/core/settings/log-processor-settings';
import { RememberedManagers } from '../../aws/table/remembered/remembered-managers';
import { RememberedSketches } from '../../aws/table/remembered/remembered-sketches';
import type { Ports } from '../ports';
import { type LoadedAddresses, openAddresses } from './loaded-addresses';

const DAY_SECONDS = 86_400;

/** What marks records. */
export interface Markers {
  /** What marks the records of a file, anew for each; none where the rules read nothing that CloudTrail does not write. */
  readonly newMarkers: () => readonly Marker[];
  /** Lists of addresses, whose age is looked at once a day. */
  readonly addresses?: LoadedAddresses | undefined;
}

/** What marks the records of each file, by the function's environment. What is remembered lives as long as the container. */
export function openMarkers(
  environment: Readonly<Record<string, string | undefined>>,
  {
    ports,
    warn,
  }: { readonly ports: Ports; readonly warn: (message: string, fields: Record<string, unknown>) => void },
): Markers {
  const learningDays = environment[LEARNING_DAYS_VARIABLE];
  const learningSeconds = Number(learningDays) * DAY_SECONDS;
  const sketches = learningDays === undefined ? undefined : new RememberedSketches(ports);
  const managers =
    environment[CHANGES_BY_HAND_VARIABLE] === undefined ? undefined : new RememberedManagers(ports);
  const addresses = openAddresses(environment, ports, warn);
  return {
    addresses,
    newMarkers: () => [
      ...(addresses === undefined ? [] : [new AddressMarker(addresses)]),
      ...(sketches === undefined ? [] : [new FileNovelty(sketches, learningSeconds, addresses)]),
      ...(managers === undefined ? [] : [new FileHandChanges(managers)]),
    ],
  };
}
