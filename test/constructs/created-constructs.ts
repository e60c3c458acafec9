import { Construct } from 'constructs';
import * as api from '../../lib/index';

type ConstructClass = abstract new (...args: never[]) => Construct;

const EXPORTED = Object.entries(api).flatMap(([name, exported]) =>
  typeof exported === 'function' && exported.prototype instanceof Construct
    ? [[name, exported as unknown as ConstructClass] as const]
    : [],
);

const EXTENDED = new Set(EXPORTED.map(([, { prototype }]) => Object.getPrototypeOf(prototype)));

/** The constructs that the package exports, by name, but those that others extend: nobody creates these. */
export const CREATED_CONSTRUCTS = EXPORTED.filter(([, { prototype }]) => !EXTENDED.has(prototype));
