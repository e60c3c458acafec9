import { S3Client } from '@aws-sdk/client-s3';
import { CLIENT_OPTIONS } from '../client-options';
import { confirming } from '../confirming';
import { type ReadObject, readObject } from './read-object';

/** Reads objects by a client of the SDK, wherever it finds its settings. */
export function openSdkReader(): ReadObject {
  const s3 = confirming(new S3Client(CLIENT_OPTIONS));
  return (object, outOfTime) => readObject(s3, object, outOfTime);
}
