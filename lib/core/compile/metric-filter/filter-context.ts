import type { Compilation } from '../compilation';
import type { CompileOptions } from '../compile-result';
import type { FilterForm } from './filter-form';

/** How an atom is to be compiled. */
export interface FilterContext {
  readonly isNegated: boolean;
  readonly options: CompileOptions;
}

/** A condition in a metric filter. */
export type FilterCompilation = Compilation<FilterForm>;
