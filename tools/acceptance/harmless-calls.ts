/** A call of the AWS CLI that changes nothing, because nobody has what it names, and that raises an alert. */
export interface HarmlessCall {
  readonly eventName: string;
  readonly arguments: readonly string[];
  /** What AWS answers. */
  readonly errorCode: string;
}

/** The calls on a trail of a name that nobody has. The alert of each contains the name. */
export function harmlessCalls(trailName: string): readonly HarmlessCall[] {
  const errorCode = 'TrailNotFoundException';
  return [
    { eventName: 'StopLogging', arguments: ['cloudtrail', 'stop-logging', '--name', trailName], errorCode },
    { eventName: 'DeleteTrail', arguments: ['cloudtrail', 'delete-trail', '--name', trailName], errorCode },
  ];
}
