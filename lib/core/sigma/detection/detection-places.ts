import type { YamlNode } from '../yaml/yaml-node';

/** Where a rule's detection names a field, or keywords. */
export interface DetectionPlace {
  /** Undefined for keywords, which are looked for in the whole record. */
  readonly field?: string;
  /** The keys that lead there, such as `detection.selection.eventName|contains`. */
  readonly path: string;
}

/** Keys of a detection that are not selections. */
const OTHER_KEYS: readonly string[] = ['condition', 'timeframe'];

/** All of them, in the order of the file, each once. */
export function findDetectionPlaces(detection: YamlNode): readonly DetectionPlace[] {
  if (detection.kind !== 'map') return [];
  const places = detection.entries
    .filter(({ key }) => !OTHER_KEYS.includes(key))
    .flatMap(({ key, value }) => placesIn(value, `detection.${key}`));
  return [...new Map(places.map((place) => [place.path, place])).values()];
}

function placesIn(node: YamlNode, path: string): readonly DetectionPlace[] {
  switch (node.kind) {
    case 'scalar':
      return [{ path }];
    case 'list':
      return node.items.flatMap((item) => placesIn(item, path));
    case 'map':
      return node.entries.map(({ key }) => {
        const [field = ''] = key.split('|');
        return { ...(field === '' ? {} : { field }), path: `${path}.${key}` };
      });
    default:
      return node satisfies never;
  }
}
