import type { SourceLocations } from './source-locations';

/**
 * Opens the databases of `--geoip`; undefined if there are none. The reader is loaded only then.
 *
 * @param report called with a sentence about a damaged part of a file, once for each file
 */
export async function openLocations(
  paths: readonly string[] | undefined,
  report: (problem: string) => void,
): Promise<SourceLocations | undefined> {
  if (paths === undefined || paths.length === 0) return undefined;
  const locations = await import('./source-locations');
  return locations.SourceLocations.open(paths, report);
}
