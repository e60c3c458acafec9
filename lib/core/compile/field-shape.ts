import { isList } from '../json/json-value';
import { RECORD_SHAPE, type Shape } from '../record/record-shape';
import { isOpenList } from './open-list';

/** What CloudTrail writes at a path, in every record that has anything there. JSON null may occur anywhere instead. */
export interface FieldShape {
  /**
   * `scalar` is a text, number or boolean, `list` an array. `open` is any JSON: each service decides
   * (`requestParameters.bucketName`), or no record has such a field.
   */
  readonly kind: 'text' | 'number' | 'boolean' | 'scalar' | 'object' | 'list' | 'open';
  /** The arrays on the way to the path, outermost first, such as `['resources']` for `resources.ARN`. */
  readonly lists: readonly string[];
}

/**
 * What a field can hold. Engines that have no word for "any element", or treat types differently, need to know it.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function fieldShape(field: string): FieldShape {
  const lists: string[] = [];
  const keys = field.split('.');
  let shape: Shape = RECORD_SHAPE;
  for (const [index, key] of keys.entries()) {
    if (Array.isArray(shape)) {
      lists.push(keys.slice(0, index).join('.'));
      shape = shape[0];
    }
    shape = memberOf(shape, key);
    if (shape === 'open' && isOpenList(keys.slice(0, index + 1).join('.'))) shape = ['open'];
  }
  return { kind: kindOf(shape), lists };
}

function memberOf(shape: Shape, key: string): Shape {
  if (typeof shape === 'string' || isList(shape)) return 'open';
  return Object.hasOwn(shape, key) ? (shape[key] ?? 'open') : 'open';
}

function kindOf(shape: Shape): FieldShape['kind'] {
  if (typeof shape === 'string') return shape;
  return isList(shape) ? 'list' : 'object';
}
