import type { CompileOptions } from '../compile/compile-result';

/**
 * How rules are compiled for an event bus: the receiver of the events matches them again, so a rule is widened where a pattern
 * cannot express it, and nothing is assumed about the shape of fields.
 */
export const BUS_OPTIONS: CompileOptions = { overApproximate: true, assumeFieldShape: false };
