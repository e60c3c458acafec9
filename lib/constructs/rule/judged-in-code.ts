import { faultsInCode } from '../../core/calls/judge-condition';
import type { Condition } from '../../core/rule/condition';
import { readCalls } from '../asset/read-calls';

/** Warnings on the names in a condition. Throws if no record can satisfy it because of one. */
export function judgedInCode(where: string, condition: Condition): readonly string[] {
  try {
    return faultsInCode(condition, readCalls).map((warning) => `${where}: ${warning}`);
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
  }
}
