/** The type of a value of the public API. A named type is in the table, or known by its name only. */
export type ApiType =
  | { readonly kind: 'primitive'; readonly name: 'string' | 'number' | 'boolean' | 'date' }
  | { readonly kind: 'any' }
  | { readonly kind: 'list' | 'map'; readonly of: ApiType }
  | { readonly kind: 'union'; readonly of: readonly ApiType[] }
  | { readonly kind: 'named'; readonly name: string };

/** A parameter of a function, or a member of a struct. */
export interface ApiMember {
  readonly name: string;
  readonly type: ApiType;
  readonly isOptional?: boolean;
  /** Whether it takes all further arguments. */
  readonly isVariadic?: boolean;
}

/** What a value of a named type is. */
export type ApiShape =
  /** `isOpen`: another package declares further members. */
  | { readonly kind: 'struct'; readonly members: readonly ApiMember[]; readonly isOpen: boolean }
  /** `values` are known of enums of this package. */
  | { readonly kind: 'enum'; readonly members: readonly string[]; readonly values?: readonly unknown[] }
  /** An object of a class. `makers` are expressions that create one. */
  | { readonly kind: 'class'; readonly makers: readonly string[] }
  /** An object with these members. */
  | { readonly kind: 'interface'; readonly members: readonly string[]; readonly makers: readonly string[] };

/** What can be called on an exported class. */
export interface ApiClass {
  readonly initializer: readonly ApiMember[];
  readonly statics: Readonly<Record<string, readonly ApiMember[]>>;
  readonly methods: Readonly<Record<string, readonly ApiMember[]>>;
}

/** The public API: all types by their full names, and the exported classes by their simple names. */
export interface ApiTable {
  readonly shapes: Readonly<Record<string, ApiShape>>;
  readonly classes: Readonly<Record<string, ApiClass>>;
}

/** The file in `dist` that the build derives from the jsii assembly. */
export const API_FILE = 'api.json';
