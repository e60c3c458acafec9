import {
  type CloudTrailClient,
  GetImportCommand,
  type ImportStatus,
  ListImportsCommand,
  StartImportCommand,
  StopImportCommand,
} from '@aws-sdk/client-cloudtrail';
import type { KnownImport, LakeImportRequest } from '../../../lib/core/settings/lake-import';
import { pagesOf, unlessMissing } from '../answers';

/** An import that was started. */
export interface LakeImport extends KnownImport {
  readonly id: string;
  readonly status: ImportStatus;
}

/** The imports of an account and Region. */
export interface LakeImports {
  /** Those into a store, in the order of CloudTrail's list. */
  into(eventDataStoreArn: string): AsyncIterable<LakeImport>;
  /** One of them; undefined if CloudTrail does not know it any more. */
  find(id: string): Promise<LakeImport | undefined>;
  /** Starts a new one, and returns its id. */
  start(request: LakeImportRequest): Promise<string>;
  /** Resumes one that failed or was stopped. Copied events are kept. */
  resume(id: string): Promise<void>;
  /** Stops one. Copied events are kept. */
  stop(id: string): Promise<void>;
}

export function lakeImportsOf(client: Pick<CloudTrailClient, 'send'>): LakeImports {
  const find = (id: string) => findImport(client, id);
  return {
    find,
    into: async function* (eventDataStoreArn) {
      for await (const id of listIds(client, eventDataStoreArn)) {
        const found = await find(id);
        if (found !== undefined) yield found;
      }
    },
    start: async (request) => {
      const { ImportId } = await client.send(new StartImportCommand(toStart(request)));
      if (ImportId === undefined) throw new Error('CloudTrail started an import without an id');
      return ImportId;
    },
    resume: async (ImportId) => {
      await client.send(new StartImportCommand({ ImportId }));
    },
    stop: async (ImportId) => {
      await client.send(new StopImportCommand({ ImportId }));
    },
  };
}

function toStart({
  eventDataStoreArn,
  location,
  bucketRegion,
  roleArn,
  startTime,
  endTime,
}: LakeImportRequest) {
  return {
    Destinations: [eventDataStoreArn],
    ImportSource: {
      S3: { S3LocationUri: location, S3BucketRegion: bucketRegion, S3BucketAccessRoleArn: roleArn },
    },
    ...(startTime === undefined ? {} : { StartEventTime: new Date(startTime) }),
    ...(endTime === undefined ? {} : { EndEventTime: new Date(endTime) }),
  };
}

async function* listIds(
  client: Pick<CloudTrailClient, 'send'>,
  Destination: string,
): AsyncGenerator<string, void> {
  const pages = pagesOf('ListImports', (NextToken) =>
    client.send(new ListImportsCommand({ Destination, NextToken })),
  );
  for await (const { Imports = [] } of pages) {
    for (const { ImportId } of Imports) if (ImportId !== undefined) yield ImportId;
  }
}

async function findImport(
  client: Pick<CloudTrailClient, 'send'>,
  ImportId: string,
): Promise<LakeImport | undefined> {
  return unlessMissing('ImportNotFoundException', async () => {
    const answer = await client.send(new GetImportCommand({ ImportId }));
    const { ImportStatus = 'INITIALIZING', ImportSource, StartEventTime, EndEventTime } = answer;
    const { S3LocationUri: location, S3BucketAccessRoleArn: roleArn } = ImportSource?.S3 ?? {};
    return {
      ...{ id: ImportId, status: ImportStatus },
      ...(location === undefined ? {} : { location }),
      ...(roleArn === undefined ? {} : { roleArn }),
      ...(StartEventTime === undefined ? {} : { startMs: StartEventTime.getTime() }),
      ...(EndEventTime === undefined ? {} : { endMs: EndEventTime.getTime() }),
    };
  });
}
