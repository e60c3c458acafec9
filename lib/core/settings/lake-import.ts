/** An import of log files into an event data store, as the construct writes it and the handler starts it. */
export interface LakeImportRequest {
  readonly eventDataStoreArn: string;
  /** `s3://bucket/prefix/`. */
  readonly location: string;
  readonly bucketRegion: string;
  /** The role that CloudTrail reads the bucket with. */
  readonly roleArn: string;
  /** ISO 8601; events from this time on. */
  readonly startTime?: string;
  /** ISO 8601; events until this time. */
  readonly endTime?: string;
}

/** The properties of the custom resource. CloudFormation makes a text of every value. */
export interface LakeImportProperties extends LakeImportRequest {
  /** `true` or `false`. */
  readonly stopWhenRemoved: string;
}

const NEEDED = ['eventDataStoreArn', 'location', 'bucketRegion', 'roleArn', 'stopWhenRemoved'] as const;
const OPTIONAL = ['startTime', 'endTime'] as const;

/** The properties of a request of CloudFormation. Throws one error that names every one that is missing. */
export function parseLakeImport(properties: Readonly<Record<string, unknown>>): LakeImportProperties {
  const missing = NEEDED.filter((name) => typeof properties[name] !== 'string');
  if (missing.length > 0) {
    throw new Error(`the properties are not what LakeImport writes: ${missing.join(', ')} missing`);
  }
  const given = [...NEEDED, ...OPTIONAL].filter((name) => properties[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, properties[name]])) as unknown as LakeImportProperties;
}

/** What CloudTrail has about the source and range of an import. */
export interface KnownImport {
  readonly location?: string;
  /** The role that it reads with, which stays the same when it is continued. */
  readonly roleArn?: string;
  readonly startMs?: number;
  readonly endMs?: number;
}

/** Whether an import into the same store copies the same events. Two of them would copy, and charge for, each event twice. */
export function isSameImport(
  { location, startTime, endTime }: LakeImportRequest,
  known: KnownImport,
): boolean {
  return (
    withoutSlash(location) === withoutSlash(known.location ?? '') &&
    msOf(startTime) === known.startMs &&
    msOf(endTime) === known.endMs
  );
}

/** A requested import as CloudTrail would have it. */
export function toKnown({ location, roleArn, startTime, endTime }: LakeImportRequest): KnownImport {
  const [startMs, endMs] = [msOf(startTime), msOf(endTime)];
  return {
    ...{ location, roleArn },
    ...(startMs === undefined ? {} : { startMs }),
    ...(endMs === undefined ? {} : { endMs }),
  };
}

function withoutSlash(location: string): string {
  return location.replace(/\/+$/, '');
}

function msOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}
