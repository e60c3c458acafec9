import { findFunctionSettings } from './plain/function-settings';
import { ObjectReader } from './plain/object-reader';
import type { ReadObject } from './read-object';

/**
 * Reads objects with the credentials, the Region and the endpoint of a function's environment: without the SDK, which takes
 * longer to load than most files, and by it where only the SDK knows the address of a bucket.
 */
export function openObjectReader(environment: Readonly<Record<string, string | undefined>>): ReadObject {
  const settings = findFunctionSettings(environment);
  const plain = settings && new ObjectReader({ settings });
  let sdk: Promise<ReadObject> | undefined;
  const readBySdk: ReadObject = async function* (object, outOfTime) {
    sdk ??= import('./sdk-object-reader').then(({ openSdkReader }) => openSdkReader());
    yield* (await sdk)(object, outOfTime);
  };
  return (object, outOfTime) => {
    if (plain === undefined || settings?.knows(object.bucket) !== true) return readBySdk(object, outOfTime);
    return plain.read(object, outOfTime);
  };
}
