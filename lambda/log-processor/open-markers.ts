import { FileHandChanges } from '../../lib/core/change/file-hand-changes';
import { FileNovelty } from '../../lib/core/scan/novelty/file-novelty';
import type { Marker } from '../../lib/core/scan/novelty/marked-entries';
import {
  CHANGES_BY_HAND_VARIABLE,
  LEARNING_DAYS_VARIABLE,
} from '../../lib/core/settings/log-processor-settings';
import { RememberedManagers } from '../aws/table/remembered-managers';
import { RememberedSketches } from '../aws/table/remembered-sketches';
import type { SketchPorts } from '../aws/table/sketch-item';

const DAY_SECONDS = 86_400;

/** What marks the records of each file, by the function's environment. What is remembered lives as long as the container. */
export function openMarkers(
  environment: Readonly<Record<string, string | undefined>>,
  ports: SketchPorts,
): () => readonly Marker[] {
  const learningDays = environment[LEARNING_DAYS_VARIABLE];
  const sketches = learningDays === undefined ? undefined : new RememberedSketches(ports);
  const managers =
    environment[CHANGES_BY_HAND_VARIABLE] === undefined ? undefined : new RememberedManagers(ports);
  return () => [
    ...(sketches === undefined ? [] : [new FileNovelty(sketches, Number(learningDays) * DAY_SECONDS)]),
    ...(managers === undefined ? [] : [new FileHandChanges(managers)]),
  ];
}
