import { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { toKeyStart } from '../../core/policy/trail-coordinates';
import type { ILogArchive } from '../archive/log-archive-interface';
import { refusalOf } from '../preflight/report-finding';
import { readableTimeOf } from './readable-time';

const DEFAULT_REACH_DAYS = 365;

/** The shortest reach: CloudTrail's digest files are late by hours, and a recheck is to find more than the last of them. */
const MIN_REACH_DAYS = 2;

/** A digest file lists log files that are older than itself, and a recheck takes its time. */
const MARGIN_DAYS = 1;

/** How far back files are checked again: what is asked for, or a year, or as long as the bucket's files can be read. */
export function recheckReachOf(archive: ILogArchive, asked: Duration | undefined): Duration {
  if (asked !== undefined) return asked;
  const readable = maxReachOf(archive)?.days ?? DEFAULT_REACH_DAYS;
  return Duration.days(Math.max(MIN_REACH_DAYS, Math.min(DEFAULT_REACH_DAYS, readable)));
}

/** Makes synth fail where files are to be checked again that can no longer be read then. */
export function checkRecheckReach(scope: IConstruct, archive: ILogArchive, reach: Duration): void {
  scope.node.addValidation({
    validate: () => {
      const most = maxReachOf(archive);
      const days = reach.toDays({ integral: false });
      if (most === undefined || days <= most.days) return [];
      const found = `recheckReach is ${days} days, and a rule of the bucket of '${archive.node.path}' ${most.what}`;
      return [refusalOf('recheckReach', found).message];
    },
  });
}

function maxReachOf(archive: ILogArchive) {
  const readable = readableTimeOf(archive.bucket, `${toKeyStart(archive.keyPrefix)}AWSLogs/`);
  return readable === undefined ? undefined : { ...readable, days: readable.days - MARGIN_DAYS };
}
