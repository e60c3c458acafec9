import { Stack } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { didYouMean } from '../../core/problem/nearest-word';
import type { ApiMember } from '../../core/public-api/api-table';
import { errorAt } from '../preflight/construct-error';
import { nameReferences } from '../preflight/name-references';
import { noteOf, warnOf } from '../preflight/report-finding';
import { gateTemplate } from '../preflight/template-gate';
import { checkArguments, type UnknownMember } from './check-argument';
import { classesOf, isObject, nameOfClass } from './name-of-class';
import { readApiTable } from './read-api-table';

type Callable = (...values: unknown[]) => unknown;
type Constructor = new (...values: unknown[]) => object;

/** The call of a function of the public API. */
interface Call {
  /** As a user writes it, such as `new LogArchive`. */
  readonly name: string;
  readonly parameters: readonly ApiMember[];
  readonly values: readonly unknown[];
  /** The object whose method is called. */
  readonly self?: unknown;
}

/** Guarded classes, by the class. */
const guarded = new WeakMap<object, Constructor>();

/** Classes whose functions are guarded. */
const guardedFunctions = new WeakSet<object>();

/**
 * What users get of an export. The build makes every export of the package pass here: each call from outside is compared with the types of
 * the public API, which JavaScript does not do, and the stack of each construct is judged as CloudFormation will judge it.
 */
export function guardExport<T>(exported: T): T {
  if (typeof exported !== 'function') return exported;
  const original = exported as unknown as Constructor;
  const known = guarded.get(original) ?? guardedClass(original);
  guarded.set(original, known);
  return known as unknown as T;
}

function guardedClass(original: Constructor): Constructor {
  const name = nameOfClass(original);
  const parameters = readApiTable().classes[name]?.initializer ?? [];
  guardFunctions(original);
  return new Proxy(original, {
    construct: (_, values: unknown[], target: Constructor) =>
      guardedCall({ name: `new ${name}`, parameters, values }, () =>
        Reflect.construct(original, values, target),
      ),
  });
}

/** Replaces the public functions of a class, static and not, by guarded ones. */
function guardFunctions(each: Constructor): void {
  const name = nameOfClass(each);
  const api = readApiTable().classes[name];
  if (api === undefined || guardedFunctions.has(each)) return;
  guardedFunctions.add(each);
  for (const [holder, functions] of [
    [each, api.statics],
    [each.prototype as object, api.methods],
  ] as const) {
    for (const [key, parameters] of Object.entries(functions)) {
      const property = Object.getOwnPropertyDescriptor(holder, key);
      if (typeof property?.value !== 'function') continue;
      const value = guardFunction(property.value as Callable, `${name}.${key}`, parameters);
      Object.defineProperty(holder, key, { ...property, value });
    }
  }
}

function guardFunction(original: Callable, name: string, parameters: readonly ApiMember[]): Callable {
  return function (this: unknown, ...values: unknown[]) {
    return guardedCall({ name, parameters, values, self: this }, () => Reflect.apply(original, this, values));
  };
}

function guardedCall<T>(call: Call, run: () => T): T {
  const { problems, unknown } = checkArguments(call.parameters, call.values);
  const place = [call.self, call.values[0]].find(isInStack);
  if (problems.length > 0) throw errorOf(call, problems.join('; '), place);
  const slip = place === undefined ? unknown.find(isSlip) : undefined;
  if (slip !== undefined) throw errorOf(call, wordsOfUnknown(slip), place);
  const result = run();
  const owner = isInStack(result) ? result : place;
  if (owner !== undefined) for (const member of unknown) tellUnknown(owner, call, member);
  if (isInStack(result)) gateTemplate(result);
  nameReferences([result, ...call.values.slice(1).flatMap(given)].filter(isInStack));
  guardReached(result);
  return result;
}

/** A value, and the members of a structure. */
function given(value: unknown): readonly unknown[] {
  return isObject(value) && !Construct.isConstruct(value) ? Object.values(value) : [value];
}

/**
 * Reports a member that the struct does not have: as a warning, or as a note if it is a top-level property that resembles none of ours. A user's
 * construct that passes its own properties on has such members.
 */
function tellUnknown(owner: IConstruct, { name }: Call, member: UnknownMember): void {
  const words = `${name}: ${wordsOfUnknown(member)}`;
  if (member.path === member.name && !isSlip(member)) noteOf(owner, 'furtherProperty', words);
  else warnOf(owner, 'unknownProperty', words);
}

/** Objects in the public members of a construct are reached without an export: their classes are guarded, too. */
function guardReached(result: unknown): void {
  if (!isObject(result)) return;
  for (const value of [result, ...Object.values(result)])
    if (isObject(value)) for (const one of classesOf(value)) guardFunctions(one as Constructor);
}

function errorOf({ name }: Call, words: string, place: IConstruct | undefined): Error {
  const message = `${name}: ${words}`;
  return place === undefined ? new Error(message) : errorAt(place, message);
}

function isInStack(value: unknown): value is IConstruct {
  return Construct.isConstruct(value) && value.node.scopes.some(Stack.isStack);
}

const isSlip = ({ name, known }: UnknownMember): boolean => didYouMean(name, known) !== '';

function wordsOfUnknown({ path, name, known }: UnknownMember): string {
  return `there is no property ${path}${didYouMean(name, known)}`;
}
