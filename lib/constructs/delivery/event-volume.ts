import type { Role } from 'aws-cdk-lib/aws-iam';
import type { ILogArchive } from '../archive/log-archive-interface';
import { LogFolder } from '../archive/log-folder';
import { grantObjects } from '../archive/log-reading';
import { LogProcessor } from '../detection/log-processor';
import { RealtimeAlerts } from '../realtime/realtime-alerts';
import { RuleSet } from '../rule/rule-set';
import { acknowledgeWildcards } from '../statement/acknowledge';
import type { DeliveryMonitorProps } from './delivery-monitor-props';

/** The folders of events that CloudTrail charges by number. */
const FOLDERS = [LogFolder.RECORDS, LogFolder.NETWORK_ACTIVITY];

/** Grants permission to read the files of a sample. */
export function grantSampling(role: Role, archive: ILogArchive): void {
  acknowledgeWildcards(role, {
    's3:GetObject':
      'a trail creates a new object for every delivery; a policy can name them by their folders only',
  });
  grantObjects(archive, role, { folders: FOLDERS });
}

/** The rules of everything beside the monitor that searches events. */
export function rulesInUse({ eventVolume, workers = [], realtime }: DeliveryMonitorProps): RuleSet {
  if (eventVolume?.rules !== undefined) return eventVolume.rules;
  const sets = [...workers, ...(realtime === undefined ? [] : [realtime])].flatMap((worker) => {
    if (worker instanceof LogProcessor) return [worker._rules];
    return worker instanceof RealtimeAlerts ? [worker.rules] : [];
  });
  const [first, ...others] = sets;
  return first === undefined ? RuleSet.builtIn() : others.reduce((all, rules) => all.merge(rules), first);
}
